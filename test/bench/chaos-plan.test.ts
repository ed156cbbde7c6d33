import assert from 'node:assert/strict';
import { readLog } from '../../bench/chaos-log.ts';
import { readChaosOptions } from '../../bench/chaos-options.ts';
import { chaosPlan, vendorIds } from '../../bench/chaos-plan.ts';

describe('chaos run: the plan of faults', () => {
  it('is the same for the same seed, whoever asks in which order, and another for another', () => {
    assert.equal(chaosPlan(7, 8).digest(200), chaosPlan(7, 8).digest(200));
    assert.notEqual(chaosPlan(7, 8).digest(200), chaosPlan(8, 8).digest(200));
    const [one, other] = [chaosPlan(7, 8), chaosPlan(7, 8)];
    other.request('claude', 3, 2);
    assert.deepEqual(other.request('qwen', 12, 1), one.request('qwen', 12, 1));
  });

  it('has as many faults as asked for, of every kind, outages on top; none without', () => {
    const plan = chaosPlan(1, 8);
    const kinds = new Map<string, number>();
    const all = 1600;
    for (const vendor of vendorIds) {
      for (let story = 1; story <= all; story += 1) {
        const { kind } = plan.request(vendor, story, 1).fault;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        assert.equal(chaosPlan(1, 0).request(vendor, story, 1).fault.kind, 'none');
      }
    }
    const total = all * vendorIds.length;
    const outages = kinds.get('outage') ?? 0;
    assert.equal(outages, total * 0.05);
    const share = (total - outages - (kinds.get('none') ?? 0)) / (total - outages);
    assert.ok(share > 0.07 && share < 0.09, String(share));
    assert.equal(kinds.size, 16);
  });
});

describe('chaos run: options and logs', () => {
  it('reads numbers, and says what is wrong', () => {
    assert.deepEqual(readChaosOptions(['--seed', '5', '--requests', '60', '--kill-every=0']), {
      seed: 5,
      requests: 60,
      concurrent: 100,
      killEvery: 0,
      faultPercent: 8,
      write: false,
    });
    for (const wrong of [['--requests', 'many'], ['--faults', '101'], ['--faster']]) {
      const read = readChaosOptions(wrong);
      assert.ok('text' in read && !read.ok && read.text.includes('npm run bench -- chaos'), wrong.join(' '));
    }
    const help = readChaosOptions(['--help']);
    assert.ok('text' in help && help.ok);
  });

  it('finds in a log what must not be there', () => {
    const at = '2026-10-05T12:00:00.000Z';
    const log = [
      `${at} info  The background process is ready.`,
      `${at} error Something went wrong inside VideoGenius and was not handled.  error=TypeError`,
      `${at} error a request failed through a fault of the router`,
      '    at nobody (nowhere.js:1:1)',
    ].join('\n');
    const { unhandled, errors } = readLog(log);
    assert.deepEqual([unhandled, errors], [1, 2]);
  });
});
