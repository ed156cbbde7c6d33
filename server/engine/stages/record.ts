import {
  breakerSettle,
  classify,
  consequences,
  estimateTokens,
  type Failure,
  type FailureSignal,
  recordHealth,
  refillHedge,
  tokenShare,
} from '../../core/index.ts';
import type { ModelTarget } from '../../ports/index.ts';
import { type OutcomeKind, type Part, renderSentence, sentence } from '../../protocol/index.ts';
import { learnLimits } from '../account-limits.ts';
import type { AttemptContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import { VendorCall } from './attempt.ts';
import { close, countedUsage, type Observed } from './bookkeeping.ts';
import type { Lease } from './gate.ts';

/**
 * Runs the attempt and keeps its record: judges a failure once, steps health, breaker, quota domain, strategy and counters, writes
 * one ledger entry, and frees the place, exactly once for every attempt, however it ends.
 */
export async function* recordStage(attempt: AttemptContext, lease: Lease, target: ModelTarget): AsyncGenerator<Part> {
  const { requestContext: context } = attempt;
  const { workshop, request } = context;
  const { clock, bus } = workshop;
  const { record } = lease;
  const startedAtMs = clock.monotonicMs();
  const observed: Observed = {
    startedAtMs,
    switchMs:
      context.lastFailureAtMonotonicMs === undefined || attempt.role === 'hedge'
        ? null
        : startedAtMs - context.lastFailureAtMonotonicMs,
    firstTokenMs: null,
    answered: false,
    spoke: false,
    outputTokens: 0,
    usage: null,
  };
  bus.publish({
    type: 'attempt-start',
    requestId: request.requestId,
    attemptId: attempt.attemptId,
    modelId: record.modelId,
    number: attempt.number,
    role: attempt.role,
  });
  let call: VendorCall | undefined;
  try {
    yield {
      type: 'attempt-start',
      task: request.task,
      attemptId: attempt.attemptId,
      modelId: record.modelId,
      number: attempt.number,
      role: attempt.role,
      simulated: target.simulated,
    };
    call = new VendorCall(attempt, record, target);
    for (;;) {
      const part = await call.read();
      switch (part.type) {
        case 'response-start':
          observed.answered = true;
          learnLimits(workshop, record, { kind: 'answer', headers: part.headers });
          break;
        case 'text-delta':
          observed.answered = true;
          observed.spoke = true;
          if (observed.firstTokenMs === null && part.text.trim() !== '') {
            observed.firstTokenMs = clock.monotonicMs() - startedAtMs;
            bus.publish({
              type: 'attempt-first-token',
              requestId: request.requestId,
              attemptId: attempt.attemptId,
              modelId: record.modelId,
              firstTokenMs: observed.firstTokenMs,
            });
          }
          observed.outputTokens += tokenShare(part.text);
          yield part;
          break;
        case 'reasoning-delta':
          observed.answered = true;
          observed.spoke = true;
          observed.outputTokens += tokenShare(part.text);
          yield part;
          break;
        case 'usage':
          // Some servers send zeros for "not counted".
          if (part.usage.inputTokens + part.usage.outputTokens > 0) observed.usage = part.usage;
          yield part;
          break;
        case 'error':
          yield settleFailure(attempt, lease, target, observed, part.signal);
          return;
        case 'finish':
          yield settleSuccess(attempt, lease, target, observed);
          yield part;
          return;
      }
    }
  } finally {
    call?.close();
    // The reader went away in the middle: that is a cancellation.
    if (attempt.result === undefined) settleFailure(attempt, lease, target, observed, { kind: 'cancelled' });
    // Whatever went wrong in the books, the place is free.
    lease.release();
  }
}

/** What is asked for an answer that goes on from a text is larger by that text. */
function promptTokensOf({ requestContext: { promptTokens }, kept }: AttemptContext): number {
  return kept === undefined ? promptTokens : promptTokens + estimateTokens(kept);
}

function settleSuccess(attempt: AttemptContext, lease: Lease, target: ModelTarget, observed: Observed): Part {
  const { requestContext: context } = attempt;
  const { workshop, config } = context;
  const { record } = lease;
  const nowMs = workshop.clock.nowMs();
  const totalMs = workshop.clock.monotonicMs() - observed.startedAtMs;
  const usage = observed.usage ?? countedUsage(promptTokensOf(attempt), observed);
  attempt.result = { kind: 'success' };
  learnLimits(workshop, record, { kind: 'success' });
  workshop.hedgeBudget = refillHedge(workshop.hedgeBudget, config);
  record.health = recordHealth(
    record.health,
    { kind: 'success', firstTokenMs: observed.firstTokenMs ?? totalMs, totalMs, outputTokens: usage.outputTokens },
    nowMs,
    config,
  );
  record.breaker = breakerSettle(
    record.breaker,
    attempt.attemptId,
    { kind: 'success' },
    { nowMs, draw: workshop.random.next(), config },
  );
  close(attempt, lease, target, observed, {
    outcome: 'success',
    failure: null,
    usage,
    certainty: usage.estimated ? 'estimate' : 'exact',
  });
  return { type: 'attempt-end', attemptId: attempt.attemptId, modelId: record.modelId, outcome: 'success' };
}

function settleFailure(
  attempt: AttemptContext,
  lease: Lease,
  target: ModelTarget,
  observed: Observed,
  signal: FailureSignal,
): Part {
  const { requestContext: context } = attempt;
  const { workshop, config } = context;
  const { record } = lease;
  const nowMs = workshop.clock.nowMs();
  const judged = classify(signal, record.provider.manifest.errorRules, {
    nowMs,
    maxRetryAfterMs: config.breaker.maxRetryAfterMs,
  });
  const failure = attempt.stopped === undefined ? judged : { ...judged, message: stopReasons[attempt.stopped] };
  const outcome = isBlameless(attempt, signal, observed, target) ? 'ignored' : consequences[failure.class].outcome;
  attempt.result = { kind: 'failure', failure };
  const endedAtMs = workshop.clock.monotonicMs();
  if (attempt.stopped === 'outpaced') stepOutpaced(attempt, record, target, observed, endedAtMs - observed.startedAtMs);
  else {
    context.lastFailureAtMonotonicMs = endedAtMs;
    const tookMs = endedAtMs - observed.startedAtMs;
    if (outcome === 'failed') learnLimits(workshop, record, { kind: 'failure', signal, failure, tookMs });
    stepModel(attempt, record, failure, outcome, tookMs);
  }
  const usage = observed.usage ?? (observed.answered ? countedUsage(promptTokensOf(attempt), observed) : null);
  close(attempt, lease, target, observed, {
    outcome,
    failure,
    usage,
    certainty: usage === null ? 'exact' : 'underEstimate',
  });
  return {
    type: 'attempt-end',
    attemptId: attempt.attemptId,
    modelId: record.modelId,
    outcome,
    class: failure.class,
    message: renderSentence(failure.message),
  };
}

const stopReasons = {
  outpaced: sentence('Another model, asked at the same time, began first.'),
  rejected: sentence('Its answer did not go on where the text had broken off.'),
} as const;

/**
 * Another model began first: nobody's fault, but the time it took is learnt. A trial that stayed silent has not shown that the
 * model is back: its circuit opens again.
 */
function stepOutpaced(
  attempt: AttemptContext,
  record: ModelRecord,
  target: ModelTarget,
  observed: Observed,
  waitedMs: number,
): void {
  const { workshop, config } = attempt.requestContext;
  const nowMs = workshop.clock.nowMs();
  const silent = !observed.spoke;
  const priorMs = target.prior.firstTokenMs;
  record.health = recordHealth(record.health, { kind: 'outpaced', waitedMs, silent, priorMs }, nowMs, config);
  record.lastUsedMs = nowMs;
  const isTrial = record.breaker.kind === 'halfOpen' && record.breaker.attemptId === attempt.attemptId;
  const result = isTrial && silent ? ({ kind: 'failed', class: 'timeout' } as const) : ({ kind: 'ignored' } as const);
  record.breaker = breakerSettle(record.breaker, attempt.attemptId, result, {
    nowMs,
    draw: workshop.random.next(),
    config,
  });
}

/** Lets health, breaker and quota domain learn from a failure. An ignored outcome teaches them nothing. */
function stepModel(
  attempt: AttemptContext,
  record: ModelRecord,
  failure: Failure,
  outcome: OutcomeKind,
  tookMs: number,
): void {
  const { workshop, config } = attempt.requestContext;
  const nowMs = workshop.clock.nowMs();
  const settle = { nowMs, draw: workshop.random.next(), config };
  if (outcome === 'ignored') {
    record.breaker = breakerSettle(record.breaker, attempt.attemptId, { kind: 'ignored' }, settle);
    return;
  }
  const penaltyMs = Math.max(tookMs, failure.retryAfterMs ?? 0);
  if (consequences[failure.class].effect === 'coolDomain') {
    // A 429 is pressure, not death: the domain rests, the breaker does not count it.
    workshop.registry.cool(record, nowMs + (failure.retryAfterMs ?? config.breaker.rateLimitCooldownMs), workshop.bus);
    record.health = recordHealth(record.health, { kind: 'pressure', penaltyMs }, nowMs, config);
    record.breaker = breakerSettle(record.breaker, attempt.attemptId, { kind: 'pressure' }, settle);
    return;
  }
  record.health = recordHealth(record.health, { kind: 'failure', penaltyMs }, nowMs, config);
  const after = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  record.breaker = breakerSettle(
    record.breaker,
    attempt.attemptId,
    { kind: 'failed', class: failure.class, ...after },
    settle,
  );
}

/**
 * Whether a deadline says nothing about the model that was at work when it came: the time was used up by others. A model that had
 * half of it to itself is slow, whatever it said meanwhile; so is one that was still silent after three times its usual
 * first-token time.
 */
function isBlameless(attempt: AttemptContext, signal: FailureSignal, observed: Observed, target: ModelTarget): boolean {
  if (signal.kind !== 'clock' || signal.clock !== 'deadline') return false;
  const { request, config } = attempt.requestContext;
  if (signal.afterMs >= (request.deadlineMs ?? config.failover.deadlineMs) / 2) return false;
  return observed.firstTokenMs !== null || signal.afterMs < 3 * target.prior.firstTokenMs;
}
