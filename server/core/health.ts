import type { Config } from '../protocol/index.ts';
import { decayed, type FadingAverage, fadedEstimate, noAverage, recordAverage, recordPeak } from './fading.ts';
import { type FirstTokenTimes, withFirstTokenTime } from './first-token-times.ts';
import { type HealthStanding, judge, statusOfStanding } from './health-standing.ts';
import { countResults, fadedTally, noTally, posteriorMean, type Tally } from './tally.ts';

/** What is remembered of one model's work. Plain JSON, survives a restart. */
export interface HealthState {
  /** Milliseconds to the first text; failures are in it as penalties. */
  readonly firstToken: FadingAverage;
  /** Milliseconds per output token after the first text. */
  readonly perToken: FadingAverage;
  /** The two of successes alone over the week: what the fast ones fade to, so that the own speed of a model is not forgotten over lunch. */
  readonly usualFirstToken: FadingAverage;
  readonly usualPerToken: FadingAverage;
  /** The two again as peaks: up at once, down slowly. */
  readonly peakFirstToken: FadingAverage;
  readonly peakPerToken: FadingAverage;
  /** The latest first-token times; those of outpaced attempts as far as they got. Failures are none. */
  readonly firstTokenSamples: FirstTokenTimes;
  /** Fades within minutes: speaks of now. */
  readonly recent: Tally;
  /** Fades within weeks: speaks of reliability. */
  readonly longRun: Tally;
  readonly failuresInRow: number;
  /** Answers that were timed, ever. */
  readonly timedAnswers: number;
}

/** One finished attempt. An attempt that is ignored (the caller's fault or wish) is no sample at all. */
export type HealthSample =
  | {
      readonly kind: 'success';
      readonly firstTokenMs: number;
      readonly totalMs: number;
      readonly outputTokens: number;
    }
  /** `penaltyMs` is the time the failure took or the pause the vendor asked for, whichever is known and longer; 0 if neither. */
  | { readonly kind: 'failure'; readonly penaltyMs: number }
  /** A rate limit: raises the expected time, changes neither success rate nor failures in a row. */
  | { readonly kind: 'pressure'; readonly penaltyMs: number }
  /**
   * Cancelled without a first text because another model, asked in parallel, began first. Nobody's fault: changes neither success rate
   * nor failures in a row, but what is known of its time is learnt. `silent`: not even reasoning came. `priorMs` is the
   * vendor's usual first-token time, 0 if left out: a sample below what is expected says nothing new.
   */
  | {
      readonly kind: 'outpaced';
      readonly waitedMs: number;
      readonly silent: boolean;
      readonly priorMs?: number;
    };

export interface HealthQuestion {
  /** What to expect without a history, from the vendor's manifest. */
  readonly prior: { readonly firstTokenMs: number; readonly msPerToken: number };
  readonly expectedOutputTokens: number;
  /** Length by which slowness is judged, whatever this request asks for; the expected one if left out. */
  readonly usualOutputTokens?: number;
  readonly nowMs: number;
  readonly config: Config;
}

export interface HealthReading {
  readonly status: 'unknown' | 'healthy' | 'degraded' | 'unhealthy';
  /** Why; `healthReason` says it in words. */
  readonly standing: HealthStanding;
  /** Recent success rate with prior, 0 to 1. */
  readonly successRate: number;
  /** Success rate over weeks with prior, 0 to 1. */
  readonly longRunSuccessRate: number;
  readonly firstTokenMs: number;
  readonly msPerToken: number;
  /** Predicted milliseconds for an answer of the expected length. */
  readonly totalMs: number;
  /** The same for an answer of the usual length, by which the status is judged. */
  readonly usualMs: number;
  /** The same by the peaks: what the model takes when it is slow. */
  readonly peakMs: number;
  readonly failuresInRow: number;
  /** `false` as long as no answer was timed and all times are the vendor's prior. */
  readonly measured: boolean;
}

/** Reliability speaks of the week. */
const longRunDecayMs = 7 * 24 * 3_600_000;

export function initialHealth(): HealthState {
  return {
    firstToken: noAverage,
    perToken: noAverage,
    usualFirstToken: noAverage,
    usualPerToken: noAverage,
    peakFirstToken: noAverage,
    peakPerToken: noAverage,
    firstTokenSamples: [],
    recent: noTally,
    longRun: noTally,
    failuresInRow: 0,
    timedAnswers: 0,
  };
}

