import { decayed } from './fading.ts';
import { type RateReport, readRateHeaders } from './rate-headers.ts';

/**
 * What was learnt of the limits of one account (one quota domain). Plain JSON.
 *
 * Concurrency: additive increase, multiplicative decrease, as TCP and Netflix's concurrency-limits (AIMDLimit) have it; a vendor that
 * sends no headers, such as DeepSeek, can be learnt in no other way. Rates: what the headers of the last answers said.
 */
export interface LimitState {
  /** Requests that the account takes at the same time; null as long as it never refused one. Not rounded. */
  readonly concurrency: { readonly limit: number; readonly atMs: number; readonly refusedAtMs: number } | null;
  readonly windows: readonly RateWindow[];
}

/** A limit on requests or tokens in a span of time, as of the last answer that told of it. */
export interface RateWindow {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  /** Epoch milliseconds at which all of it is there again. */
  readonly resetAtMs: number;
}

/** What an attempt teaches about the limits of its account. `inFlight` are the requests on it, this one included. */
export type LimitLesson =
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'success'; readonly inFlight: number }
  | {
      readonly kind: 'refused';
      readonly headers: Readonly<Record<string, string>>;
      readonly inFlight: number;
      /** Epoch milliseconds at which the refused attempt was sent. */
      readonly sentAtMs: number;
    };

export const noLimits: LimitState = { concurrency: null, windows: [] };

/** What is left of the requests that were too many. Between TCP's half and Netflix's nine tenths: vendors refuse at once, so little is lost. */
const decrease = 0.7;

/** A learnt limit fades with the time constant of all other measurements: its logarithm moves to that of the configured one. */
const fadeMs = 12 * 60_000;

/** Of a rate this share may be used before requests lean elsewhere. Source: claude-code-router spills over at 80 %. */
const easyShare = 0.8;

/** A window whose end nobody named: vendors count by the minute (Azure, Qianfan). */
const usualWindowMs = 60_000;

/** The longest window that is believed. */
const longestWindowMs = 24 * 3_600_000;

/** Least share of its traffic that an account keeps whose rate is used up: the figures may be old. */
const leastRateShare = 0.05;

/**
 * Takes a lesson in.
 *
 * @param configured most requests at the same time by the settings: no learnt limit is above it
 */
export function learnLimit(state: LimitState, lesson: LimitLesson, configured: number, nowMs: number): LimitState {
  switch (lesson.kind) {
    case 'headers':
      return withWindows(state, readRateHeaders(lesson.headers, nowMs), nowMs);
    case 'success':
      return grown(state, lesson.inFlight, configured, nowMs);
    case 'refused': {
      const reports = readRateHeaders(lesson.headers, nowMs);
      const informed = withWindows(state, reports, nowMs);
      // A rate that is used up explains the refusal; how many were sent at once had nothing to do with it.
      if (reports.some(({ remaining }) => remaining < 1)) return informed;
      return shrunk(informed, lesson, configured, nowMs);
    }
  }
}

/** Requests that the account takes at the same time, 1 to `configured`. Without new refusals it comes back to what is configured. */
export function concurrencyLimit(state: LimitState, configured: number, nowMs: number): number {
  return Math.max(1, Math.floor(exactLimit(state, configured, nowMs) + rounding));
}

/** A sum of fractions such as 1/3 + 1/3 + 1/3 is a whole. */
const rounding = 1e-9;

function exactLimit({ concurrency }: LimitState, configured: number, nowMs: number): number {
  if (concurrency === null || concurrency.limit >= configured) return configured;
  const left = decayed(concurrency.atMs, nowMs, fadeMs);
  return configured * (concurrency.limit / configured) ** left;
}

/** Multiplicative decrease, once for all requests that were sent before it. */
function shrunk(
  state: LimitState,
  { inFlight, sentAtMs }: { readonly inFlight: number; readonly sentAtMs: number },
  configured: number,
  nowMs: number,
): LimitState {
  const { concurrency } = state;
  if (concurrency !== null && sentAtMs < concurrency.refusedAtMs) return state;
  const limit = Math.min(exactLimit(state, configured, nowMs), Math.max(1, Math.floor(inFlight * decrease)));
  return { ...state, concurrency: { limit, atMs: nowMs, refusedAtMs: nowMs } };
}

/** Additive increase: one more for every full round of successes at the limit. Fewer requests than half of it prove nothing. */
function grown(state: LimitState, inFlight: number, configured: number, nowMs: number): LimitState {
  const { concurrency } = state;
  if (concurrency === null) return state;
  const current = exactLimit(state, configured, nowMs);
  const limit = inFlight * 2 >= current ? current + 1 / current : current;
  if (limit >= configured - rounding) return { ...state, concurrency: null };
  return { ...state, concurrency: { ...concurrency, limit, atMs: Math.max(nowMs, concurrency.atMs) } };
}

function withWindows(state: LimitState, reports: readonly RateReport[], nowMs: number): LimitState {
  if (reports.length === 0) return state;
  const reported = reports.map(({ name, limit, remaining, resetAtMs }) => {
    const known = state.windows.find((window) => window.name === name)?.limit ?? 0;
    const endsAtMs = Math.min(resetAtMs ?? nowMs + usualWindowMs, nowMs + longestWindowMs);
    // Of a limit of unknown size the most that was ever left is the best estimate.
    return { name, limit: limit ?? Math.max(known, remaining), remaining, resetAtMs: endsAtMs };
  });
  const others = state.windows.filter(({ name }) => !reported.some((window) => window.name === name));
  return { ...state, windows: [...reported, ...others.filter(({ resetAtMs }) => resetAtMs > nowMs)] };
}

/** The rate that leaves the account the least, and what it leaves. */
export interface RateUse {
  /** Share of its usual traffic that the account should get, .05 to 1: less than 1 from 80 % use on. */
  readonly share: number;
  /** The rate that decides, and how much of it is used, 0 to 1. */
  readonly window: RateWindow;
  readonly used: number;
}

/** Whether tokens are counted; otherwise it is requests. */
export function countsTokens({ name }: RateWindow): boolean {
  return name.includes('token');
}

/**
 * How far an account should be spared because of its rates: not at all below 80 % (undefined), ever more above, until the rate is
 * whole again.
 *
 * @param ahead what counts as used besides: requests that are under way, of which no header tells yet, and the one that is asked about
 */
export function rateUse(
  state: LimitState,
  ahead: { readonly requests: number; readonly tokens: number },
  nowMs: number,
): RateUse | undefined {
  let least: RateUse | undefined;
  for (const window of state.windows) {
    if (window.resetAtMs <= nowMs || window.limit <= 0) continue;
    const needed = countsTokens(window) ? ahead.tokens : ahead.requests;
    const left = Math.max(0, window.remaining - needed) / window.limit;
    const share = Math.max(leastRateShare, left / (1 - easyShare));
    if (share < (least?.share ?? 1)) least = { share, window, used: 1 - left };
  }
  return least;
}

/** The same on a wall clock that was set back by so many milliseconds: what was to end in a minute still does. */
export function limitsSetBack(state: LimitState, byMs: number): LimitState {
  const { concurrency, windows } = state;
  return {
    concurrency:
      concurrency === null
        ? null
        : { ...concurrency, atMs: concurrency.atMs - byMs, refusedAtMs: concurrency.refusedAtMs - byMs },
    windows: windows.map((window) => ({ ...window, resetAtMs: window.resetAtMs - byMs })),
  };
}
