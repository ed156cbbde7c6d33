import type { Part, PartBatch } from '../protocol/index.ts';
import type { Peer } from './peer.ts';

/** What a call has besides its input. */
export interface ServedCall {
  /** Fires when the caller cancels, and when the connection ends. */
  readonly signal: AbortSignal;
  readonly onPart: (part: Part) => void;
}

export interface ServeOptions {
  readonly prefix: string;
  /** Calls back once after `delayMs`; gives the way to take that back. */
  readonly setTimer: (delayMs: number, callback: () => void) => () => void;
}

/**
 * Milliseconds for which parts are collected before they travel together. The first part never waits: people see the first word
 * at once, and a writing model sends more pieces a second than an editor can show.
 */
export const batchMs = 30;

/** Answers calls of the other side. `answer` parses the input and never rejects. */
export function serveMethods<Name extends string>(
  peer: Peer,
  names: readonly Name[],
  answer: (name: Name, input: unknown, call: ServedCall) => Promise<unknown>,
  options: ServeOptions,
): void {
  for (const name of names) {
    peer.onRequest(options.prefix + name, async (params, signal) => {
      const { input, partialResultToken: token } = readEnvelope(params);
      if (token === undefined) return answer(name, input, { signal, onPart: () => {} });
      const batches = new PartBatches((batch) => peer.progress(token, batch), options.setTimer);
      try {
        return await answer(name, input, { signal, onPart: (part) => batches.add(part) });
      } finally {
        await batches.end();
      }
    });
  }
}

/** Collects parts and hands them on in numbered batches. */
class PartBatches {
  private readonly send: (batch: PartBatch) => Promise<void>;
  private readonly setTimer: ServeOptions['setTimer'];
  private waiting: Part[] = [];
  private sequence = 0;
  private cancelTimer: (() => void) | undefined;
  private handedOver: Promise<unknown> = Promise.resolve();

  constructor(send: (batch: PartBatch) => Promise<void>, setTimer: ServeOptions['setTimer']) {
    this.send = send;
    this.setTimer = setTimer;
  }

  add(part: Part): void {
    this.waiting.push(part);
    if (this.cancelTimer !== undefined) return;
    this.flush();
    this.cancelTimer = this.setTimer(batchMs, () => {
      this.cancelTimer = undefined;
      this.flush();
    });
  }

  /** Sends the rest, and waits until all is on its way: libraries hand messages over at their own pace. */
  async end(): Promise<void> {
    this.flush();
    await this.handedOver;
  }

  private flush(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.waiting.length === 0) return;
    this.sequence += 1;
    this.handedOver = Promise.all([
      this.handedOver,
      this.send({ sequence: this.sequence, parts: joined(this.waiting) }),
    ]);
    this.waiting = [];
  }
}

/** Pieces of text that follow one another travel as one. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === 'text-delta' && last?.type === 'text-delta') {
      result[result.length - 1] = { type: 'text-delta', text: last.text + part.text };
    } else result.push(part);
  }
  return result;
}

function readEnvelope(params: unknown): { input: unknown; partialResultToken: string | undefined } {
  if (typeof params !== 'object' || params === null) return { input: undefined, partialResultToken: undefined };
  const input = 'input' in params ? params.input : undefined;
  const token = 'partialResultToken' in params ? params.partialResultToken : undefined;
  return { input, partialResultToken: typeof token === 'string' ? token : undefined };
}