/** Takes one finished attempt into account. A sample always moves the estimates towards itself. */
export function recordHealth(state: HealthState, sample: HealthSample, nowMs: number, config: Config): HealthState {
  if (sample.kind === 'success') return recordSuccess(state, sample, nowMs, config);
  if (sample.kind === 'outpaced') return recordOutpaced(state, sample, nowMs, config);
  const penalized = recordPenalty(state, sample.penaltyMs, nowMs, config);
  if (sample.kind === 'pressure') return penalized;
  return {
    ...penalized,
    recent: countResults(state.recent, 0, 1, nowMs, decayMs(config)),
    longRun: countResults(state.longRun, 0, 1, nowMs, longRunDecayMs),
    failuresInRow: state.failuresInRow + 1,
  };
}

/** The status alone: what every change of a model asks. */
export function readHealthStatus(state: HealthState, question: HealthQuestion): HealthReading['status'] {
  const { expectedOutputTokens, usualOutputTokens, nowMs, config } = question;
  const tauMs = decayMs(config);
  const prior = usualTimes(state, question);
  const usualMs =
    fadedEstimate(state.firstToken, prior.firstTokenMs, nowMs, tauMs) +
    (usualOutputTokens ?? expectedOutputTokens) * fadedEstimate(state.perToken, prior.msPerToken, nowMs, tauMs);
  return statusOfStanding[judge(state, fadedTally(state.recent, nowMs, tauMs), usualMs, config)];
}

/**
 * What can be said of the model now. Without fresh samples old evidence fades: times towards what is usual for this model, that over weeks
 * towards the vendor's prior; successes towards theirs.
 */
export function readHealth(state: HealthState, question: HealthQuestion): HealthReading {
  const { expectedOutputTokens, nowMs, config } = question;
  const tauMs = decayMs(config);
  const prior = usualTimes(state, question);
  const recent = fadedTally(state.recent, nowMs, tauMs);
  const firstTokenMs = fadedEstimate(state.firstToken, prior.firstTokenMs, nowMs, tauMs);
  const msPerToken = fadedEstimate(state.perToken, prior.msPerToken, nowMs, tauMs);
  const totalMs = firstTokenMs + expectedOutputTokens * msPerToken;
  const peakMs =
    fadedEstimate(state.peakFirstToken, prior.firstTokenMs, nowMs, tauMs) +
    expectedOutputTokens * fadedEstimate(state.peakPerToken, prior.msPerToken, nowMs, tauMs);
  const usualMs = firstTokenMs + (question.usualOutputTokens ?? expectedOutputTokens) * msPerToken;
  const standing = judge(state, recent, usualMs, config);
  return {
    status: statusOfStanding[standing],
    standing,
    successRate: posteriorMean(recent, config),
    longRunSuccessRate: posteriorMean(fadedTally(state.longRun, nowMs, longRunDecayMs), config),
    firstTokenMs,
    msPerToken,
    totalMs,
    usualMs,
    peakMs: Math.max(peakMs, totalMs),
    failuresInRow: state.failuresInRow,
    measured: state.timedAnswers > 0,
  };
}

/** What the model itself usually takes, as far as that is known. */
function usualTimes({ usualFirstToken, usualPerToken }: HealthState, { prior, nowMs }: HealthQuestion) {
  return {
    firstTokenMs: fadedEstimate(usualFirstToken, prior.firstTokenMs, nowMs, longRunDecayMs),
    msPerToken: fadedEstimate(usualPerToken, prior.msPerToken, nowMs, longRunDecayMs),
  };
}

/** Share of a sample in the usual times once there are some: about the last twenty answers count. */
const usualShare = 0.1;

/** The first answers count as in a plain mean in which the vendor's prior is one more of them. */
function usual(average: FadingAverage, sample: number, answersBefore: number, nowMs: number): FadingAverage {
  const share = Math.max(usualShare, 1 / (answersBefore + 2));
  const left = decayed(average.atMs, nowMs, longRunDecayMs) * (1 - share);
  return {
    sum: average.sum * left + sample * share,
    mass: average.mass * left + share,
    atMs: Math.max(average.atMs, nowMs),
  };
}

