import { breakerAcquire, breakerSettle } from '../../core/index.ts';
import type { AttemptContext, Workshop } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import type { Ticket } from '../slots.ts';
import { pick } from './pick.ts';

/** A place on a model. `release` and `giveUp` may be called any number of times; the first call counts. */
export interface Lease {
  readonly record: ModelRecord;
  /** The attempt was made and judged. */
  release(): void;
  /** The attempt was never sent: the breaker's half-open try goes back too. */
  giveUp(): void;
}

/**
 * Picks a model and takes a place on it: the breaker hands out its one half-open try, the concurrency limit one of its places.
 * When every model left is full the request waits its turn, inside its deadline, instead of failing.
 *
 * @returns undefined when nobody can be picked or the request ended while it waited.
 */
export async function enter(attempt: AttemptContext): Promise<Lease | undefined> {
  const { requestContext: context } = attempt;
  const { workshop } = context;
  let ticket: Ticket | undefined;
  let called = false;
  for (;;) {
    const result = context.signal.aborted ? undefined : pick(attempt);
    if (result?.kind === 'picked') {
      const record = workshop.registry.get(result.modelId);
      return record ? lease(workshop, record, attempt.attemptId) : undefined;
    }
    // A freed place that is of no use here may be of use to the next in the queue.
    if (called && ticket !== undefined) workshop.slots.wakeNext(ticket);
    if (result?.kind !== 'busy') return undefined;
    ticket ??= workshop.slots.ticket();
    const waitMs = result.untilMs === undefined ? undefined : Math.max(1, result.untilMs - workshop.clock.nowMs());
    called = (await workshop.slots.wait(ticket, context.signal, waitMs)) === 'call';
  }
}

function lease(workshop: Workshop, record: ModelRecord, attemptId: string): Lease {
  record.breaker = breakerAcquire(record.breaker, attemptId, workshop.clock.nowMs());
  record.inFlight += 1;
  workshop.registry.announce(record, workshop.bus);
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    record.inFlight -= 1;
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
