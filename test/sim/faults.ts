import type { FailureSignal } from '../../server/core/failure.ts';
import { Alternation } from './chance.ts';
import {
  type AnswerPlan,
  broken,
  type Change,
  failed,
  paced,
  type SimulatedCall,
  signals,
  spanMs,
  tooManyRequests,
} from './models.ts';

/** Something else while `fromMs <= time < toMs`. A stream that runs when that time begins is not touched. */
const within =
  (fromMs: number, toMs: number, instead: (plan: () => AnswerPlan, call: SimulatedCall) => AnswerPlan): Change =>
  (inner) =>
  (call) =>
    call.nowMs >= fromMs && call.nowMs < toMs ? instead(() => inner(call), call) : inner(call);

export const slowWithin = (fromMs: number, toMs: number, factor: number): Change =>
  within(fromMs, toMs, (plan) => paced(plan(), factor));

export const failWithin = (fromMs: number, toMs: number, signal: FailureSignal = signals.unavailable): Change =>
  within(fromMs, toMs, () => failed(signal));

export const failAfter = (fromMs: number, signal: FailureSignal = signals.unavailable): Change =>
  failWithin(fromMs, Number.POSITIVE_INFINITY, signal);

/** The account is empty from then on. */
export const quotaGone = (fromMs: number): Change => failAfter(fromMs, signals.noQuota);

/** Takes calls and never says a word. */
export const hangsWithin = (fromMs: number, toMs: number): Change => within(fromMs, toMs, (plan) => silent(plan()));

/** Text comes so slowly that it is of no use, and yet no silence is long. */
export const drips = (fromMs: number, toMs: number, msPerPiece: number): Change =>
  within(fromMs, toMs, (plan) => ({ ...plan(), betweenMs: msPerPiece }));

/** Slow at first, at its usual pace from the n-th call on. */
export const warmup =
  (calls: number, factor: number): Change =>
  (inner) =>
  (call) =>
    paced(inner(call), call.number > calls ? 1 : 1 + ((factor - 1) * (calls + 1 - call.number)) / calls);

/** A model on this machine that is unloaded when it rests, and has to be loaded before it says anything. */
export function coldLoad(restMs: number, loadMs: number): Change {
  return (inner) => {
    let lastUsedMs = Number.NEGATIVE_INFINITY;
    return (call) => {
      const isCold = call.nowMs - lastUsedMs > restMs;
      const plan = inner(call);
      const started = isCold ? { ...plan, firstMs: plan.firstMs + loadMs } : plan;
      lastUsedMs = call.nowMs + spanMs(started);
      return started;
    };
  };
}

/** Fails a share of its calls, independently of each other. */
export const failsSometimes =
  (share: number, signal: FailureSignal = signals.unavailable): Change =>
  (inner, { random }) =>
  (call) =>
    random.next() < share ? failed(signal) : inner(call);

/** Breaks off in the middle of a share of its answers. `afterPiece`: after the n-th piece; anywhere if left out. */
export const dropsMidStream =
  (share: number, afterPiece?: number): Change =>
  (inner, { random }) =>
  (call) => {
    const plan = inner(call);
    if (random.next() >= share || plan.pieces.length < 2) return plan;
    const pieces = afterPiece ?? 1 + Math.floor(random.next() * (plan.pieces.length - 1));
    // Half of them with an error, half without a word.
    return broken(plan, pieces, random.next() < 0.5 ? signals.reset : undefined, plan.betweenMs / 2);
  };

/** Falls silent in the middle of a share of its answers, and stays so. */
export const stallsMidStream =
  (share: number): Change =>
  (inner, { random }) =>
  (call) => {
    const plan = inner(call);
    if (random.next() >= share || plan.pieces.length < 2) return plan;
    return broken(plan, 1 + Math.floor(random.next() * (plan.pieces.length - 1)), undefined, Number.POSITIVE_INFINITY);
  };