function recordSuccess(
  state: HealthState,
  sample: Extract<HealthSample, { kind: 'success' }>,
  nowMs: number,
  config: Config,
): HealthState {
  const tauMs = decayMs(config);
  const { sampleShare } = config.health;
  const firstTokenMs = Math.max(0, sample.firstTokenMs);
  const timed = {
    ...state,
    firstToken: recordAverage(state.firstToken, firstTokenMs, nowMs, tauMs, sampleShare),
    peakFirstToken: recordPeak(state.peakFirstToken, firstTokenMs, nowMs, tauMs, sampleShare),
    usualFirstToken: usual(state.usualFirstToken, firstTokenMs, state.timedAnswers, nowMs),
    firstTokenSamples: withFirstTokenTime(state.firstTokenSamples, firstTokenMs),
    recent: countResults(state.recent, 1, 0, nowMs, tauMs),
    longRun: countResults(state.longRun, 1, 0, nowMs, longRunDecayMs),
    failuresInRow: 0,
    timedAnswers: state.timedAnswers + 1,
  };
  // A single token has no pace.
  if (sample.outputTokens < 2) return timed;
  const msPerToken = Math.max(0, sample.totalMs - firstTokenMs) / sample.outputTokens;
  return {
    ...timed,
    perToken: recordAverage(state.perToken, msPerToken, nowMs, tauMs, sampleShare),
    usualPerToken: usual(state.usualPerToken, msPerToken, state.timedAnswers, nowMs),
    peakPerToken: recordPeak(state.peakPerToken, msPerToken, nowMs, tauMs, sampleShare),
  };
}

/**
 * How long a silent model would have taken, as a multiple of the time after which it was given up. Waiting times of servers that hang have
 * heavy tails; for a Pareto tail with exponent a the expected value of what exceeds t is t * a / (a - 1), with a = 1.5 that is 3t.
 * A model of which at least reasoning came is at work: of that one only the time it took so far is certain.
 */
const silentTimeFactor = 3;

/** Without it a model that hangs would look fast for ever: it would be outpaced every time and never timed. */
function recordOutpaced(
  state: HealthState,
  sample: Extract<HealthSample, { kind: 'outpaced' }>,
  nowMs: number,
  config: Config,
): HealthState {
  const tauMs = decayMs(config);
  const { sampleShare } = config.health;
  const waitedMs = Math.max(0, sample.waitedMs);
  const likelyMs = sample.silent ? silentTimeFactor * waitedMs : waitedMs;
  const noted = { ...state, firstTokenSamples: withFirstTokenTime(state.firstTokenSamples, waitedMs) };
  const usualMs = fadedEstimate(state.usualFirstToken, sample.priorMs ?? 0, nowMs, longRunDecayMs);
  const presentMs = fadedEstimate(state.firstToken, usualMs, nowMs, tauMs);
  if (likelyMs <= Math.max(presentMs, usualMs)) return noted;
  return {
    ...noted,
    firstToken: recordAverage(state.firstToken, likelyMs, nowMs, tauMs, sampleShare),
    peakFirstToken: recordPeak(state.peakFirstToken, likelyMs, nowMs, tauMs, sampleShare),
  };
}

/** The same state on a wall clock that was set back by so many milliseconds: evidence is as old as it was and goes on fading. */
export function healthSetBack(state: HealthState, byMs: number): HealthState {
  const earlier = <Dated extends { readonly atMs: number }>(dated: Dated): Dated => ({
    ...dated,
    atMs: dated.atMs - byMs,
  });
  return {
    ...state,
    firstToken: earlier(state.firstToken),
    perToken: earlier(state.perToken),
    usualFirstToken: earlier(state.usualFirstToken),
    usualPerToken: earlier(state.usualPerToken),
    peakFirstToken: earlier(state.peakFirstToken),
    peakPerToken: earlier(state.peakPerToken),
    recent: earlier(state.recent),
    longRun: earlier(state.longRun),
  };
}

/**
 * Failures enter latency as max(5 s, Retry-After), so that fast errors do not look fast (linkerd's load biaser, which caps the
 * penalty at 300 s too), and never below what the model was thought to take, so that an error cannot make a slow model look better.
 */
function recordPenalty(state: HealthState, penaltyMs: number, nowMs: number, config: Config): HealthState {
  const tauMs = decayMs(config);
  const { sampleShare, failureLatencyMs } = config.health;
  const bounded = Math.max(failureLatencyMs, Math.min(penaltyMs, config.breaker.maxCooldownMs));
  const usual = state.firstToken.mass > 0 ? state.firstToken.sum / state.firstToken.mass : 0;
  const penalty = Math.max(bounded, usual);
  return {
    ...state,
    firstToken: recordAverage(state.firstToken, penalty, nowMs, tauMs, sampleShare),
    peakFirstToken: recordPeak(state.peakFirstToken, penalty, nowMs, tauMs, sampleShare),
  };
}

function decayMs(config: Config): number {
  return config.health.latencyDecayMinutes * 60_000;
}
