import { type BudgetRule, breakerAcquire, breakerSettle } from '../../core/index.ts';
import type { ModelId } from '../../protocol/index.ts';
import { occupy } from '../account-limits.ts';
import type { AttemptContext, Workshop } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import { type PickResult, pick } from './pick.ts';
import { reserve } from './reserve.ts';

/** A place on a model. `release` and `giveUp` may be called any number of times; the first call counts. */
export interface Lease {
  readonly record: ModelRecord;
  /** The attempt was made and judged. */
  release(): void;
  /** The attempt was never sent: the breaker's half-open try goes back too. */
  giveUp(): void;
}

/**
 * Picks a model and takes a place on it: the breaker hands out its one half-open try, the concurrency limit one of its places, the
 * budgets the money.
 * When every model left is full the request waits its turn, inside its deadline, instead of failing.
 *
 * @returns undefined when nobody can be picked or the request ended while it waited.
 */
export async function enter(attempt: AttemptContext): Promise<Lease | undefined> {
  const { requestContext: context } = attempt;
  const { workshop } = context;
  // That of the request and not of the attempt: one whose model failed does not wait behind those that came after it.
  const { ticket } = context;
  let called = false;
  for (;;) {
    const result = context.signal.aborted ? undefined : take(attempt);
    if (result?.kind === 'taken') return result.lease;
    // A freed place that is of no use here may be of use to the next in the queue.
    if (called) workshop.slots.wakeNext(ticket);
    if (result?.kind !== 'busy') return undefined;
    const waitMs = result.untilMs === undefined ? undefined : Math.max(1, result.untilMs - workshop.clock.nowMs());
    const sinceMs = workshop.clock.monotonicMs();
    called = (await workshop.slots.wait(ticket, context.signal, waitMs)) === 'call';
    attempt.queuedMs += workshop.clock.monotonicMs() - sinceMs;
  }
}

/** The same without waiting for a place: undefined when nobody is free at once. */
export function enterAtOnce(attempt: AttemptContext): Lease | undefined {
  const result = take(attempt);
  return result.kind === 'taken' ? result.lease : undefined;
}

/**
 * Picks, sets the money aside and takes the place, in one go. A model for which a budget has no room any more, because somebody else
 * was quicker, is left out and the next one picked.
 */
function take(
  attempt: AttemptContext,
): { readonly kind: 'taken'; readonly lease: Lease } | Exclude<PickResult, { kind: 'picked' }> {
  const { workshop } = attempt.requestContext;
  let refused: Map<ModelId, BudgetRule> | undefined;
  for (;;) {
    const result = pick(attempt, refused);
    if (result.kind !== 'picked') return result;
    const record = workshop.registry.get(result.modelId);
    const rule = record && reserve(attempt, record);
    if (record && !rule) return { kind: 'taken', lease: lease(workshop, record, attempt.attemptId) };
    // The same model once more is wished for, or none.
    if (!rule || attempt.repeat) return { kind: 'nobody', filtered: [] };
    refused ??= new Map();
    refused.set(result.modelId, rule);
  }
}

function lease(workshop: Workshop, record: ModelRecord, attemptId: string): Lease {
  record.breaker = breakerAcquire(record.breaker, attemptId, workshop.clock.nowMs());
  occupy(record, 1);
  workshop.registry.announce(record, workshop.bus);
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    // After an entry there is nothing left to give back.
    workshop.budgets.release(attemptId);
    occupy(record, -1);
    workshop.registry.announce(record, workshop.bus);
    workshop.slots.wakeNext();
  };
  return {
    record,
    release,
    giveUp() {
      if (released) return;
      const context = { nowMs: workshop.clock.nowMs(), draw: 0, config: workshop.registry.config };
      record.breaker = breakerSettle(record.breaker, attemptId, { kind: 'ignored' }, context);
      release();
    },
  };
}
