import type { Part, RequestError } from '../../protocol/index.ts';
import type { RequestContext } from '../context.ts';
import { HeldParts } from '../held-parts.ts';
import { cancelled, deadlineExceeded, streamBroken } from '../request-errors.ts';

/**
 * The commit gate. Parts of an answer are held back until its first real text (or, for answers that are used whole, until its
 * end). Before that moment a failed attempt leaves no trace; after it nothing is retried silently: the reader is told what is taken back
 * (`text-rewind`), and a break that nobody could mend is told as what it is: text that is there and incomplete. Role, metadata,
 * keep-alives and reasoning commit nothing.
 */
export class CommitGate {
  private readonly context: RequestContext;
  private readonly held: HeldParts;

  constructor(context: RequestContext) {
    const { holdEvents, holdBytes } = context.config.failover;
    this.context = context;
    this.held = new HeldParts(holdEvents, holdBytes, context.request.commitment);
  }

  /** Takes the next part in: whether it is shown now, behind those that `freed` gives. */
  shows(part: Part): boolean {
    const { context, held } = this;
    switch (part.type) {
      case 'attempt-start':
        // Whatever the attempt before held back is gone with it.
        held.clear();
        return true;
      case 'attempt-end':
        return true;
      case 'finish':
        context.committed = true;
        return true;
      case 'text-rewind':
        context.delivered = context.delivered.slice(0, part.offset);
        return true;
      case 'text-delta':
        context.committed ||= context.request.commitment === 'firstText' && part.text.trim() !== '';
        break;
      default:
    }
    if (!context.committed) held.add(part);
    return context.committed;
  }

  /** Parts that were held back and are shown now, once, before the one that was just taken in. */
  freed(): readonly Part[] {
    return this.context.committed ? this.held.release() : nothing;
  }

  /** Notes a part as shown; after the last one the request is finished. */
  note(part: Part): void {
    if (part.type === 'text-delta') this.context.delivered += part.text;
    else if (part.type === 'finish') this.context.finished = true;
  }
}

const nothing: readonly Part[] = [];

/** The error of a request that ended without a complete answer. */
export function endOf(context: RequestContext): RequestError {
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
