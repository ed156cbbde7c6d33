import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Listener, type ListenOptions, listen } from '../../server/daemon/listen.ts';
import { type ConnectOptions, connect } from '../../server/link/connect.ts';
import { dial } from '../../server/link/dial.ts';
import type { LinkResult } from '../../server/link/failure.ts';
import { findPlaces, folderVariable, type Places } from '../../server/link/places.ts';
import { type DiscoveryRecord, readRecord } from '../../server/link/record.ts';
import { type Surroundings, surroundingsOf } from '../../server/link/surroundings.ts';
import type { Clock } from '../../server/ports/index.ts';
import type { Build } from '../../server/protocol/index.ts';
import { systemClock } from '../../server/system/clock.ts';
import { systemRandom } from '../../server/system/random.ts';

export const clock = systemClock();
export const holder = surroundingsOf(process);

/** What a test leaves behind, undone after it in the opposite order. */
const leftovers: (() => unknown)[] = [];

export function cleanUpLater(action: () => unknown): void {
  leftovers.push(action);
}

export async function cleanUp(): Promise<void> {
  for (const action of leftovers.splice(0).reverse()) await action();
}

/** A new empty private folder. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vg-link-'));
  cleanUpLater(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Surroundings of a user whose daemon lives in a folder of its own. */
export function surroundingsIn(folder: string, more: Partial<Surroundings> = {}): Surroundings {
  return { ...holder, variables: { [folderVariable]: join(folder, 'run') }, temporaryFolder: folder, ...more };
}

export async function temporaryPlaces(): Promise<Places> {
  return unwrap(await findPlaces(surroundingsIn(await temporaryFolder())));
}

export function unwrap<Value>(result: LinkResult<Value>): Value {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message.en}`);
  return result.value;
}

export const buildOf = (version: string, more: Partial<Build> = {}): Build => ({
  version,
  builtAtMs: 0,
  id: 'test',
  ...more,
});

/** Listens in this process, as version 1.0.0 that understands protocol 1 and echoes what it gets. */
export async function listenHere(places: Places, more: Partial<ListenOptions> = {}): Promise<LinkResult<Listener>> {
  const listener = await listen({
    places,
    build: buildOf('1.0.0'),
    protocol: { min: 1, max: 1 },
    clock,
    random: systemRandom(),
    holder,
    onClient: (socket) => void socket.pipe(socket),
    decide: () => 'accept',
    ...more,
  });
  if (listener.ok) cleanUpLater(() => listener.value.close());
  return listener;
}

/** A window of version 1.0.0 that understands protocol 1. */
export const windowAt = (places: Places, more: Partial<ConnectOptions> = {}): ConnectOptions => ({
  places,
  build: buildOf('1.0.0'),
  protocol: { min: 1, max: 1 },
  client: { kind: 'window', name: 'test' },
  clock,
  ...more,
});

/** A connection to a socket that nobody has greeted. */
export async function dialRaw(path: string): Promise<Socket> {
  const dialled = await dial(path, clock, 5000);
  if (!dialled.ok) throw new Error(dialled.error);
  cleanUpLater(() => dialled.value.destroy());
  return dialled.value;
}

/** Two ends of one connection. */
export async function socketPair(): Promise<{ near: Socket; far: Socket }> {
  const path = join(await temporaryFolder(), 'pair.sock');
  const server = createServer();
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const near = await dialRaw(path);
  const far = await accepted;
  far.on('error', () => {});
  cleanUpLater(() => far.destroy());
  server.close();
  return { near, far };
}

/** Waits for a condition by looking again and again. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpMs = clock.monotonicMs() + 15_000;
  while (!condition()) {
    if (clock.monotonicMs() > giveUpMs) throw new Error(`this never happened: ${condition}`);
    await setImmediate();
  }
}

/** Everything that comes out of a socket until its other end closes it. */
export async function readAll(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(pieces).toString('utf8');
}

/** The next bytes that come out of a socket, as many as asked for. */
export async function readBytes(socket: Socket, length: number): Promise<string> {
  let text = '';
  const listener = (piece: Buffer): void => {
    text += piece.toString('latin1');
  };
  socket.on('data', listener);
  await until(() => text.length >= length || socket.destroyed);
  socket.off('data', listener);
  return text;
}

/** A clock whose timers fire when the test says so. */
export interface ManualClock extends Clock {
  /** Fires every timer that is set and not taken back. */
  fire(): void;
  /** How many timers are set. */
  pending(): number;
}

export function manualClock(): ManualClock {
  const timers = new Set<() => void>();
  return {
    ...clock,
    setTimer(_delayMs, callback) {
      const timer = (): void => callback();
      timers.add(timer);
      return () => timers.delete(timer);
    },
    fire() {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer();
      }
    },
    pending: () => timers.size,
  };
}

export const exists = (path: string): boolean => existsSync(path);

export const readText = (path: string): Promise<string> => readFile(path, 'utf8');

/** Ends a process at once and waits until it is gone. */
export async function killProcess(processId: number): Promise<void> {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // Gone already.
  }
  await until(() => !holder.isAlive(processId));
}

/** What `connect` says: `ok`, or the code of its failure. */
export const outcomeOf = async (...parameters: Parameters<typeof windowAt>): Promise<string> => {
  const result = await connect(windowAt(...parameters));
  if (result.ok) result.value.socket.destroy();
  return result.ok ? 'ok' : result.error.code;
};

/** The record of the daemon that runs there. */
export const recordOf = async (places: Places): Promise<DiscoveryRecord> => {
  const record = await readRecord(places.record);
  if (record === undefined) throw new Error('there is no record');
  return record;
};

/** Somebody else at a socket of their own, who does with a greeting what the test wants. */
export async function listenSilently(places: Places, onGreeting: (socket: Socket) => unknown): Promise<string> {
  const path = `${places.folder}/other.sock`;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => onGreeting(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  cleanUpLater(() => server.close());
  return path;
}
