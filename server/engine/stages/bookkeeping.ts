import type { Failure } from '../../core/index.ts';
import type { LedgerEntry, ModelTarget } from '../../ports/index.ts';
import { type AttemptReport, type OutcomeKind, renderSentence, type Usage } from '../../protocol/index.ts';
import type { AttemptContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import type { Lease } from './gate.ts';

/** What one attempt has shown so far. */
export interface Observed {
  readonly startedAtMs: number;
  readonly switchMs: number | null;
  firstTokenMs: number | null;
  /** Response headers came: from here on the vendor may bill. */
  answered: boolean;
  /** Not rounded: the sum of many pieces is. */
  outputTokens: number;
  usage: Usage | null;
}

/** The part of the record that is the same for every end: report, ledger, counters, strategy, place, events. */
export function close(
  attempt: AttemptContext,
  lease: Lease,
  target: ModelTarget,
  observed: Observed,
  end: { outcome: OutcomeKind; failure: Failure | null; usage: Usage | null; certainty: LedgerEntry['certainty'] },
): void {
  const { requestContext: context } = attempt;
  const { workshop, request } = context;
  const { record } = lease;
  const nowMs = workshop.clock.nowMs();
  const totalMs = workshop.clock.monotonicMs() - observed.startedAtMs;
  const price = workshop.prices.priceOf(target, record.settings, nowMs);
  const costNanoUsd = end.usage === null ? 0 : workshop.prices.costOf(price, end.usage);
  const report: AttemptReport = {
    attemptId: attempt.attemptId,
    model: record.modelId,
    outcome: end.outcome,
    class: end.failure?.class ?? null,
    message: end.failure === null ? null : renderSentence(end.failure.message),
    status: end.failure?.status ?? null,
    firstTokenMs: observed.firstTokenMs === null ? null : rounded(observed.firstTokenMs),
    totalMs: rounded(totalMs),
    switchMs: observed.switchMs === null ? null : rounded(observed.switchMs),
    usage: end.usage,
    costNanoUsd,
    simulated: target.simulated,
  };
  context.attempts.push(report);
  workshop.store.append({
    attemptId: attempt.attemptId,
    requestId: request.requestId,
    modelId: record.modelId,
    task: request.task,
    atMs: nowMs,
    outcome: end.outcome,
    class: report.class,
    usage: end.usage,
    costNanoUsd,
    certainty: costNanoUsd === null ? 'unknown' : end.certainty,
    priceSource: price.kind === 'known' ? price.source : price.kind,
    simulated: target.simulated,
  });
  if (end.outcome !== 'ignored') record.lastUsedMs = nowMs;
  count(record, report);
  const { balancer } = workshop;
  const learned = balancer.strategy.learn?.(balancer.state, {
    modelId: record.modelId,
    outcome: end.outcome,
    totalMs,
    nowMs,
  });
  if (learned !== undefined) balancer.state = learned;
  lease.release();
  workshop.bus.publish({ type: 'attempt-end', requestId: request.requestId, report });
}

function count(record: ModelRecord, report: AttemptReport): void {
  const { counters } = record;
  counters.attempts += 1;
  if (report.outcome === 'success') counters.successes += 1;
  else if (report.outcome === 'failed') counters.failures += 1;
  else counters.ignored += 1;
  counters.inputTokens += report.usage?.inputTokens ?? 0;
  counters.outputTokens += report.usage?.outputTokens ?? 0;
  if (report.costNanoUsd === null) counters.unpricedAttempts += 1;
  else counters.costNanoUsd += report.costNanoUsd;
}

/** Tokens counted from the text, where the vendor sent no usage. */
export function countedUsage(promptTokens: number, observed: Observed): Usage {
  return { inputTokens: promptTokens, outputTokens: Math.ceil(observed.outputTokens), estimated: true };
}

/** Milliseconds to a hundredth: finer figures are noise of the clock. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
