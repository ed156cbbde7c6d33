import type { Part } from '../../protocol/index.ts';
import type { RequestContext, RequestStage } from '../context.ts';
import { HeldParts } from '../held-parts.ts';
import { cancelled, deadlineExceeded, streamBroken } from '../request-errors.ts';

/**
 * The commit gate. Parts of an answer are held back until its first real text (or, for answers that are used whole, until its
 * end). Before that moment a failed attempt leaves no trace; after it nothing is retried silently: the reader is told what is taken back
 * (`text-rewind`), and a break that nobody could mend is told as what it is: text that is there and incomplete. Role, metadata,
 * keep-alives and reasoning commit nothing.
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
          yield* commit(context, held);
          context.finished = true;
          yield part;
          return;
        case 'text-rewind':
          context.delivered = context.delivered.slice(0, part.offset);
          yield part;
          break;
        case 'text-delta':
          if (context.committed) {
            context.delivered += part.text;
            yield part;
          } else if (context.request.commitment === 'firstText' && part.text.trim() !== '') {
            yield* commit(context, held);
            context.delivered += part.text;
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

function commit(context: RequestContext, held: HeldParts): readonly Part[] {
  context.committed = true;
  const parts = held.release();
  for (const part of parts) if (part.type === 'text-delta') context.delivered += part.text;
  return parts;
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
