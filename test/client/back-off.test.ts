import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BackOff } from '../../client/link/back-off.ts';

describe('the back-off', () => {
  it('restarts at once, then with growing pauses, five times in three minutes', () => {
    const backOff = new BackOff();
    const pauses = [0, 1, 2, 3, 4, 5].map((second) => backOff.next(second * 1000));
    assert.deepEqual(pauses, [0, 500, 1000, 2000, 4000, undefined]);
  });

  it('forgets a restart after three minutes', () => {
    const backOff = new BackOff();
    for (let restart = 0; restart < 5; restart += 1) backOff.next(restart * 1000);
    assert.equal(backOff.next(179_999), undefined);
    assert.equal(backOff.next(180_000), 4000);
  });

  it('begins anew when a person wants it', () => {
    const backOff = new BackOff();
    for (let restart = 0; restart < 6; restart += 1) backOff.next(0);
    backOff.reset();
    assert.equal(backOff.next(0), 0);
  });

  it('never allows more than five restarts in any three minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 }), (waits) => {
        const backOff = new BackOff();
        let nowMs = 0;
        const allowed: number[] = [];
        for (const waitMs of waits) {
          nowMs += waitMs;
          if (backOff.next(nowMs) !== undefined) allowed.push(nowMs);
        }
        for (const [index, atMs] of allowed.entries()) {
          const sixth = allowed[index + 5];
          assert.ok(sixth === undefined || sixth - atMs >= 180_000);
        }
      }),
    );
  });
});
