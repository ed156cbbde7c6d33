import assert from 'node:assert/strict';
import { systemClock } from '../../server/system/index.ts';

describe('systemClock', () => {
  it('fires once, and not at all when it was taken back', async () => {
    const clock = systemClock();
    const fired: string[] = [];
    const cancel = clock.setTimer(0, () => fired.push('cancelled'));
    cancel();
    cancel();
    await new Promise<void>((resolve) => {
      clock.setTimer(-5, () => fired.push('negative'));
      clock.setTimer(2, resolve);
    });
    assert.deepEqual(fired, ['negative']);
  });

  it('does not fire a delay beyond what Node can count at once', async () => {
    const clock = systemClock();
    let fired = false;
    const cancel = clock.setTimer(30 * 24 * 3_600_000, () => {
      fired = true;
    });
    await new Promise<void>((resolve) => clock.setTimer(5, resolve));
    cancel();
    assert.equal(fired, false);
    assert.throws(() => clock.setTimer(Number.NaN, () => undefined), RangeError);
  });

  it('has a time for people and one that never goes back', () => {
    const clock = systemClock();
    assert.ok(Math.abs(clock.nowMs() - Date.now()) < 60_000);
    const first = clock.monotonicMs();
    assert.ok(clock.monotonicMs() >= first);
  });
});
