import assert from 'node:assert/strict';
import { SlotQueue } from '../../server/engine/slots.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { harness } from './harness.ts';
import { failsWith, http, says } from './scripted-provider.ts';

const never = new AbortController().signal;

describe('queue for a free place', () => {
  it('first come, first served, also after waiting again', async () => {
    const queue = new SlotQueue(new SimClock());
    const woken: string[] = [];
    const [first, second] = [queue.ticket(), queue.ticket()];
    const a = queue.wait(first, never, undefined).then(() => woken.push('a'));
    queue.wait(second, never, undefined).then(() => woken.push('b'));
    queue.wakeNext();
    await a;
    const again = queue.wait(first, never, undefined).then(() => woken.push('a again'));
    queue.wakeNext();
    await again;
    assert.deepEqual(woken, ['a', 'a again']);
    assert.equal(queue.length, 1);
  });

  it('a request whose model failed does not wait behind those that came later', async () => {
    const house = harness({
      models: {
        a: failsWith(http(400, { type: 'content_filter', code: 'content_filter' }), 500),
        b: says('from b', { firstTokenMs: 1000 }),
      },
      traits: { b: { maxConcurrent: 1 } },
    });
    const ends = await house.run(async () => {
      const inOrder: string[] = [];
      const ask = (name: string, pinnedModel?: string) =>
        house.ask(pinnedModel === undefined ? {} : { pinnedModel }).then(() => inOrder.push(name));
      const runs = ask('runs', 'b');
      const fails = ask('failed first');
      await house.clockPause(100);
      const later = ask('came later', 'b');
      await Promise.all([runs, fails, later]);
      return inOrder;
    });
    assert.deepEqual(ends, ['runs', 'failed first', 'came later']);
  });

  it('a call that nobody can use ends with the last in the queue', async () => {
    const queue = new SlotQueue(new SimClock());
    let calls = 0;
    const uselessWaiter = async () => {
      const ticket = queue.ticket();
      while ((await queue.wait(ticket, never, undefined)) === 'call') {
        calls += 1;
        queue.wakeNext(ticket);
      }
    };
    for (let count = 0; count < 5; count += 1) void uselessWaiter();
    queue.wakeNext();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls, 5);
    assert.equal(queue.length, 5);
  });

  it('gives up with its signal and when its time is over, and leaves no timer', async () => {
    const clock = new SimClock();
    const queue = new SlotQueue(clock);
    const controller = new AbortController();
    const aborted = queue.wait(queue.ticket(), controller.signal, 1000);
    controller.abort();
    assert.equal(await aborted, 'aborted');
    assert.equal(clock.pending(), 0);
    assert.equal(await clock.run(() => queue.wait(queue.ticket(), never, 50)), 'time');
    assert.equal(queue.length, 0);
  });
});
