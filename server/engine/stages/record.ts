import {
  breakerSettle,
  classify,
  consequences,
  type Failure,
  type FailureSignal,
  recordHealth,
  tokenShare,
} from '../../core/index.ts';
import type { ModelTarget } from '../../ports/index.ts';
import { type OutcomeKind, type Part, renderSentence } from '../../protocol/index.ts';
import type { AttemptContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import { attemptStage } from './attempt.ts';
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
    switchMs: context.lastFailureAtMonotonicMs === undefined ? null : startedAtMs - context.lastFailureAtMonotonicMs,
    firstTokenMs: null,
    answered: false,
    outputTokens: 0,
    usage: null,
  };
  bus.publish({
    type: 'attempt-start',
    requestId: request.requestId,
    attemptId: attempt.attemptId,
    modelId: record.modelId,
    number: attempt.number,
  });
  try {
    yield {
      type: 'attempt-start',
      task: request.task,
      attemptId: attempt.attemptId,
      modelId: record.modelId,
      number: attempt.number,
      simulated: target.simulated,
    };
    for await (const part of attemptStage(attempt, record, target)) {
      switch (part.type) {
        case 'response-start':
          observed.answered = true;
          break;
        case 'text-delta':
          observed.answered = true;
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
          context.deliveredBy = record.modelId;
          yield part;
          return;
      }
    }
  } finally {
    // The reader went away in the middle: that is a cancellation.
    if (attempt.result === undefined) settleFailure(attempt, lease, target, observed, { kind: 'cancelled' });
    // Whatever went wrong in the books, the place is free.
    lease.release();
  }
}

function settleSuccess(attempt: AttemptContext, lease: Lease, target: ModelTarget, observed: Observed): Part {
  const { requestContext: context } = attempt;
  const { workshop, config } = context;
  const { record } = lease;
  const nowMs = workshop.clock.nowMs();
  const totalMs = workshop.clock.monotonicMs() - observed.startedAtMs;
  const usage = observed.usage ?? countedUsage(context.promptTokens, observed);
  attempt.result = { kind: 'success' };
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
  const failure = classify(signal, record.provider.manifest.errorRules, {
    nowMs,
    maxRetryAfterMs: config.breaker.maxRetryAfterMs,
  });
  const outcome = isBlameless(attempt, signal, observed, target) ? 'ignored' : consequences[failure.class].outcome;
  attempt.result = { kind: 'failure', failure };
  context.lastFailureAtMonotonicMs = workshop.clock.monotonicMs();
  if (context.committed) context.deliveredBy = record.modelId;

  stepModel(attempt, record, failure, outcome, context.lastFailureAtMonotonicMs - observed.startedAtMs);
  const usage = observed.usage ?? (observed.answered ? countedUsage(context.promptTokens, observed) : null);
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
