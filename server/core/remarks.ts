import { type Sentence, sentence } from '../protocol/index.ts';
import { countsTokens } from './limits.ts';
import type { Candidate } from './types.ts';

/** Why a candidate's score, or its part in the choices, is lower than its factors say. One line each, in the writer's words. */
export function remarksOn(candidate: Candidate, nowMs: number): Sentence[] {
  const { inFlight, limit, configuredLimit, rate, ramp } = candidate;
  const remarks: Sentence[] = [];
  if (configuredLimit !== undefined) {
    remarks.push(
      sentence(
        'Its vendor refused more at once: at most {0} at the same time for now, instead of {1}.',
        limit,
        configuredLimit,
      ),
    );
  }
  if (inFlight > 0)
    remarks.push(sentence('{0} of its {1} places for requests at the same time are taken.', inFlight, limit));
  if (rate !== undefined) {
    const percent = Math.round(100 * rate.used);
    const seconds = Math.max(1, Math.ceil((rate.window.resetAtMs - nowMs) / 1000));
    remarks.push(
      countsTokens(rate.window)
        ? sentence(
            'Spared for {0} s: {1} % of the tokens that its vendor allows at the moment are used up.',
            seconds,
            percent,
          )
        : sentence(
            'Spared for {0} s: {1} % of the requests that its vendor allows at the moment are used up.',
            seconds,
            percent,
          ),
    );
  }
  if (ramp < 1) {
    remarks.push(
      sentence('Coming back after failures: it takes part in {0} % of the choices.', Math.round(100 * ramp)),
    );
  }
  return remarks;
}
