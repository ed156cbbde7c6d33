import assert from 'node:assert/strict';
import { lawsOf } from './laws.ts';
import { fixedPolicy, type Policy, routerPolicies, routerPolicy } from './policies.ts';
import { compare } from './report.ts';
import { scenarioOf, scenarios } from './scenarios.ts';
import { simulate } from './simulation.ts';

/** Set SEED to see another course of events. */
const seed = Number(process.env.SEED ?? 20261005);

/** Fewer requests than the command makes, where the laws hold for fewer, too. */
const fewer: Readonly<Record<string, number>> = { steady: 300, dayOfATeam50: 1200, up95: 4000, mixedStall: 2500 };

/** What a law needs to know. */
function policiesOf(name: string): readonly Policy[] {
  const laws = lawsOf(name);
  const ids = new Set(laws.flatMap(({ policies }) => policies));
  const fixed = laws.some(({ comparesWithFixed }) => comparesWithFixed) ? Object.keys(scenarioOf(name).models) : [];
  return [...[...ids].map(routerPolicy), ...fixed.map(fixedPolicy)];
}

describe(`laws of the simulation (seed ${seed}; SEED=N chooses another)`, () => {
  for (const name of Object.keys(scenarios)) {
    it(`${name}: ${scenarioOf(name).title}`, async function () {
      this.timeout(60_000);
      const requests = fewer[name];
      const results = await compare(scenarioOf(name), policiesOf(name), { seed, requests });
      const broken = lawsOf(name).flatMap((law) => {
        const { holds, found } = law.judge(results);
        return holds ? [] : [`${law.text} Found: ${found}.`];
      });
      const number = requests === undefined ? '' : ` --requests ${requests}`;
      assert.deepEqual(broken, [], `seed ${seed}: npm run sim -- ${name} --seed ${seed}${number}`);
    });
  }
});

describe('what the parts of the router are worth', () => {
  const of = (name: string, id: string, requests: number) =>
    simulate(scenarioOf(name), { seed, policy: routerPolicy(id), requests });

  it('resuming: without it answers that break off stay partial, honestly', async () => {
    const [whole, cut] = [await of('dropsMidStream', 'intelligent', 300), await of('dropsMidStream', 'noResume', 300)];
    assert.ok(whole.quality.partial <= 6, `${whole.quality.partial} partial`);
    assert.ok(whole.seams >= 15, `${whole.seams} seams`);
    assert.ok(cut.quality.partial >= 15, `${cut.quality.partial} partial`);
    assert.equal(cut.seams, 0);
    assert.equal(cut.quality.spoiled + whole.quality.spoiled, 0);
  });

  it('hedging: without it a silent call is waited for', async () => {
    const [raced, waited] = [await of('mixedStall', 'intelligent', 800), await of('mixedStall', 'noHedge', 800)];
    assert.ok(raced.firstTokenMs.p99 * 2 < waited.firstTokenMs.p99, `${raced.firstTokenMs.p99} ms`);
    assert.equal(waited.callsByRole.hedge ?? 0, 0);
  });

  it('failover: without it failures reach the writer', async () => {
    const [moved, stayed] = [await of('failing', 'roundRobin', 300), await of('flapping', 'noFailover', 300)];
    assert.ok((moved.callsByRole.failover ?? 0) > 0);
    assert.equal(stayed.callsByRole.failover ?? 0, 0);
  });
});

describe('the same seed gives the same trace', () => {
  for (const name of Object.keys(scenarios)) {
    it(`${name}: twice the same, with another seed another`, async () => {
      const run = (from: number) =>
        simulate(scenarioOf(name), { seed: from, policy: routerPolicy('intelligent'), requests: 60 });
      const [first, second, other] = [await run(seed), await run(seed), await run(seed + 1)];
      assert.equal(first.traceHash, second.traceHash, `npm run sim -- ${name} --seed ${seed} --requests 60`);
      assert.notEqual(first.traceHash, other.traceHash);
    });
  }

  it('under every policy, too', async () => {
    const scenario = scenarioOf('mixedFault');
    const policies = [...routerPolicies, fixedPolicy('swift')];
    const hashes = async () => {
      const results = await compare(scenario, policies, { seed, requests: 60 });
      return [...results].map(([id, { traceHash }]) => `${id} ${traceHash}`);
    };
    const first = await hashes();
    assert.deepEqual(await hashes(), first, `npm run sim -- mixedFault --seed ${seed} --requests 60`);
    assert.equal(new Set(first.map((line) => line.split(' ').at(-1))).size > policies.length / 2, true);
  });
});
