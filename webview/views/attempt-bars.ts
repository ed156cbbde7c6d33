import { attemptEnding, seamCount } from '../../server/protocol/attempt-ending.ts';
import type { AttemptReport, RequestState } from '../../server/protocol/index.ts';
import type { Format } from '../format.ts';
import { wordFor } from '../texts.ts';

/** One attempt as the timeline draws it. Times are milliseconds from the start of the request. */
export interface Bar {
  readonly attemptId: string;
  readonly modelId: string;
  /** Why it was made. */
  readonly role: AttemptReport['role'];
  readonly kind: 'running' | 'success' | 'ignored' | 'failed';
  readonly startMs: number;
  readonly firstTextMs: number | null;
  readonly endMs: number;
  /** What became of it, in a word or two. */
  readonly outcome: string;
}

/** All attempts of a request in the order of their start. */
export function barsOf(request: RequestState, nowMs: number, { texts }: Format): Bar[] {
  const over = request.attempts.map((attempt): Bar => {
    const { attemptId, model, outcome, startedMs, firstTokenMs, totalMs } = attempt;
    return {
      attemptId,
      modelId: model,
      role: attempt.role,
      kind: outcome,
      startMs: startedMs,
      firstTextMs: firstTokenMs === null ? null : startedMs + firstTokenMs,
      endMs: startedMs + totalMs,
      outcome: endingText(attempt, request, { texts }),
    };
  });
  const active = request.activeAttempts.map((attempt): Bar => {
    const startMs = Math.max(0, attempt.startedAtMs - request.startedAtMs);
    return {
      attemptId: attempt.attemptId,
      modelId: attempt.modelId,
      role: attempt.role,
      kind: 'running',
      startMs,
      firstTextMs: attempt.firstTokenMs === null ? null : startMs + attempt.firstTokenMs,
      endMs: Math.max(startMs, nowMs - request.startedAtMs),
      outcome: attempt.firstTokenMs === null ? texts.waiting : texts.writing,
    };
  });
  return [...over, ...active].sort((left, right) => left.startMs - right.startMs);
}

/** The attempts that are over, in the order of their start: of two at the same time, the later one may have ended sooner. */
export const inOrder = (attempts: readonly AttemptReport[]): readonly AttemptReport[] =>
  [...attempts].sort((left, right) => left.startedMs - right.startedMs);

/** How an attempt ended, in words. Being outpaced is no failure and is not called one. */
export function endingText(attempt: AttemptReport, request: RequestState, { texts }: Pick<Format, 'texts'>): string {
  const ending = attemptEnding(attempt, request);
  if (ending === 'outpaced' || ending === 'notContinued' || ending === 'cancelled') return texts.endings[ending];
  return attempt.class === null ? texts.outcomes[ending] : wordFor(texts.failures, attempt.class);
}

/** The way of a request in words: which model failed why, who was quicker, who took over, and where the text was put together. */
export function routeOf(request: RequestState, { texts }: Pick<Format, 'texts'>): string {
  const { attempts, activeAttempts, errorCode, result } = request;
  const over = inOrder(attempts).map((attempt) => {
    const { model, outcome, class: why } = attempt;
    if (outcome === 'success' || why === null) return model;
    const ending = attemptEnding(attempt, request);
    const isQuiet = ending === 'outpaced' || ending === 'notContinued' || ending === 'cancelled';
    return `${model} (${isQuiet ? texts.shortEndings[ending] : wordFor(texts.failures, why)})`;
  });
  const way = [...over, ...activeAttempts.map(({ modelId }) => modelId)].join(texts.arrow);
  const seams = seamCount(request);
  const end = result === 'failed' && errorCode !== null ? wordFor(texts.errors, errorCode) : '';
  return [way, seams > 0 ? texts.seams(seams) : '', end].filter((part) => part !== '').join(texts.and);
}

/** Puts bars that overlap below each other: the line of each bar, counted from 0. */
export function lanesOf(bars: readonly Bar[]): number[] {
  const ends: number[] = [];
  return bars.map(({ startMs, endMs }) => {
    const free = ends.findIndex((end) => end <= startMs);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = endMs;
    return lane;
  });
}

const secondMs = 1000;
/** Ends of the scale of a request that runs: a bar grows towards one of them, then the scale steps to the next. */
const scales = [2, 5, 10, 20, 30, 60, 120, 300, 600, 1800].map((value) => value * secondMs);
/** Part of the scale that a running bar may fill before the scale steps on. */
const fullest = 0.9;

/** Milliseconds that the whole width of the timeline stands for. */
export function scaleOf(request: RequestState, bars: readonly Bar[], nowMs: number): number {
  const lastEnd = Math.max(0, ...bars.map(({ endMs }) => endMs));
  if (request.endedAtMs !== null) return Math.max(1, lastEnd, request.endedAtMs - request.startedAtMs);
  const elapsed = Math.max(lastEnd, nowMs - request.startedAtMs);
  return scales.find((scale) => elapsed <= scale * fullest) ?? elapsed / fullest;
}

/** Milliseconds a request has taken so far. */
export function durationOf(request: RequestState, nowMs: number): number {
  return Math.max(0, (request.endedAtMs ?? nowMs) - request.startedAtMs);
}
