import type { Failure } from '../../core/index.ts';
import type { LedgerEntry, ModelTarget } from '../../ports/index.ts';
import {
  type AttemptReport,
  type AttemptRole,
  type OutcomeKind,
  renderSentence,
  type Usage,
} from '../../protocol/index.ts';
import type { AttemptContext, Workshop } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import type { RouteRequest } from '../types.ts';
import type { Lease } from './gate.ts';

/** What one attempt has shown so far. */
export interface Observed {
  readonly startedAtMs: number;
  readonly switchMs: number | null;
  firstTokenMs: number | null;
  /** Response headers came: from here on the vendor may bill. */
  answered: boolean;
  /** Text or reasoning came. */
  spoke: boolean;
  /** Not rounded: the sum of many pieces is. */
  outputTokens: number;
  usage: Usage | null;
}

/** How an attempt ended, for the books. Times are milliseconds. */
export interface Ended {
  readonly attemptId: string;
  readonly role: AttemptRole;
  readonly outcome: OutcomeKind;
  readonly failure: Failure | null;
  readonly usage: Usage | null;
  readonly certainty: LedgerEntry['certainty'];
  /** From the start of the request. */
  readonly startedMs: number;
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
  readonly switchMs: number | null;
  readonly queuedMs: number;
}

/** The part of the record that is the same for every end: report, ledger, counters, strategy, place, events. */
export function close(
  attempt: AttemptContext,
  lease: Lease,
  target: ModelTarget,
  observed: Observed,
  end: Pick<Ended, 'outcome' | 'failure' | 'usage' | 'certainty'>,
): void {
  const { requestContext: context } = attempt;
  const { workshop, request } = context;
  const { record } = lease;
  const nowMs = workshop.clock.nowMs();
  const totalMs = workshop.clock.monotonicMs() - observed.startedAtMs;
  const { firstTokenMs, switchMs } = observed;
  const { attemptId, role } = attempt;
  const startedMs = observed.startedAtMs - context.startedAtMonotonicMs;
  const times = { startedMs, firstTokenMs, totalMs, switchMs };
  const { queuedMs } = attempt;
  const report = book(workshop, request, record, target, { ...end, ...times, attemptId, role, queuedMs });
  context.attempts.push(report);
  if (end.outcome !== 'ignored') record.lastUsedMs = nowMs;
  countOutcome(record, end.outcome);
  lease.release();
  workshop.bus.publish({ type: 'attempt-end', requestId: request.requestId, report });
}

const noTokens = { inputTokens: 0, outputTokens: 0 };

/** Writes the one ledger entry of an attempt, ends its hold, and adds its tokens and cost to its model. */
export function book(
  workshop: Workshop,
  request: Pick<RouteRequest, 'requestId' | 'task'>,
  record: ModelRecord,
  target: ModelTarget,
  ended: Ended,
): AttemptReport {
  const nowMs = workshop.clock.nowMs();
  const price = workshop.prices.priceOf(target, record.settings, nowMs);
  // What never reached the vendor costs nothing; what did and broke off without a count costs what its price says, if that is known.
  const costNanoUsd =
    ended.usage === null && ended.certainty === 'exact' ? 0 : workshop.prices.costOf(price, ended.usage ?? noTokens);
  const report: AttemptReport = {
    attemptId: ended.attemptId,
    model: record.modelId,
    role: ended.role,
    outcome: ended.outcome,
    class: ended.failure?.class ?? null,
    message: ended.failure === null ? null : renderSentence(ended.failure.message),
    status: ended.failure?.status ?? null,
    startedMs: rounded(ended.startedMs),
    firstTokenMs: ended.firstTokenMs === null ? null : rounded(ended.firstTokenMs),
    totalMs: rounded(ended.totalMs),
    switchMs: ended.switchMs === null ? null : rounded(ended.switchMs),
    ...(ended.queuedMs > 0 ? { queuedMs: rounded(ended.queuedMs) } : {}),
    usage: ended.usage,
    costNanoUsd,
    simulated: target.simulated,
  };
  workshop.budgets.settle({
    attemptId: ended.attemptId,
    requestId: request.requestId,
    modelId: record.modelId,
    task: request.task,
    role: ended.role,
    atMs: nowMs,
    outcome: ended.outcome,
    class: report.class,
    usage: ended.usage,
    costNanoUsd,
    certainty: costNanoUsd === null ? 'unknown' : ended.certainty,
    priceSource: price.kind === 'known' ? price.source : price.kind,
    simulated: target.simulated,
  });
  const { counters } = record;
  counters.inputTokens += ended.usage?.inputTokens ?? 0;
  counters.outputTokens += ended.usage?.outputTokens ?? 0;
  if (costNanoUsd === null) counters.unpricedAttempts += 1;
  else counters.costNanoUsd += costNanoUsd;
  return report;
}

function countOutcome({ counters }: ModelRecord, outcome: OutcomeKind): void {
  counters.attempts += 1;
  if (outcome === 'success') counters.successes += 1;
  else if (outcome === 'failed') counters.failures += 1;
  else counters.ignored += 1;
}

/** Tokens counted from the text, where the vendor sent no usage. */
export function countedUsage(promptTokens: number, observed: Observed): Usage {
  return { inputTokens: promptTokens, outputTokens: Math.ceil(observed.outputTokens), estimated: true };
}

/** Milliseconds to a hundredth: finer figures are noise of the clock. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
