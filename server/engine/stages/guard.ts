import type { Part } from '../../protocol/index.ts';
import type { RequestContext, RequestStage } from '../context.ts';
import { cancelled, deadlineExceeded, streamBroken } from '../request-errors.ts';

/**
 * The commit gate. Parts of an answer are held back until its first real text (or, for answers that are used whole, until its
 * end). Before that moment a failed attempt leaves no trace; after it nothing is retried silently, and a break is told as
 * what it is: text that is there and incomplete. Role, metadata, keep-alives and reasoning commit nothing.
 */
export const guard: RequestStage = {
  name: 'guard',
  async *run(context, next) {
    const held = new HeldParts(
      context.config.failover.holdEvents,
      context.config.failover.holdBytes,
      context.request.commitment,
    );
    for await (const part of next()) {
      switch (part.type) {
        case 'attempt-start':
          // Whatever the attempt before held back is gone with it.
          held.clear();
          yield part;
          break;
        case 'attempt-end':
          yield part;
          break;
        case 'finish':
          commit(context);
          yield* held.release();
          yield part;
          return;
        case 'text-delta':
          if (context.committed) {
            yield part;
          } else if (context.request.commitment === 'firstText' && part.text.trim() !== '') {
            commit(context);
            yield* held.release();
            yield part;
          } else {
            held.add(part);
          }
          break;
        default:
          if (context.committed) yield part;
          else held.add(part);
      }
    }
    const error = endOf(context);
    context.error = error;
    yield { type: 'error', error };
  },
};

function commit(context: RequestContext): void {
  context.committed = true;
}

/** The error of a request that ended without a complete answer. */
function endOf(context: RequestContext) {
  if (context.ended === 'caller') return cancelled(context.attempts, context.committed);
  if (context.ended === 'deadline') {
    return deadlineExceeded(
      context.request.deadlineMs ?? context.config.failover.deadlineMs,
      context.attempts,
      context.committed,
    );
  }
  if (context.committed) return streamBroken(context.attempts);
  return context.error ?? cancelled(context.attempts, context.committed);
}

/** Parts that wait for the commit. Bounded for streams: leading white space and reasoning beyond the bounds are dropped, oldest first. */
class HeldParts {
  private readonly maxEvents: number;
  private readonly maxBytes: number;
  private readonly whole: boolean;
  private parts: Part[] = [];
  private bytes = 0;

  constructor(maxEvents: number, maxBytes: number, commitment: 'firstText' | 'complete') {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.whole = commitment === 'complete';
  }

  add(part: Part): void {
    if (this.whole && part.type === 'reasoning-delta') return;
    this.parts.push(part);
    this.bytes += sizeOf(part);
    if (this.whole) return;
    while (this.parts.length > this.maxEvents || this.bytes > this.maxBytes) {
      const dropped = this.parts.shift();
      if (!dropped) break;
      this.bytes -= sizeOf(dropped);
    }
  }

  clear(): void {
    this.parts = [];
    this.bytes = 0;
  }

  release(): Part[] {
    const { parts } = this;
    this.clear();
    return parts;
  }
}

function sizeOf(part: Part): number {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' ? part.text.length * 2 : 0;
}
