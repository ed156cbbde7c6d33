import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createProtocolConnection,
  ProgressType,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { commandLineProgram } from '../scripts/bundles.ts';
import {
  type Connection,
  connectOrStart,
  currentProtocol,
  findPlaces,
  type Places,
  spawnDaemon,
  surroundingsOf,
} from '../server/link/index.ts';
import { methodPrefix, notifications, type SessionConfiguration, StateMirror } from '../server/protocol/index.ts';
import { connectionPeer, createCaller, type Peer, type SessionClient } from '../server/rpc/index.ts';
import { systemClock } from '../server/system/index.ts';
import { build } from '../server/version.ts';

/** A daemon of its own for the measurement, apart from that of the person. */
export interface Home {
  readonly places: Places;
  remove(): void;
}

export async function newHome(): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'videogenius-bench-'));
  process.env.VIDEOGENIUS_RUNTIME_DIR = folder;
  const places = await findPlaces(surroundingsOf(process));
  if (!places.ok) throw new Error(places.error.message.en);
  return { places: places.value, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One connection to the daemon, as a window of VS Code has it. */
export interface Window {
  readonly client: SessionClient;
  readonly peer: Peer;
  readonly mirror: StateMirror;
  readonly eventSequences: number[];
  close(): void;
}

const clock = systemClock();

/** Connects, and starts the built daemon where none runs. Gives the time that took. */
export async function openWindow({ places }: Home): Promise<{ window: Window; ms: number }> {
  const begin = performance.now();
  const connected = await connectOrStart({
    places,
    build,
    protocol: currentProtocol,
    client: { kind: 'window', name: 'bench' },
    clock,
    holder: surroundingsOf(process),
    spawn: () =>
      spawnDaemon({ program: commandLineProgram, execPath: process.execPath, environment: process.env, places }),
  });
  if (!connected.ok) throw new Error(connected.error.message.en);
  const window = windowOver(connected.value);
  return { window, ms: performance.now() - begin };
}

function windowOver({ socket }: Connection): Window {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  const connection = createProtocolConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const peer = connectionPeer(connection, new ProgressType<unknown>(), closed.signal);
  const client: SessionClient = createCaller(peer, methodPrefix);
  const mirror = new StateMirror(() => undefined);
  const eventSequences: number[] = [];
  peer.onNotification(`${methodPrefix}state/events`, (params) => {
    const parsed = notifications['state/events'].safeParse(params);
    if (!parsed.success) return;
    for (const event of parsed.data.events) eventSequences.push(event.sequence);
    mirror.apply(parsed.data.events);
  });
  connection.listen();
  return { client, peer, mirror, eventSequences, close: () => socket.destroy() };
}

export const configuration = (changes: Partial<SessionConfiguration> = {}): SessionConfiguration => ({
  settings: {},
  fleet: 'configured',
  locale: 'en',
  editorModels: [],
  hasSecrets: false,
  ...changes,
});

/** Ends the daemon and waits until its process is gone. */
export async function endDaemon(window: Window): Promise<void> {
  const ended = new Promise<void>((resolve) => void window.peer.onClose(resolve));
  await window.client.call('daemon/stop', {});
  await ended;
}

/** Milliseconds to start a Node that does nothing: what any process costs here. */
export function bareNodeMs(): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve) => {
    spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('exit', () => resolve(performance.now() - begin));
  });
}
