import type { AttemptReport } from './requests.ts';
import type { RequestState } from './state.ts';

/**
 * How an attempt ended, for people. `outpaced`: another model, asked at the same time, began first; `notContinued`: it answered, but
 * not from where the text had broken off. Neither is a failure.
 */
export type AttemptEnding = AttemptReport['outcome'] | 'outpaced' | 'notContinued' | 'cancelled';

/** A request with all its attempts, those that run included. */
export type WithAttempts = Pick<RequestState, 'startedAtMs' | 'attempts' | 'activeAttempts'>;

/** Times are milliseconds from the start of the request. */
interface Span {
  readonly attemptId: string;
  readonly isHedge: boolean;
  readonly startMs: number;
  readonly firstTextMs: number | null;
  readonly endMs: number;
}

/** How one attempt of a request ended. */
export function attemptEnding(report: AttemptReport, request: WithAttempts): AttemptEnding {
  const { outcome } = report;
  if (outcome !== 'ignored' || report.class !== 'cancelled') return outcome;
  const own = spanOf(report);
  const others = spansOf(request).filter(({ attemptId }) => attemptId !== own.attemptId);
  const hasBegun = ({ startMs, firstTextMs, endMs }: Span): boolean =>
    startMs <= own.endMs && endMs >= own.endMs && firstTextMs !== null && firstTextMs <= own.endMs;
  if (others.some((other) => (other.isHedge || own.isHedge) && hasBegun(other))) return 'outpaced';
  const wentOn = others.some(({ startMs }) => startMs >= own.endMs);
  return wentOn && report.firstTokenMs !== null ? 'notContinued' : 'cancelled';
}

/** In how many places the text of a request goes on from an attempt that had broken off. */
export function seamCount(request: WithAttempts): number {
  const over = request.attempts.filter((report) => {
    const ending = attemptEnding(report, request);
    // Whoever outpaced it went on in its place.
    return (
      report.role === 'resume' && (ending === 'outpaced' || (report.firstTokenMs !== null && ending !== 'notContinued'))
    );
  });
  const active = request.activeAttempts.filter(({ role, firstTokenMs }) => role === 'resume' && firstTokenMs !== null);
  return over.length + active.length;
}

const spanOf = ({ attemptId, role, startedMs, firstTokenMs, totalMs }: AttemptReport): Span => ({
  attemptId,
  isHedge: role === 'hedge',
  startMs: startedMs,
  firstTextMs: firstTokenMs === null ? null : startedMs + firstTokenMs,
  endMs: startedMs + totalMs,
});

function spansOf({ startedAtMs, attempts, activeAttempts }: WithAttempts): Span[] {
  const active = activeAttempts.map((attempt): Span => {
    const startMs = attempt.startedAtMs - startedAtMs;
    return {
      attemptId: attempt.attemptId,
      isHedge: attempt.role === 'hedge',
      startMs,
      firstTextMs: attempt.firstTokenMs === null ? null : startMs + attempt.firstTokenMs,
      endMs: Number.POSITIVE_INFINITY,
    };
  });
  return [...attempts.map(spanOf), ...active];
}
