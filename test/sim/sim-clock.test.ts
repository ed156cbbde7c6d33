import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { SimClock } from './sim-clock.ts';

const sleep = (clock: SimClock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, resolve);
    signal?.addEventListener('abort', () => {
      cancel();
      reject(new Error('aborted'));
    });
  });

describe('SimClock', () => {
  it('fires timers by moment, then in the order in which they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), async (delays) => {
        const clock = new SimClock();
        const fired: { atMs: number; number: number }[] = [];
        delays.forEach((delayMs, number) => {
          clock.setTimer(delayMs, () => fired.push({ atMs: clock.monotonicMs(), number }));
        });
        await clock.advance(20);
        const expected = delays
          .map((atMs, number) => ({ atMs, number }))
          .sort((a, b) => a.atMs - b.atMs || a.number - b.number);
        assert.deepEqual(fired, expected);
        assert.equal(clock.pending(), 0);
      }),
      { numRuns: 50 },
    );
  });

  it('takes back any timer, at any time, and keeps the order of the rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delayMs: fc.integer({ min: 0, max: 50 }), cancel: fc.boolean() }), { maxLength: 80 }),
        async (timers) => {
          const clock = new SimClock();
          const fired: number[] = [];
          const cancels = timers.map((timer, number) => clock.setTimer(timer.delayMs, () => fired.push(number)));
          cancels.forEach((cancel, number) => {
            if (timers[number]?.cancel) cancel();
          });
          const kept = timers.flatMap((timer, number) => (timer.cancel ? [] : [{ ...timer, number }]));
          assert.equal(clock.pending(), kept.length);
          await clock.advance(50);
          assert.deepEqual(
            fired,
            kept.sort((a, b) => a.delayMs - b.delayMs || a.number - b.number).map((timer) => timer.number),
          );
          for (const cancel of cancels) cancel();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('comes forward with every delay above zero, however small', async () => {
    const clock = new SimClock();
    await clock.advance(69_996.8664605236);
    const startedAtMs = clock.monotonicMs();
    let firedAtMs: number | undefined;
    clock.setTimer(7e-12, () => {
      firedAtMs = clock.monotonicMs();
    });
    await clock.advance(1);
    assert.ok(firedAtMs !== undefined && firedAtMs > startedAtMs);
  });

  it('drains promise chains of any length before time moves', async () => {
    const clock = new SimClock();
    const seen: string[] = [];
    await clock.run(async () => {
      clock.setTimer(1, () => seen.push('timer'));
      for (let hop = 0; hop < 10_000; hop += 1) await null;
      seen.push(`chain at ${clock.monotonicMs()}`);
      await sleep(clock, 5);
      seen.push(`slept to ${clock.monotonicMs()}`);
    });
    assert.deepEqual(seen, ['chain at 0', 'timer', 'slept to 5']);
  });

  it('drains microtasks between two timers of the same moment', async () => {
    const clock = new SimClock();
    const seen: string[] = [];
    clock.setTimer(3, () => {
      seen.push('first');
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => seen.push('after first'));
    });
    clock.setTimer(3, () => seen.push('second'));
    await clock.advance(3);
    assert.deepEqual(seen, ['first', 'after first', 'second']);
  });

  it('runs async generators and aborts in virtual time', async () => {
    const clock = new SimClock();
    async function* words(signal: AbortSignal): AsyncGenerator<string> {
      for (const word of ['one', 'two', 'three', 'four']) {
        await sleep(clock, 10, signal);
        yield word;
      }
    }
    const outcome = await clock.run(async () => {
      const abort = new AbortController();
      clock.setTimer(25, () => abort.abort());
      const read: string[] = [];
      try {
        for await (const word of words(abort.signal)) read.push(word);
      } catch (error) {
        return { read, atMs: clock.monotonicMs(), message: error instanceof Error ? error.message : '' };
      }
      return undefined;
    });
    assert.deepEqual(outcome, { read: ['one', 'two'], atMs: 25, message: 'aborted' });
    assert.equal(clock.pending(), 0);
  });

  it('waits for tasks that use a turn of the real event loop', async () => {
    const clock = new SimClock();
    const atMs = await clock.run(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await sleep(clock, 7);
      return clock.monotonicMs();
    });
    assert.equal(atMs, 7);
  });

  it('says so when a task can never end, and can be driven again', async () => {
    const clock = new SimClock();
    await assert.rejects(
      clock.run(() => new Promise(() => undefined)),
      /no timer of this clock/,
    );
    assert.equal(await clock.run(() => 5), 5);
  });

  it("passes on the task's error and the error of a timer", async () => {
    const clock = new SimClock();
    await assert.rejects(
      clock.run(async () => {
        await sleep(clock, 1);
        throw new Error('task broke');
      }),
      /task broke/,
    );
    clock.setTimer(1, () => {
      throw new Error('timer broke');
    });
    await assert.rejects(clock.advance(2), /timer broke/);
  });

  it('refuses a second driver', async () => {
    const clock = new SimClock();
    await clock.run(async () => {
      await assert.rejects(clock.advance(1), /driven already/);
    });
  });

  it('advances to the moment asked for, and no timer beyond it fires', async () => {
    const clock = new SimClock({ startMs: 1_000_000 });
    let fired = 0;
    clock.setTimer(101, () => {
      fired += 1;
    });
    await clock.advance(100);
    assert.deepEqual([clock.nowMs(), clock.monotonicMs(), fired, clock.nextInMs()], [1_000_100, 100, 0, 1]);
    clock.shiftWall(-5000);
    assert.deepEqual([clock.nowMs(), clock.monotonicMs()], [995_100, 100]);
    await clock.advance(1);
    assert.equal(fired, 1);
  });

  it('drains without letting time pass', async () => {
    const clock = new SimClock();
    let reached = false;
    void (async () => {
      await null;
      await null;
      reached = true;
    })();
    await clock.drain();
    assert.deepEqual([reached, clock.monotonicMs()], [true, 0]);
  });
});
