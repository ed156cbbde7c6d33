import assert from 'node:assert/strict';
import { strategyPolicy } from '../sim/policies.ts';
import { scenarioOf } from '../sim/scenarios.ts';
import { simulate } from '../sim/simulation.ts';
import { poisson } from '../sim/traffic.ts';

describe('one of nine models is ten times slower', () => {
  for (const strategy of ['responseTime', 'intelligent'] as const) {
    for (const meanGapMs of [3000, 60_000]) {
      for (const seed of [1, 2]) {
        it(`${strategy} gives it at most 5 % of the calls, a request every ${meanGapMs / 1000} s (seed ${seed})`, async function () {
          this.timeout(30_000);
          const scenario = { ...scenarioOf('slowOne'), traffic: poisson(meanGapMs) };
          const { calls, callsByModel, succeeded, requests } = await simulate(scenario, {
            seed,
            policy: strategyPolicy(strategy),
            requests: 800,
          });
          assert.equal(succeeded, requests);
          const share = (callsByModel.plain ?? 0) / calls;
          assert.ok(share <= 0.05, `${(100 * share).toFixed(1)} %`);
        });
      }
    }
  }
});