/** Says nothing for an unusually long time before a share of its answers. */
export const stallsBeforeText =
  (share: number, fromMs: number, toMs: number): Change =>
  (inner, { random }) =>
  (call) => {
    const plan = inner(call);
    return random.next() < share ? { ...plan, firstMs: plan.firstMs + fromMs + (toMs - fromMs) * random.next() } : plan;
  };

/** Down and up in turn, for the same times. */
export const flapping =
  (upMs: number, downMs: number): Change =>
  (inner) =>
  (call) =>
    call.nowMs % (upMs + downMs) < upMs ? inner(call) : failed(signals.unavailable);

/** What being down looks like from outside. */
export type Outage = 'refuses' | 'isOverloaded' | 'isSilent';

export interface Outages {
  /** Share of the time in which it is up. */
  readonly upShare: number;
  readonly meanOutageMs: number;
  readonly as?: Outage;
  /** Models of the same region go down together; without one it is on its own. */
  readonly region?: string;
}

/**
 * Down and up again in turn, each for an exponentially distributed time. Outages of one model are independent of those of others,
 * unless they share a region. An outage also cuts the answers that are on their way when it begins.
 */
export const outages =
  ({ upShare, meanOutageMs, as = 'refuses', region }: Outages): Change =>
  (inner, { random, shared }) => {
    const source = region === undefined ? random : shared.fork(`region ${region}`);
    const health = new Alternation(source, (meanOutageMs * upShare) / (1 - upShare), meanOutageMs);
    return (call) => {
      if (!health.isUpAt(call.nowMs)) return down(as, inner, call);
      const plan = inner(call);
      return cutAt(plan, health.nextChangeMs() - call.nowMs, as);
    };
  };

function down(as: Outage, inner: (call: SimulatedCall) => AnswerPlan, call: SimulatedCall): AnswerPlan {
  if (as === 'isSilent') return silent(inner(call));
  return as === 'refuses' ? failed(signals.refused, 20) : failed(signals.overloaded);
}

/** The answer as it would be if everything broke at that moment. */
function cutAt(plan: AnswerPlan, afterMs: number, as: Outage): AnswerPlan {
  if (spanMs(plan) <= afterMs) return plan;
  const sent = plan.firstMs > afterMs ? 0 : 1 + Math.floor((afterMs - plan.firstMs) / Math.max(1e-9, plan.betweenMs));
  if (as === 'isSilent') return sent === 0 ? silent(plan) : broken(plan, sent, undefined, Number.POSITIVE_INFINITY);
  if (sent === 0) return { ...failed(signals.reset, afterMs), accepts: true };
  return broken(plan, sent, signals.reset, afterMs - plan.firstMs - (sent - 1) * plan.betweenMs);
}

const silent = (plan: AnswerPlan): AnswerPlan => ({ ...plan, firstMs: Number.POSITIVE_INFINITY, pieces: [] });

/** Phases in which it takes longer, for an exponentially distributed time. */
export const slowPhases =
  (usualShare: number, meanPhaseMs: number, factor: number): Change =>
  (inner, { random }) => {
    const phases = new Alternation(random, (meanPhaseMs * usualShare) / (1 - usualShare), meanPhaseMs);
    return (call) => (phases.isUpAt(call.nowMs) ? inner(call) : paced(inner(call), factor));
  };

/** So many requests in each window; the rest is told to come back in the next one. */
export const rateLimited =
  (requests: number, windowMs: number): Change =>
  (inner) => {
    let window = -1;
    let used = 0;
    return (call) => {
      const current = Math.floor(call.nowMs / windowMs);
      if (current !== window) {
        window = current;
        used = 0;
      }
      if (used >= requests) {
        const leftMs = (current + 1) * windowMs - call.nowMs;
        return failed(tooManyRequests(Math.ceil(leftMs / 1000)), 30);
      }
      used += 1;
      return inner(call);
    };
  };

/** The vendor answers so many calls of one account at the same time, and no more. */
export const concurrencyLimited =
  (most: number): Change =>
  (inner) =>
  (call) =>
    call.inFlight >= most ? failed(tooManyRequests(1), 30) : inner(call);
