import type { CircuitView, Config, FailureClass } from '../protocol/index.ts';
import { consequences } from './consequences.ts';

/**
 * The circuit breaker of one model, as one union, so that "open without an end" cannot be written. Plain JSON.
 * `trips` counts openings since the last full recovery and drives the growing cool-down.
 */
export type BreakerState =
  | { readonly kind: 'closed'; readonly failuresInRow: number; readonly rampPicksLeft: number; readonly trips: number }
  | {
      readonly kind: 'open';
      readonly untilMs: number;
      readonly class: FailureClass;
      readonly trips: number;
      /** An attempt that was let through before the end all the same (panic, or pinned by a person). */
      readonly trialAttemptId?: string;
    }
  | { readonly kind: 'halfOpen'; readonly attemptId: string; readonly class: FailureClass; readonly trips: number }
  | { readonly kind: 'isolated'; readonly by: 'configuration' | 'person'; readonly class?: FailureClass };

/** How an attempt ended for the breaker. `pressure` is a rate limit: the vendor is well, only busy with us. */
export type BreakerResult =
  | { readonly kind: 'success' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'pressure' }
  | { readonly kind: 'failed'; readonly class: FailureClass; readonly retryAfterMs?: number };

/** `draw` is uniform in [0, 1), for the jitter of the cool-down. */
export interface BreakerContext {
  readonly nowMs: number;
  readonly draw: number;
  readonly config: Config;
}

/** A model without a history. */
export const closedBreaker: BreakerState = { kind: 'closed', failuresInRow: 0, rampPicksLeft: 0, trips: 0 };

/** `probe`: exactly one attempt may go through, to find out whether the model is back. */
export function breakerAdmits(state: BreakerState, nowMs: number): 'yes' | 'probe' | 'no' {
  if (state.kind === 'closed') return 'yes';
  return state.kind === 'open' && nowMs >= state.untilMs ? 'probe' : 'no';
}

/**
 * An attempt is about to be sent. An expired circuit becomes half-open for exactly this attempt; a closed one counts down its
 * slow start. An attempt that goes out although the circuit is still open (panic, pinned) is only noted: the end of the pause
 * stays what it was unless that attempt proves the model well or ill.
 */
export function breakerAcquire(state: BreakerState, attemptId: string, nowMs: number): BreakerState {
  if (state.kind === 'closed') {
    return state.rampPicksLeft === 0 ? state : { ...state, rampPicksLeft: state.rampPicksLeft - 1 };
  }
  if (state.kind !== 'open') return state;
  if (nowMs < state.untilMs) return { ...state, trialAttemptId: attemptId };
  return { kind: 'halfOpen', attemptId, class: state.class, trips: state.trips };
}

/**
 * An attempt has ended. Results of older attempts, which started before the circuit opened, neither close it nor lengthen its
 * pause by counting again; only what they prove about key, balance or model, and a longer Retry-After, is taken from them.
 */
export function breakerSettle(
  state: BreakerState,
  attemptId: string,
  result: BreakerResult,
  context: BreakerContext,
): BreakerState {
  if (state.kind === 'isolated') return state;
  const verdict = judge(result);
  if (state.kind === 'closed') return settleClosed(state, verdict, context);
  const trial = state.kind === 'halfOpen' ? state.attemptId === attemptId : state.trialAttemptId === attemptId;
  return trial ? settleTrial(state, verdict, context) : settleLate(state, verdict, context);
}

/** Share of its usual traffic that a model gets while it comes back, above 0 to 1. Rises by equal steps over the slow start. */
export function rampShare(state: BreakerState, config: Config): number {
  const steps = config.breaker.slowStartPicks + 1;
  if (state.kind !== 'closed') return 1 / steps;
  return (steps - Math.min(state.rampPicksLeft, steps - 1)) / steps;
}

/** A person takes the model out until the same person lets it back. */
export function isolateByPerson(_state: BreakerState): BreakerState {
  return { kind: 'isolated', by: 'person' };
}

/** A person lets the model back, or its configuration has changed: a fresh start. Other states stay as they are. */
export function reinstate(state: BreakerState): BreakerState {
  return state.kind === 'isolated' ? closedBreaker : state;
}

/** For a state read back after a restart: its trial attempt died with the old process, so another one may take its place. */
export function breakerAfterRestart(state: BreakerState, nowMs: number): BreakerState {
  if (state.kind === 'halfOpen') return { kind: 'open', untilMs: nowMs, class: state.class, trips: state.trips };
  return state.kind === 'open' ? withoutTrial(state) : state;
}

/**
 * A connection check of a model that nobody uses went well. It proves connection and key, not that an answer comes: real work decides that,
 * so the circuit does not close. What kept the model away because of connection, key or region ends now instead of later, and its
 * next request is the one that tries it; a model name counts as found only when the vendor lists it.
 */
export function breakerAfterProbe(state: BreakerState, nowMs: number, isListed: boolean): BreakerState {
  if (state.kind === 'open' && state.class === 'network' && state.untilMs > nowMs) {
    return { ...state, untilMs: nowMs };
  }
  if (state.kind !== 'isolated' || state.by === 'person' || state.class === undefined) return state;
  if (state.class === 'modelMissing' && !isListed) return state;
  return { kind: 'open', untilMs: nowMs, class: state.class, trips: 0 };
}

