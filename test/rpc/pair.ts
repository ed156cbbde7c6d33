import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import {
  createProtocolConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { connectionPeer, type Peer } from '../../server/rpc/index.ts';

/** One end of a real JSON-RPC connection. */
export interface End {
  readonly peer: Peer;
  readonly closed: AbortSignal;
  /** Sends a request with parameters as they are, past all types. */
  raw(method: string, params?: unknown): Promise<unknown>;
}

export interface Pair {
  readonly near: End;
  readonly far: End;
  /** Cuts the line between the two. */
  cut(): void;
}

/** Two ends of the real protocol with a line in memory between them. */
export function connectedPair(): Pair {
  const there = new PassThrough();
  const back = new PassThrough();
  return {
    near: endOf(back, there),
    far: endOf(there, back),
    cut() {
      there.destroy();
      back.destroy();
    },
  };
}

export function endOf(input: PassThrough, output: PassThrough): End {
  const closed = new AbortController();
  const reader = new StreamMessageReader(input);
  const connection = createProtocolConnection(reader, new StreamMessageWriter(output));
  reader.onClose(() => closed.abort());
  connection.onError(() => closed.abort());
  connection.listen();
  return {
    peer: connectionPeer(connection, new ProgressType<unknown>(), closed.signal),
    closed: closed.signal,
    raw: (method, params) =>
      params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params),
  };
}

/** Timers that fire when a test says so. */
export class HandTimers {
  private readonly waiting = new Map<object, { readonly delayMs: number; readonly callback: () => void }>();

  readonly setTimer = (delayMs: number, callback: () => void): (() => void) => {
    const timer = {};
    this.waiting.set(timer, { delayMs, callback });
    return () => void this.waiting.delete(timer);
  };

  /** Milliseconds for which each of them was set. */
  get delaysMs(): number[] {
    return [...this.waiting.values()].map(({ delayMs }) => delayMs);
  }

  fire(): void {
    const due = [...this.waiting.values()];
    this.waiting.clear();
    for (const { callback } of due) callback();
  }
}

/** Waits until something is so; the test's own time limit is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

/** Lets everything arrive that is on its way: the other end has answered what was sent after it. */
export async function settled({ near, far }: Pair): Promise<void> {
  await near.raw('test/ping').catch(() => undefined);
  await far.raw('test/ping').catch(() => undefined);
}
