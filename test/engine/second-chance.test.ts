import assert from 'node:assert/strict';
import { alone, harness } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

interface Rival {
  readonly weight: number;
  readonly firstTokenMs: number;
}

/** How many of the second and third hundred requests, one a minute, go to a better model whose very first answer failed. */
async function servedAfterOneFailure(explorationShare: number, rival: Rival, seed: number): Promise<number> {
  const { weight, firstTokenMs } = rival;
  const house = harness({
    models: {
      better: inTurn(failsWith(http(503)), says('well', { firstTokenMs: 800 })),
      other: says('well', { firstTokenMs }),
    },
    weights: { better: 1, other: weight },
    config: { ...alone, health: { probeEveryMs: 0 }, score: { explorationShare } },
    seed,
  });
  return house.run(async () => {
    let served = 0;
    for (let request = 0; request < 300; request += 1) {
      const { report } = await house.ask();
      if (request >= 100 && report.modelId === 'better') served += 1;
      await house.clockPause(60_000);
    }
    return served;
  });
}

describe('one failure is no exile', () => {
  const rivals: Readonly<Record<string, Rival>> = {
    preferred: { weight: 0.7, firstTokenMs: 800 },
    'ten times faster': { weight: 1, firstTokenMs: 8000 },
  };
  for (const [what, rival] of Object.entries(rivals)) {
    for (const seed of [1, 2, 3]) {
      it(`a model that is ${what} has nearly all requests again within 100; without curiosity it never comes back (seed ${seed})`, async () => {
        const curious = await servedAfterOneFailure(0.3, rival, seed);
        assert.ok(curious >= 180, `${curious} of 200`);
        assert.equal(await servedAfterOneFailure(0, rival, seed), 0);
      });
    }
  }
});
