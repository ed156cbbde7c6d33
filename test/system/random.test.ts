import assert from 'node:assert/strict';
import { systemRandom } from '../../server/system/index.ts';

describe('systemRandom', () => {
  it('gives unique ids of 12 lower-case letters and digits, all of them in use', () => {
    const random = systemRandom();
    const ids = Array.from({ length: 5000 }, () => random.id());
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z0-9]{12}$/);
    const counts = new Map<string, number>();
    for (const character of ids.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    assert.equal(counts.size, 36);
    const expected = (ids.length * 12) / 36;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 35 degrees of freedom: a fair source goes beyond 120 less than once in 10^10 runs.
    assert.ok(chiSquare < 120, `chi-square ${chiSquare}`);
  });

  it('draws from [0, 1)', () => {
    const random = systemRandom();
    for (let draw = 0; draw < 1000; draw += 1) {
      const value = random.next();
      assert.ok(value >= 0 && value < 1);
    }
  });
});
