import { rateShare } from '../score.ts';
import type { Candidate } from '../types.ts';

/** Share of its usual traffic: what a returning model has regained, of what the rates of its account leave. */
export function presence(candidate: Candidate): number {
  return candidate.ramp * rateShare(candidate);
}

/**
 * Who takes part in this pick: a model that comes back after failures, or is near the end of a rate, does so only in a share of
 * the picks. When nobody else is there, everyone takes part.
 *
 * @param draw uniform in [0, 1)
 */
export function participants(
  candidates: readonly Candidate[],
  draw: number,
  share: (candidate: Candidate) => number = presence,
): readonly Candidate[] {
  if (candidates.every((candidate) => draw < share(candidate))) return candidates;
  const present = candidates.filter((candidate) => draw < share(candidate));
  return present.length === 0 ? candidates : present;
}

/** Milliseconds since the model was last used; infinite when it never was. */
export function idleMs(candidate: Candidate, nowMs: number): number {
  return candidate.lastUsedMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - candidate.lastUsedMs);
}

/** The entry at a uniform draw from [0, 1). The list must not be empty. */
export function drawOne<Entry>(entries: readonly Entry[], draw: number): Entry {
  const entry = entries[Math.min(entries.length - 1, Math.floor(draw * entries.length))];
  if (entry === undefined) throw new RangeError('a strategy was asked to pick from no candidates');
  return entry;
}
