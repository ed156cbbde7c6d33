import {
  createProtocolConnection,
  ProgressType,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { connectOrStart, currentProtocol, spawnDaemon, surroundingsOf } from '../server/link/index.ts';
import { type Event, methodPrefix, notifications, type Snapshot } from '../server/protocol/index.ts';
import { connectionPeer, createCaller, type SessionClient } from '../server/rpc/index.ts';
import { systemClock } from '../server/system/index.ts';
import type { ChaosHome } from './chaos-home.ts';

const clock = systemClock();

/** One connection of a window to the daemon, made as the editor makes it. */
export interface ChaosWindow {
  readonly client: SessionClient;
  readonly processId: number;
  /** Fulfilled when the connection has broken off. */
  readonly closed: Promise<void>;
  close(): void;
}

/** What a window is told when it watches. */
export interface Watcher {
  onSnapshot(snapshot: Snapshot): void;
  onEvent(event: Event): void;
}

/** Connects to the daemon of this home, and starts it when it is not there. Throws when that fails. */
export async function openChaosWindow(
  home: ChaosHome,
  settings: Readonly<Record<string, unknown>>,
  watcher?: Watcher,
): Promise<ChaosWindow> {
  const { places, environment, program, build } = home;
  const connected = await connectOrStart({
    places,
    build,
    protocol: currentProtocol,
    client: { kind: 'window', name: 'chaos' },
    clock,
    holder: surroundingsOf(process),
    async spawn() {
      const daemon = await spawnDaemon({ program, execPath: process.execPath, environment, places });
      if (daemon.processId !== undefined) home.started(daemon.processId);
      return daemon;
    },
    limitMs: 30_000,
  });
  if (!connected.ok) throw new Error(connected.error.message.en);
  const { socket, greeting } = connected.value;
  const gone = new AbortController();
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      gone.abort();
      resolve();
    });
  });
  socket.on('error', () => gone.abort());
  const reader = new SocketMessageReader(socket);
  // A message that a kill cut in two would be waited for again and again, for ever.
  reader.partialMessageTimeout = 0;
  const connection = createProtocolConnection(reader, new SocketMessageWriter(socket));
  connection.onError(() => gone.abort());
  const peer = connectionPeer(connection, new ProgressType<unknown>(), gone.signal);
  const client: SessionClient = createCaller(peer, methodPrefix);
  if (watcher !== undefined) {
    peer.onNotification(`${methodPrefix}state/events`, (params) => {
      for (const event of notifications['state/events'].parse(params).events) watcher.onEvent(event);
    });
    peer.onNotification(`${methodPrefix}state/snapshot`, (params) =>
      watcher.onSnapshot(notifications['state/snapshot'].parse(params).snapshot),
    );
  }
  connection.listen();
  const configured = await client.call('session/configure', {
    settings: { ...settings },
    fleet: 'configured',
    locale: 'en',
    editorModels: [],
    hasSecrets: false,
  });
  if (configured.ok && configured.value.problems.length > 0) {
    throw new Error(configured.value.problems.map(({ setting, message }) => `${setting}: ${message}`).join('; '));
  }
  if (watcher !== undefined) {
    const snapshot = await client.call('state/watch', {});
    if (snapshot.ok) watcher.onSnapshot(snapshot.value);
  }
  return {
    client,
    processId: greeting.processId,
    closed,
    close() {
      connection.dispose();
      socket.destroy();
    },
  };
}
