import type { MethodTable, Part, Result } from '../protocol/index.ts';
import type { Peer } from './peer.ts';
import type { Caller, CallOptions } from './types.ts';

/** How a call travels: the input, and the token under which its parts come back. */
export interface CallEnvelope {
  readonly input: unknown;
  readonly partialResultToken?: string;
}

/** How many calls each connection has seen: a token must be unique there, however many callers share it. */
const callsOver = new WeakMap<Peer, number>();

/**
 * Calls the other side of a connection. `prefix` stands before every name on the wire. Never rejects: a connection that breaks,
 * or an answer that is none, is an error with the code `disconnected`.
 */
export function createCaller<Table extends MethodTable>(peer: Peer, prefix: string): Caller<Table> {
  return {
    async call(name, input, options = {}) {
      const number = (callsOver.get(peer) ?? 0) + 1;
      callsOver.set(peer, number);
      const answer = await ask(peer, prefix + name, input, `${prefix}${number}`, options);
      // The other side parsed nothing but our input; its answer has the type of the table because it serves the same table.
      return isResult(answer) ? answer : disconnected;
    },
  };
}

async function ask(
  peer: Peer,
  method: string,
  input: unknown,
  token: string,
  { signal, onPart }: CallOptions,
): Promise<unknown> {
  if (signal?.aborted) return cancelled;
  let lastSequence = 0;
  const stopListening =
    onPart === undefined
      ? undefined
      : peer.onProgress(token, (value) => {
          if (!isPartBatch(value) || value.sequence <= lastSequence) return;
          lastSequence = value.sequence;
          for (const part of value.parts) onPart(part);
        });
  const envelope: CallEnvelope = onPart === undefined ? { input } : { input, partialResultToken: token };
  let stopWatching = () => {};
  const closed = new Promise<unknown>((resolve) => {
    stopWatching = peer.onClose(() => resolve(disconnected));
  });
  try {
    return await Promise.race([peer.request(method, envelope, signal), closed]);
  } catch {
    return signal?.aborted === true ? cancelled : disconnected;
  } finally {
    stopWatching();
    stopListening?.();
  }
}

function isPartBatch(value: unknown): value is { readonly sequence: number; readonly parts: readonly Part[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sequence' in value &&
    typeof value.sequence === 'number' &&
    'parts' in value &&
    Array.isArray(value.parts) &&
    value.parts.every((part) => typeof part === 'object' && part !== null && 'type' in part)
  );
}

function isResult(answer: unknown): answer is Result<never> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true ? 'value' in answer : 'error' in answer;
}

const disconnected: Result<never> = {
  ok: false,
  error: {
    code: 'disconnected',
    message: 'The connection to the background process of VideoGenius broke off.',
    hint: 'Try again; it is started anew by itself.',
    attempts: [],
  },
};

const cancelled: Result<never> = {
  ok: false,
  error: { code: 'cancelled', message: 'Cancelled.', hint: '', attempts: [] },
};