/** The same state on a wall clock that was set back by so many milliseconds: a pause ends when it would have ended. */
export function breakerSetBack(state: BreakerState, byMs: number): BreakerState {
  return state.kind === 'open' ? { ...state, untilMs: state.untilMs - byMs } : state;
}

/** The breaker as the panel shows it. */
export function circuitView(state: BreakerState): CircuitView {
  switch (state.kind) {
    case 'closed':
    case 'halfOpen':
      return { state: state.kind };
    case 'open':
      return { state: 'open', untilMs: state.untilMs, class: state.class };
    case 'isolated':
      return state.class === undefined
        ? { state: 'isolated', by: state.by }
        : { state: 'isolated', by: state.by, class: state.class };
  }
}

type Closed = Extract<BreakerState, { kind: 'closed' }>;
type Open = Extract<BreakerState, { kind: 'open' }>;
type HalfOpen = Extract<BreakerState, { kind: 'halfOpen' }>;

type Verdict =
  | { readonly kind: 'success' }
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'failure' | 'coolModel' | 'isolate';
      readonly class: FailureClass;
      readonly retryAfterMs: number | undefined;
    };

/** What a result means, by the outcome table: rate limits and the caller's faults never count against the circuit. */
function judge(result: BreakerResult): Verdict {
  if (result.kind === 'success') return result;
  if (result.kind !== 'failed') return { kind: 'nothing' };
  const { effect } = consequences[result.class];
  if (effect === 'none' || effect === 'coolDomain') return { kind: 'nothing' };
  return { kind: effect, class: result.class, retryAfterMs: result.retryAfterMs };
}

function settleClosed(state: Closed, verdict: Verdict, context: BreakerContext): BreakerState {
  switch (verdict.kind) {
    case 'nothing':
      return state;
    case 'success':
      return { ...state, failuresInRow: 0, trips: state.rampPicksLeft === 0 ? 0 : state.trips };
    case 'failure': {
      const failuresInRow = state.failuresInRow + 1;
      if (failuresInRow < context.config.breaker.openAfterFailures) return { ...state, failuresInRow };
      return opened(state.trips, verdict, context);
    }
    default:
      return opened(state.trips, verdict, context);
  }
}

function settleTrial(state: Open | HalfOpen, verdict: Verdict, context: BreakerContext): BreakerState {
  switch (verdict.kind) {
    case 'nothing':
      if (state.kind === 'open') return withoutTrial(state);
      return { kind: 'open', untilMs: context.nowMs, class: state.class, trips: state.trips };
    case 'success': {
      const rampPicksLeft = context.config.breaker.slowStartPicks;
      return { kind: 'closed', failuresInRow: 0, rampPicksLeft, trips: rampPicksLeft === 0 ? 0 : state.trips };
    }
    default:
      return notBefore(opened(state.trips, verdict, context), state);
  }
}

function settleLate(state: Open | HalfOpen, verdict: Verdict, context: BreakerContext): BreakerState {
  switch (verdict.kind) {
    case 'nothing':
    case 'success':
      return state;
    case 'failure': {
      if (state.kind === 'halfOpen' || verdict.retryAfterMs === undefined) return state;
      const untilMs = context.nowMs + Math.min(verdict.retryAfterMs, context.config.breaker.maxRetryAfterMs);
      return untilMs > state.untilMs ? { ...state, untilMs } : state;
    }
    default:
      return notBefore(opened(Math.max(0, state.trips - 1), verdict, context), state);
  }
}

/** A pause is never shortened by a later failure. */
function notBefore(next: BreakerState, previous: Open | HalfOpen): BreakerState {
  if (next.kind !== 'open' || previous.kind !== 'open') return next;
  return next.untilMs >= previous.untilMs ? next : { ...next, untilMs: previous.untilMs, class: previous.class };
}

function withoutTrial(state: Open): Open {
  return { kind: 'open', untilMs: state.untilMs, class: state.class, trips: state.trips };
}

function opened(
  trips: number,
  verdict: Exclude<Verdict, { kind: 'success' | 'nothing' }>,
  context: BreakerContext,
): BreakerState {
  if (verdict.kind === 'isolate') return { kind: 'isolated', by: 'configuration', class: verdict.class };
  const untilMs = context.nowMs + cooldownMs(trips, verdict, context);
  return { kind: 'open', untilMs, class: verdict.class, trips: trips + 1 };
}

/**
 * max(Retry-After, equal jitter over base * 2^trips up to a cap), and for an empty balance or a used-up daily quota their own
 * pauses. Equal jitter (half fixed, half random): Finagle's `Backoff.equalJittered(5 s, 300 s)`.
 */
function cooldownMs(
  trips: number,
  verdict: { readonly class: FailureClass; readonly retryAfterMs: number | undefined },
  { config: { breaker }, draw }: BreakerContext,
): number {
  const ceiling = Math.min(breaker.maxCooldownMs, breaker.baseCooldownMs * 2 ** Math.min(trips, 30));
  const backoff = Math.round(ceiling / 2 + (draw * ceiling) / 2);
  const asked =
    verdict.retryAfterMs === undefined ? undefined : Math.min(verdict.retryAfterMs, breaker.maxRetryAfterMs);
  if (verdict.class === 'billing') return Math.max(breaker.billingCooldownMs, asked ?? 0, backoff);
  if (verdict.class === 'dailyQuota') return Math.max(asked ?? breaker.dailyQuotaCooldownMs, backoff);
  return Math.max(asked ?? 0, backoff);
}
