import * as z from 'zod';
import {
  concurrencyLimit,
  type Failure,
  type FailureSignal,
  type LimitLesson,
  type LimitState,
  learnLimit,
  limitsSetBack,
  type ModelFacts,
  noLimits,
  rateUse,
} from '../core/index.ts';
import type { Workshop } from './context.ts';
import type { ModelRecord } from './model-record.ts';

/** What the rules see of the limits of a model and its account. `account` are the requests that run on all models of its account. */
export function limitFacts(
  record: Pick<ModelRecord, 'limits' | 'resolution' | 'inFlight'>,
  account: { readonly inFlight: number; readonly tokensEach: number },
  nowMs: number,
): Pick<ModelFacts, 'inFlight' | 'limit' | 'configuredLimit' | 'rate'> {
  const { limits, resolution, inFlight } = record;
  if (resolution.kind !== 'ready') return { inFlight, limit: 1 };
  const configured = resolution.target.maxConcurrent;
  const limit = concurrencyLimit(limits, configured, nowMs);
  const requests = account.inFlight + 1;
  const rate = rateUse(limits, { requests, tokens: requests * account.tokensEach }, nowMs);
  // What was learnt of an account counts all that runs on it.
  if (limit < configured) return { inFlight: account.inFlight, limit, configuredLimit: configured, rate };
  return { inFlight, limit: configured, configuredLimit: undefined, rate };
}

/** Whether one more request may run on the model now. */
export function hasPlace({ clock }: Workshop, record: ModelRecord): boolean {
  const account = { inFlight: record.accountLoad.inFlight, tokensEach: 0 };
  const { inFlight, limit } = limitFacts(record, account, clock.nowMs());
  return inFlight < limit;
}

/** What an answer, a success or a failure shows of the limits of its account. */
export type LimitEvidence =
  | { readonly kind: 'answer'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'success' }
  /** `tookMs`: from the sending of the attempt to its failure. */
  | { readonly kind: 'failure'; readonly signal: FailureSignal; readonly failure: Failure; readonly tookMs: number };

/** Lets the account of a model learn its limits, and lets somebody in who waits when it has grown a place. Call it before the place is freed. */
export function learnLimits(workshop: Workshop, record: ModelRecord, evidence: LimitEvidence): void {
  const { registry, bus, slots } = workshop;
  const { resolution, limits } = record;
  if (resolution.kind !== 'ready') return;
  const { maxConcurrent } = resolution.target;
  const nowMs = workshop.clock.nowMs();
  const { inFlight } = record.accountLoad;
  const lesson = lessonOf(evidence, inFlight, nowMs);
  if (lesson === undefined) return;
  const learnt = learnLimit(limits, lesson, maxConcurrent, nowMs);
  if (learnt === limits) return;
  const before = concurrencyLimit(limits, maxConcurrent, nowMs);
  const limit = concurrencyLimit(learnt, maxConcurrent, nowMs);
  record.limits = learnt;
  for (const sibling of registry.all()) {
    if (sibling === record || accountOf(sibling) !== accountOf(record)) continue;
    sibling.limits = learnt;
    if (limit !== before) registry.announce(sibling, bus);
  }
  if (evidence.kind === 'success' && inFlight < limit) slots.wakeNext();
}

/** Requests that run on all models of one account: one object for all of them. */
export interface AccountLoad {
  inFlight: number;
}

/** Gives every model the load of its account, counted anew; for a new configuration, which may bring other accounts. */
export function shareAccounts(records: Iterable<ModelRecord>): void {
  const loads = new Map<string | undefined, AccountLoad>();
  for (const record of records) {
    const account = accountOf(record);
    const load = loads.get(account) ?? { inFlight: 0 };
    loads.set(account, load);
    load.inFlight += record.inFlight;
    record.accountLoad = load;
  }
}

/** Takes a place on a model and on its account, or gives it back. */
export function occupy(record: ModelRecord, change: 1 | -1): void {
  record.inFlight += change;
  record.accountLoad.inFlight += change;
}

function accountOf({ resolution }: ModelRecord): string | undefined {
  return resolution.kind === 'ready' ? resolution.target.quotaDomain : undefined;
}

function lessonOf(evidence: LimitEvidence, inFlight: number, nowMs: number): LimitLesson | undefined {
  switch (evidence.kind) {
    case 'answer':
      return { kind: 'headers', headers: evidence.headers };
    case 'success':
      return { kind: 'success', inFlight };
    case 'failure': {
      const { signal, failure, tookMs } = evidence;
      if (signal.kind !== 'http' && signal.kind !== 'inBand') return undefined;
      const { headers } = signal;
      if (failure.class !== 'rateLimit') return { kind: 'headers', headers };
      return { kind: 'refused', headers, inFlight, sentAtMs: nowMs - tookMs };
    }
  }
}

const moment = z.number();
const Limits = z.object({
  concurrency: z.object({ limit: z.number().min(1), atMs: moment, refusedAtMs: moment }).nullable(),
  windows: z
    .array(z.object({ name: z.string(), limit: z.number().min(0), remaining: z.number().min(0), resetAtMs: moment }))
    .max(16),
});

/** Limits that come back from storage; none when they cannot be read. What was learnt is not from the future. */
export function restoredLimits(value: unknown, nowMs: number): LimitState {
  const parsed = Limits.safeParse(value);
  if (!parsed.success) return noLimits;
  return limitsSetBack(parsed.data, Math.max(0, (parsed.data.concurrency?.atMs ?? nowMs) - nowMs));
}
