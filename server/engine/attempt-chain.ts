import { hedgeDelayMs, spendHedge } from '../core/index.ts';
import type { Part } from '../protocol/index.ts';
import type { AttemptContext } from './context.ts';
import { enter, enterAtOnce, type Lease } from './stages/gate.ts';
import { type Entrant, race } from './stages/hedge.ts';
import { recordStage } from './stages/record.ts';

/**
 * The stages of one attempt, in order: pick (the strategy chooses), gate (breaker, concurrency limit, money; a full house waits), hedge
 * (a second model beside a slow first one), then record around attempt (the call itself under its clocks, judged and booked).
 *
 * Sets `result` of the attempt, and of every attempt that `another` was asked for: those are the ones that ran beside it.
 *
 * @param another makes the attempt of a second model; undefined when the request may not make one more.
 * @returns the parts; when there was a race, the `rest` of the attempt follows them.
 */
export async function runAttempt(
  attempt: AttemptContext,
  another: () => AttemptContext | undefined,
): Promise<AsyncGenerator<Part>> {
  const lease = await enter(attempt);
  const first = lease && begin(attempt, lease);
  if (!first) {
    attempt.result = { kind: 'nobody' };
    return nothing();
  }
  const delayMs = delayOf(attempt, first);
  if (delayMs !== undefined) {
    return race(attempt.requestContext, entrant(attempt, first), delayMs, () => second(attempt, another));
  }
  attempt.requestContext.deliveredBy = first.record.modelId;
  return recordStage(attempt, first.lease, first.target);
}

async function* nothing(): AsyncGenerator<Part> {}

interface Begun {
  readonly lease: Lease;
  readonly record: Lease['record'];
  readonly target: Parameters<typeof recordStage>[2];
}

/** Takes the place for good; gives it back when the model has lost its settings or the request its reader meanwhile. */
function begin(attempt: AttemptContext, lease: Lease): Begun | undefined {
  const { record } = lease;
  attempt.record = record;
  const { resolution } = record;
  if (resolution.kind !== 'ready' || attempt.requestContext.signal.aborted) {
    lease.giveUp();
    return undefined;
  }
  attempt.requestContext.started += 1;
  return { lease, record, target: resolution.target };
}

function entrant(attempt: AttemptContext, { lease, target }: Begun): Entrant {
  return { attempt, parts: recordStage(attempt, lease, target) };
}

/** Milliseconds until a second model is asked; undefined when this attempt stays alone. */
function delayOf(attempt: AttemptContext, { record, target }: Begun): number | undefined {
  const { requestContext: context } = attempt;
  const { config, request } = context;
  const alone =
    context.committed ||
    attempt.kept !== undefined ||
    request.pinnedModel !== undefined ||
    !config.failover.enabled ||
    context.hedges > 0 ||
    context.started >= config.failover.maxAttempts ||
    context.workshop.budgets.isTight(config);
  if (alone) return undefined;
  const { breaker, health } = record;
  const isTrial = breaker.kind !== 'closed';
  return hedgeDelayMs({ times: health, prior: target.prior, isTrial, isLocal: target.local, config });
}

/** The second model, if the budget allows one and somebody else is free at once. */
function second(first: AttemptContext, another: () => AttemptContext | undefined): Entrant | undefined {
  const { requestContext: context } = first;
  const { workshop, config } = context;
  const budget = spendHedge(workshop.hedgeBudget, workshop.clock.monotonicMs(), config);
  const attempt = budget && another();
  const lease = attempt && enterAtOnce(attempt);
  const begun = lease && begin(attempt, lease);
  if (!begun) return undefined;
  workshop.hedgeBudget = budget;
  context.hedges += 1;
  return entrant(attempt, begun);
}
