import type { Part } from '../protocol/index.ts';
import type { AttemptContext } from './context.ts';
import { enter } from './stages/gate.ts';
import { recordStage } from './stages/record.ts';

/**
 * The stages of one attempt, in order: pick (the strategy chooses), gate (breaker and concurrency limit; a full house waits),
 * then record around attempt (the call itself under its clocks, judged and booked). Sets `attempt.result`.
 */
export async function* runAttempt(attempt: AttemptContext): AsyncIterable<Part> {
  const lease = await enter(attempt);
  if (!lease) {
    attempt.result = { kind: 'nobody' };
    return;
  }
  attempt.record = lease.record;
  const { resolution } = lease.record;
  if (resolution.kind !== 'ready' || attempt.requestContext.signal.aborted) {
    lease.giveUp();
    attempt.result = { kind: 'nobody' };
    return;
  }
  yield* recordStage(attempt, lease, resolution.target);
}
