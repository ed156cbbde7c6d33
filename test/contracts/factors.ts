import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Factor } from '../../server/core/index.ts';
import { factorContext } from '../../server/core/score.ts';
import { defaultConfig, renderSentence } from '../../server/protocol/index.ts';
import { candidateArbitrary, candidatesArbitrary, requestWith } from '../core/support.ts';

/** What every factor of the score promises. Runs over each entry of the list. */
export function factorContract(factor: Factor): void {
  describe(`factor ${factor.id}`, () => {
    const context = (candidates: Parameters<typeof factorContext>[0]) =>
      factorContext(candidates, requestWith(), defaultConfig);

    it('is between 0 and 1', () => {
      fc.assert(
        fc.property(candidateArbitrary('one'), candidatesArbitrary, (candidate, others) => {
          const value = factor.value(candidate, context([candidate, ...others]));
          assert.ok(value >= 0 && value <= 1, String(value));
        }),
      );
    });

    it('is absolute: other candidates do not change it', () => {
      fc.assert(
        fc.property(candidateArbitrary('one'), candidatesArbitrary, (candidate, others) => {
          // Only an unknown price looks at the others: it counts as the dearest known.
          fc.pre(candidate.estimatedCostNanoUsd !== null);
          assert.equal(
            factor.value(candidate, context([candidate])),
            factor.value(candidate, context([candidate, ...others])),
          );
        }),
      );
    });

    it('explains itself in one line', () => {
      fc.assert(
        fc.property(candidateArbitrary('one'), (candidate) => {
          const explanation = renderSentence(factor.explain(candidate, context([candidate])));
          assert.match(explanation, /^[A-Z][^\n]{3,100}\.$/);
          assert.doesNotMatch(explanation, /NaN|undefined|null|Infinity|[{}]/);
        }),
      );
    });

    it('has points in the settings and a title for people', () => {
      assert.ok(defaultConfig.score[factor.id] > 0);
      assert.match(factor.title, /^[A-Z]/);
    });
  });
}
