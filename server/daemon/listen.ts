import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { commonProtocol, compareBuilds } from '../link/build-order.ts';
import { errorCode, type LinkResult, linkFailure } from '../link/failure.ts';
import { preparePlaces } from '../link/folder.ts';
import { receiveGreeting, refusalOf, refuse, type Visitor, welcome } from '../link/greeting.ts';
import type { Places } from '../link/places.ts';
import { type DiscoveryRecord, readRecord, removeRecord, writeRecord } from '../link/record.ts';
import type { ProtocolRange } from '../link/shapes.ts';
import type { LockHolder } from '../link/surroundings.ts';
import { linkTexts } from '../link/texts.ts';
import type { Clock, Random } from '../ports/index.ts';
import type { Build } from '../protocol/index.ts';
import { bind } from './bind.ts';

/** What a daemon listens with. */
export interface ListenOptions {
  readonly places: Places;
  readonly build: Build;
  readonly protocol: ProtocolRange;
  readonly clock: Clock;
  readonly random: Random;
  /** This process: `surroundingsOf(process)`. */
  readonly holder: LockHolder;
  /** A client that was greeted. `protocol` is the one to be spoken; bytes that it has sent already wait in the socket. */
  onClient(socket: Socket, client: GreetedClient): void;
  /**
   * Asked when a NEWER build greets, and only then. `retire`: nothing runs here, the newer one may take this place. `accept`:
   * something runs and goes on; the newer one is served as long as the two understand each other.
   */
  decide(visitor: Visitor): 'accept' | 'retire';
  /** Nobody else is let in and the place is free. Those who are connected still are, until `close`. */
  onRetired?(): void;
}

/** A client that knows the token and understands us. */
export interface GreetedClient extends Pick<Visitor, 'build' | 'client'> {
  readonly protocol: number;
}

/** A daemon that listens. */
export interface Listener {
  /** Whoever knows it may speak to this daemon. For the status page on the same machine; never for a log. */
  readonly token: string;
  readonly startedAtMs: number;
  /** Lets nobody in from this moment on and gives the place back. Those who are connected still are, until `close`. */
  retire(): Promise<void>;
  /** Lets nobody in any more, gives the place back and ends every connection. May be called more than once. */
  close(): Promise<void>;
}

/** How long a connection may take to send what was written to it, when everything ends. */
const farewellMs = 1000;

/** Becomes the daemon of this user: binds the socket, leaves the record, and greets who comes. `occupied` when there is one. */
export async function listen(options: ListenOptions): Promise<LinkResult<Listener>> {
  const { places, clock, build, protocol, holder } = options;
  const token = newToken(options.random);
  const sockets = new Set<Socket>();
  const startedAtMs = clock.nowMs();
  const { processId } = holder;
  const record: DiscoveryRecord = { processId, socket: places.socket, token, protocol, build, startedAtMs };
  let leaving: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  /** Writes of the record, one after the other. */
  let recorded = Promise.resolve();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    void serve(socket);
  });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));

  async function serve(socket: Socket): Promise<void> {
    const greeted = await receiveGreeting(socket, { token, clock });
    if (!greeted.ok) {
      if (greeted.error !== 'closed') return refuse(socket, greeted.error);
      socket.destroy();
      return restoreRecord();
    }
    const visitor = greeted.value;
    const isNewer = compareBuilds(visitor.build, build) > 0;
    if (leaving === undefined && isNewer && options.decide(visitor) === 'retire') {
      await leave();
      refuse(socket, refusalOf('retiring', build, visitor));
      options.onRetired?.();
      return;
    }
    if (leaving !== undefined) return refuse(socket, refusalOf('retiring', build, visitor));
    const common = commonProtocol(protocol, visitor.protocol);
    if (common === undefined) return refuse(socket, refusalOf('protocol', build, visitor));
    welcome(socket, { protocol: common, build, processId, newer: compareBuilds(build, visitor.build) > 0 });
    options.onClient(socket, { protocol: common, build: visitor.build, client: visitor.client });
  }

  /** The record goes first, while the socket still keeps others from writing theirs. */
  function leave(): Promise<void> {
    leaving ??= recorded
      .then(() => removeRecord(places.record, token))
      .then(() => {
        server.close();
      });
    return leaving;
  }

  /**
   * Somebody who says nothing wants to know whether anybody is here: a daemon that was started because the record is lost, to
   * one of the programs that clean temporary folders for instance. Then it is written again.
   */
  function restoreRecord(): Promise<void> {
    recorded = recorded.then(async () => {
      if (leaving !== undefined || (await readRecord(places.record)) !== undefined) return;
      await writeRecord(places.record, record).catch(() => {});
    });
    return recorded;
  }

  async function closeAll(): Promise<void> {
    await leave();
    for (const socket of sockets) socket.destroySoon();
    const stopTimer = clock.setTimer(farewellMs, () => {
      for (const socket of sockets) socket.destroy();
    });
    await ended;
    stopTimer();
  }

  const prepared = await preparePlaces(places);
  if (!prepared.ok) return prepared;
  const bound = await bind(server, { places, clock, holder });
  if (!bound.ok) return bound;
  // An error of one connection, such as too many open files, must not end the others.
  server.on('error', () => {});
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  const recording = recorded.then(() => writeRecord(places.record, record)).then(() => undefined, errorCode);
  recorded = recording.then(() => {});
  const trouble = await recording;
  if (trouble !== undefined) {
    await close();
    return linkFailure('folder', linkTexts.folderUnusable(places.folder, trouble));
  }
  return { ok: true, value: { token, startedAtMs, retire: leave, close } };
}

/** 32 bytes in hexadecimal. An id has 62 bits of the system's own randomness; six of them are more than a token holds. */
function newToken(random: Random): string {
  const ids = Array.from({ length: 6 }, () => random.id());
  return createHash('sha256').update(ids.join('')).digest('hex');
}
