import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { pickChances } from '../../server/core/chances.ts';
import type { Candidate, PickInput, RequestFacts, Strategy } from '../../server/core/index.ts';
import { renderSentence } from '../../server/protocol/index.ts';
import {
  candidateOf,
  candidatesArbitrary,
  candidatesOf,
  drawsArbitrary,
  nowMs,
  pickInputOf,
  requestWith,
} from '../core/support.ts';

const inputArbitrary: fc.Arbitrary<PickInput> = fc
  .record({ candidates: candidatesArbitrary, draws: drawsArbitrary, sticky: fc.nat({ max: 12 }) })
  .map(({ candidates, draws, sticky }) => {
    const request: RequestFacts = requestWith({ stickyModel: candidates[sticky]?.modelId });
    return pickInputOf(candidates, { draws, request });
  });

/** What every balancing strategy promises. Runs over each entry of the list. */
export function strategyContract(strategy: Strategy<unknown>): void {
  describe(`strategy ${strategy.id}`, () => {
    it('has a title for people', () => {
      assert.match(strategy.title, /^[A-Z][a-z]+( [a-z]+)*$/);
    });

    it('picks only candidates, whatever came before', () => {
      fc.assert(
        fc.property(fc.array(inputArbitrary, { minLength: 1, maxLength: 8 }), (inputs) => {
          let state = strategy.initial();
          for (const input of inputs) {
            const picked = strategy.pick(state, input);
            assert.ok(input.candidates.some(({ modelId }) => modelId === picked.modelId));
            state = picked.state;
          }
        }),
      );
    });

    it('gives the same answer for the same state and input, and leaves both as they were', () => {
      fc.assert(
        fc.property(inputArbitrary, inputArbitrary, (first, second) => {
          const { state } = strategy.pick(strategy.initial(), first);
          const before = JSON.stringify([state, second]);
          assert.deepEqual(strategy.pick(state, second), strategy.pick(state, second));
          assert.equal(JSON.stringify([state, second]), before);
        }),
      );
    });

    it('keeps its state through JSON', () => {
      fc.assert(
        fc.property(fc.array(inputArbitrary, { maxLength: 6 }), inputArbitrary, (earlier, next) => {
          let state = strategy.initial();
          for (const input of earlier) state = strategy.pick(state, input).state;
          const revived: unknown = JSON.parse(JSON.stringify(state));
          assert.deepEqual(strategy.pick(revived, next), strategy.pick(state, next));
        }),
      );
    });

    it('picks someone at a cold start, when nothing is known of anyone', () => {
      const cold = ['first', 'second', 'third'].map((modelId) => candidateOf(modelId, { status: 'unknown' }));
      for (let count = 1; count <= cold.length; count += 1) {
        const candidates = cold.slice(0, count);
        const picked = strategy.pick(strategy.initial(), pickInputOf(candidates));
        assert.ok(candidates.some(({ modelId }) => modelId === picked.modelId));
      }
    });

    it('starts afresh from a state that is not its own', () => {
      const input = pickInputOf(candidatesOf('first', 'second', 'third'));
      const fresh = strategy.pick(strategy.initial(), input);
      for (const foreign of [
        undefined,
        null,
        7,
        'state',
        [],
        {},
        { turn: 'x', lastTurns: [] },
        { turn: 3, lastTurns: { ids: ['first'], values: ['x'] } },
        { credits: { ids: ['first'], values: [] } },
      ]) {
        assert.deepEqual(strategy.pick(foreign, input), fresh);
      }
    });

    it('uses a model that is coming back, but less often than before its outage', () => {
      const share = (ramp: number) =>
        shareOf(strategy, 'returning', [candidateOf('returning', { ramp }), candidateOf('steady')]);
      assert.ok(share(1 / 6) > 0, 'it is tried');
      assert.ok(share(1 / 6) < share(1), 'but less often');
    });

    it('uses a model that is coming back when there is no other', () => {
      const only = [candidateOf('returning', { ramp: 1 / 6 })];
      for (const draw of [0, 0.5, 0.99]) {
        const picked = strategy.pick(strategy.initial(), pickInputOf(only, { draws: [draw, draw, draw] }));
        assert.equal(picked.modelId, 'returning');
      }
    });

    it('spares a model whose account is near the end of a rate, and uses it all the same when there is no other', () => {
      const near = (share: number) => {
        const window = { name: 'requests', limit: 100, remaining: 100 * share, resetAtMs: nowMs + 30_000 };
        return candidateOf('near', share === 1 ? {} : { rate: { share, window, used: 1 - share / 5 } });
      };
      const share = (rate: number) => shareOf(strategy, 'near', [near(rate), candidateOf('free')]);
      assert.ok(share(0.25) < share(1), `${share(0.25)} is not less than ${share(1)}`);
      const only = strategy.pick(strategy.initial(), pickInputOf([near(0.05)], { draws: [0.9, 0.9, 0.9] }));
      assert.equal(only.modelId, 'near');
    });

    it('explains each candidate in one line, and changes nothing by it', () => {
      fc.assert(
        fc.property(inputArbitrary, inputArbitrary, (earlier, input) => {
          const { state } = strategy.pick(strategy.initial(), earlier);
          const before = JSON.stringify([state, input]);
          for (const candidate of input.candidates) {
            const line = renderSentence(strategy.explain(state, input, candidate));
            assert.match(line, /^[A-Z0-9][^\n]{3,200}\.$/);
            assert.doesNotMatch(line, /NaN|undefined|null|Infinity|[{}]/);
          }
          assert.equal(JSON.stringify([state, input]), before);
          assert.deepEqual(strategy.pick(state, input), strategy.pick(JSON.parse(JSON.stringify(state)), input));
        }),
      );
    });

    it('gives every candidate a chance, the chances adding up to one', () => {
      fc.assert(
        fc.property(inputArbitrary, (input) => {
          const chances = pickChances(strategy, strategy.initial(), input);
          let sum = 0;
          for (const [modelId, chance] of chances) {
            assert.ok(chance > 0 && input.candidates.some((candidate) => candidate.modelId === modelId));
            sum += chance;
          }
          assert.ok(Math.abs(sum - 1) < 1e-6);
        }),
        { numRuns: 20 },
      );
    });

    it('looks at each of a thousand candidates a bounded number of times', () => {
      let reads = 0;
      const watched = Array.from({ length: 1000 }, (_, index) =>
        watch(candidateOf(`model-${index}`), () => {
          reads += 1;
        }),
      );
      strategy.pick(strategy.initial(), pickInputOf(watched));
      assert.ok(reads <= 1000 * 40, `${reads} reads`);
    });
  });
}

/** Share of picks that go to one model, over an even grid of draws. */
function shareOf(strategy: Strategy<unknown>, modelId: string, candidates: readonly Candidate[]): number {
  const steps = 12;
  let state = strategy.initial();
  let picks = 0;
  for (let index = 0; index < steps ** 3; index += 1) {
    // The first draw varies fastest, so that its period is not that of the turns.
    const draws = [index % (steps + 1), Math.floor(index / steps) % steps, Math.floor(index / steps ** 2)] as const;
    const input = pickInputOf(candidates, {
      draws: [draws[0] / (steps + 1), (draws[1] + 0.5) / steps, (draws[2] + 0.5) / steps],
    });
    const picked = strategy.pick(state, input);
    state = picked.state;
    if (picked.modelId === modelId) picks += 1;
  }
  return picks / steps ** 3;
}

function watch(candidate: Candidate, onRead: () => void): Candidate {
  return new Proxy(candidate, {
    get(target, property, receiver): unknown {
      onRead();
      return Reflect.get(target, property, receiver);
    },
  });
}
