import assert from 'node:assert/strict';
import { strategyIds } from '../../server/protocol/index.ts';
import { failing, steady } from './models.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { simulate } from './simulation.ts';

const scenario = (name: string): Scenario => {
  const found = scenarios[name];
  if (!found) throw new Error(`no scenario ${name}`);
  return found;
};
const seed = Number(process.env.SEED ?? 20261005);

/** Two equal models, one of them preferred by the writer; it fails once. One request a minute. */
const afterOneFailure: Scenario = {
  title: 'One failure of the preferred model',
  requests: 300,
  meanGapMs: 60_000,
  weights: { preferred: 1.2, other: 1 },
  models(world) {
    const [preferred, other] = [world('preferred'), world('other')];
    const well = steady(preferred, 800, 15);
    return {
      preferred: (callNumber, call) => (callNumber === 5 ? failing : well)(callNumber, call),
      other: steady(other, 800, 15),
    };
  },
};

/** The first model in the order works, slowly; the second is much faster and unknown. */
const hiddenFaster: Scenario = {
  title: 'A faster model that was never tried',
  requests: 300,
  meanGapMs: 60_000,
  weights: { usual: 1.1, fast: 1 },
  models: (world) => ({ usual: steady(world('usual'), 1500, 25), fast: steady(world('fast'), 200, 5) }),
};

describe(`simulation in virtual time (seed ${seed}, set SEED to change it)`, () => {
  for (const strategy of strategyIds) {
    it(`steady: ${strategy} serves every request in one attempt`, async () => {
      const report = await simulate(scenario('steady'), { seed, strategy, requests: 200 });
      assert.equal(report.succeeded, 200);
      assert.equal(report.attempts, 200);
    });

    it(`failing: ${strategy} serves every request although three of nine models always fail`, async () => {
      const report = await simulate(scenario('failing'), { seed, strategy, requests: 300 });
      assert.equal(report.succeeded, report.requests);
      assert.equal(report.switchMs.p99, 0);
    });
  }

  for (const strategy of ['responseTime', 'intelligent'] as const) {
    it(`slow: ${strategy} gives a model that is ten times slower at most 5 % of the requests`, async () => {
      const report = await simulate(scenario('slow'), { seed, strategy });
      const share = report.shares.plain ?? 0;
      assert.ok(share > 0 && share <= 0.05, `share ${share}`);
    });
  }

  it('outages: at least 99.9 % succeed although every model is up only 95 % of the time', async () => {
    const report = await simulate(scenario('outages'), { seed, strategy: 'intelligent' });
    assert.ok(report.succeeded / report.requests >= 0.999, `${report.succeeded} of ${report.requests}`);
  });

  for (const strategy of ['intelligent', 'responseTime', 'weightedRoundRobin', 'leastConnections'] as const) {
    it(`one failure exiles nobody: ${strategy} goes back to the preferred model`, async () => {
      const report = await simulate(afterOneFailure, { seed, strategy });
      assert.equal(report.succeeded, report.requests);
      const least = strategy === 'intelligent' ? 0.6 : 0.3;
      assert.ok((report.shares.preferred ?? 0) >= least, `share ${report.shares.preferred}`);
    });
  }

  it('a faster model that was never tried is found', async () => {
    const report = await simulate(hiddenFaster, { seed, strategy: 'intelligent' });
    assert.ok((report.shares.fast ?? 0) >= 0.6, `share ${report.shares.fast}`);
  });

  it('failWithin: an outage costs a few attempts, not one for every request', async () => {
    const report = await simulate(scenario('failWithin'), { seed, strategy: 'intelligent' });
    assert.equal(report.succeeded, report.requests);
    assert.ok(report.attempts - report.requests < 40, `${report.attempts - report.requests} extra attempts`);
  });

  it('the same seed gives the same trace, another seed another one', async () => {
    const run = (with_: number) => simulate(scenario('mixed'), { seed: with_, strategy: 'intelligent', requests: 150 });
    const [first, second, other] = [await run(seed), await run(seed), await run(seed + 1)];
    assert.equal(first.traceHash, second.traceHash);
    assert.notEqual(first.traceHash, other.traceHash);
  });
});
