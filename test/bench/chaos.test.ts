import assert from 'node:assert/strict';
import { runChaos } from '../../bench/chaos.ts';
import { judge } from '../../bench/chaos-promises.ts';
import { chaosReport } from '../../bench/chaos-report.ts';

/** Looks at processes as Linux has them, and is left out elsewhere. */
const suite = process.platform === 'linux' ? describe : describe.skip;

suite('chaos run: a small one', function () {
  this.timeout(60_000);

  it('keeps every promise while vendors fail and the daemon is killed', async () => {
    const findings = await runChaos({
      seed: 3,
      requests: 60,
      concurrent: 20,
      killEvery: 30,
      faultPercent: 12,
      write: false,
    });
    const promises = judge(findings);
    assert.ok(promises.length >= 8);
    assert.deepEqual(
      promises.filter(({ isKept }) => !isKept),
      [],
    );
    const { outcomes, seen, crashes } = findings;
    assert.equal(outcomes.length, 60);
    assert.equal(new Set(outcomes.map(({ story }) => story)).size, 60);
    assert.equal(crashes.length, 1);
    assert.ok(outcomes.some(({ interruptions }) => interruptions > 0));
    assert.ok(outcomes.filter(({ delivery }) => delivery === 'whole').length > 20);
    assert.ok(Object.values(seen).some(({ faults }) => Object.keys(faults).length > 0));
    const report = chaosReport(findings, promises);
    for (const promise of promises) assert.ok(report.includes(promise.name));
  });
});
