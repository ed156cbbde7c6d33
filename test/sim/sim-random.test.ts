import assert from 'node:assert/strict';
import { SimRandom } from './sim-random.ts';

const take = (random: SimRandom, count: number): number[] => Array.from({ length: count }, () => random.next());

describe('SimRandom', () => {
  it('repeats itself for the same seed and differs for another', () => {
    assert.deepEqual(take(new SimRandom(7), 50), take(new SimRandom(7), 50));
    assert.notDeepEqual(take(new SimRandom(7), 50), take(new SimRandom(8), 50));
  });

  it('is uniform in [0, 1): chi-square over ten bins', () => {
    for (const seed of [0, 1, 42, 0xffffffff]) {
      const bins = new Array<number>(10).fill(0);
      for (const draw of take(new SimRandom(seed), 100_000)) {
        assert.ok(draw >= 0 && draw < 1);
        const bin = Math.floor(draw * 10);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
      // 33.7 is the 0.9999 quantile for nine degrees of freedom.
      assert.ok(chiSquare < 33.7, `seed ${seed}: ${chiSquare}`);
    }
  });

  it('gives unique ids of 12 lower-case letters and digits that do not touch the draws', () => {
    const random = new SimRandom(3);
    const ids = new Set(Array.from({ length: 20_000 }, () => random.id()));
    assert.equal(ids.size, 20_000);
    for (const id of ids) assert.match(id, /^[a-z0-9]{12}$/);
    assert.deepEqual(take(random, 5), take(new SimRandom(3), 5));
  });

  it('forks independent streams by name', () => {
    assert.deepEqual(take(new SimRandom(3).fork('a'), 5), take(new SimRandom(3).fork('a'), 5));
    assert.notDeepEqual(take(new SimRandom(3).fork('a'), 5), take(new SimRandom(3).fork('b'), 5));
  });
});
