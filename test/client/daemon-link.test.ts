import assert from 'node:assert/strict';
import type { LinkState } from '../../client/app.ts';
import { type FakeDaemon, LinkBench, settle } from './fake-link.ts';
import { sampleSnapshot } from './state-samples.ts';

const kinds = (states: readonly LinkState[]): string[] => states.map(({ kind }) => kind);

describe('the link to the daemon', () => {
  it('starts nothing by itself, and what is needed with the first call', async () => {
    const bench = new LinkBench();
    const states: LinkState[] = [];
    bench.link.onDidChangeState((state) => states.push(state));
    bench.link.watch().dispose();
    await bench.link.refresh();
    assert.equal(bench.connects, 0);
    assert.equal(bench.link.state().kind, 'stopped');
    bench.plans.push((daemon) => daemon.answers.set('state/get', () => 'the state'));
    const answer = await bench.link.call('state/get', {});
    assert.deepEqual(answer, { ok: true, value: 'the state' });
    assert.deepEqual(kinds(states), ['starting', 'running']);
    assert.deepEqual(
      bench.daemon().calls.map(({ name }) => name),
      ['session/configure', 'state/get'],
    );
  });

  it('makes one connection for many calls at once', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) => daemon.answers.set('state/get', () => 1));
    const answers = await Promise.all(Array.from({ length: 10 }, () => bench.link.call('state/get', {})));
    assert.ok(answers.every((answer) => answer.ok));
    assert.equal(bench.connects, 1);
    assert.equal(bench.daemon().called('session/configure'), 1);
  });

  it('ends a call that is cancelled while it waits for the start, and goes on starting', async () => {
    const bench = new LinkBench();
    bench.plans.push('hangs');
    const controller = new AbortController();
    const call = bench.link.call('state/get', {}, { signal: controller.signal });
    await settle();
    assert.equal(bench.link.state().kind, 'starting');
    controller.abort();
    const answer = await call;
    assert.ok(!answer.ok && answer.error.code === 'cancelled');
    assert.equal(bench.link.state().kind, 'starting');
    const early = await bench.link.call('state/get', {}, { signal: AbortSignal.abort() });
    assert.ok(!early.ok && early.error.code === 'cancelled');
  });

  it('says why it cannot start, and tries again when it is needed again', async () => {
    const bench = new LinkBench();
    bench.plans.push('fails');
    const answer = await bench.link.call('state/get', {});
    assert.ok(!answer.ok);
    assert.deepEqual([answer.error.code, answer.error.message], ['disconnected', 'it does not start']);
    assert.deepEqual(bench.link.state(), { kind: 'failed', message: 'it does not start' });
    assert.deepEqual(bench.failures, [], 'whoever asked has been told');
    assert.ok((await bench.link.start()).ok);
    assert.equal(bench.link.state().kind, 'running');
  });

  it('fails after ten seconds, names what it was doing and closes what comes too late', async () => {
    const bench = new LinkBench();
    bench.plans.push('hangs');
    const start = bench.link.start();
    await bench.time.pass(9_999);
    assert.equal(bench.link.state().kind, 'starting');
    await bench.time.pass(1);
    const answer = await start;
    assert.ok(!answer.ok && /did not start within 10 seconds/.test(answer.error.message));
    await settle();
    assert.ok(bench.daemon().ended > 0);
    assert.equal(bench.link.state().kind, 'failed');
  });

  it('fails when the settings cannot be told', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) => daemon.answers.set('session/configure', () => new Promise(() => undefined)));
    const start = bench.link.start();
    await bench.time.pass(10_000);
    const answer = await start;
    assert.ok(!answer.ok && /did not take the settings within/.test(answer.error.message));
    bench.plans.push((daemon) => daemon.answers.delete('session/configure'));
    assert.equal((await bench.link.start()).ok, false);
    assert.ok(bench.daemons.every(({ ended }) => ended > 0));
    assert.ok((await bench.link.start()).ok, 'a daemon that hung keeps nobody from the next one');
  });

  it('ends calls of a connection that breaks, and makes a new one by itself', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) => daemon.answers.set('script/generate', () => new Promise(() => undefined)));
    const call = bench.link.call('script/generate', { brief: { topic: 'cats' } });
    await settle();
    bench.daemon().crash();
    const answer = await call;
    assert.ok(!answer.ok && answer.error.code === 'disconnected');
    await settle();
    assert.equal(bench.link.state().kind, 'running');
    assert.equal(bench.connects, 2);
    assert.equal(bench.daemon().called('session/configure'), 1);
    assert.deepEqual(bench.failures, []);
  });

  it('restarts with growing pauses, gives up after five times and says so once', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    const startedMs: number[] = [];
    for (let crash = 0; crash < 5; crash += 1) {
      const before = bench.connects;
      bench.daemon().crash();
      const crashedMs = bench.time.nowMs;
      while (bench.connects === before && bench.time.nowMs < crashedMs + 10_000) await bench.time.pass(100);
      startedMs.push(bench.time.nowMs - crashedMs);
      await settle();
    }
    assert.deepEqual(
      startedMs.map((ms) => Math.round(ms / 500) * 500),
      [0, 500, 1000, 2000, 4000],
    );
    bench.daemon().crash();
    await bench.time.pass(60_000);
    assert.equal(bench.connects, 6);
    assert.equal(bench.link.state().kind, 'failed');
    assert.equal(bench.failures.length, 1);
    assert.match(bench.failures[0] ?? '', /ended several times in a row/);
    assert.ok((await bench.link.start()).ok, 'a person may always try again');
  });

  it('keeps trying while a restart fails, and lets calls wait for it', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    bench.plans.push('fails', 'fails', (daemon) => daemon.answers.set('state/get', () => 1));
    bench.daemon().crash();
    await settle();
    const call = bench.link.call('state/get', {});
    await bench.time.pass(500);
    assert.equal(bench.link.state().kind, 'starting');
    await bench.time.pass(1000);
    assert.deepEqual(await call, { ok: true, value: 1 });
    assert.equal(bench.connects, 4);
  });

  for (const reason of ['idle', 'stopped'] as const) {
    it(`stays down when the daemon ends as ${reason}, until it is needed`, async () => {
      const bench = new LinkBench();
      await bench.link.start();
      bench.daemon().tell('daemon/ending', { reason });
      bench.daemon().crash();
      await bench.time.pass(60_000);
      assert.equal(bench.link.state().kind, 'stopped');
      assert.equal(bench.connects, 1);
      assert.ok((await bench.link.start()).ok);
      assert.equal(bench.connects, 2);
    });
  }

  it('goes over to the newer daemon that takes the place of this one, and leaves its start to the newer window', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    bench.daemon().tell('daemon/ending', { reason: 'replaced' });
    const call = bench.link.start();
    await bench.time.pass(900);
    assert.equal(bench.connects, 1, 'the older window would start the older build again');
    await bench.time.pass(100);
    assert.ok((await call).ok);
    assert.equal(bench.link.state().kind, 'running');
    assert.equal(bench.connects, 2);
  });

  it('of a newer window starts at once what takes the place of the older one', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) => {
      daemon.isOlder = true;
    });
    await bench.link.start();
    bench.daemon().tell('daemon/ending', { reason: 'replaced' });
    await settle();
    assert.equal(bench.link.state().kind, 'running');
    assert.equal(bench.connects, 2);
  });

  for (const reason of ['replaced', 'stopped', 'idle'] as const) {
    it(`tries once more when the daemon ends as ${reason} while it is being connected to`, async () => {
      const bench = new LinkBench();
      bench.plans.push((daemon) =>
        daemon.answers.set('session/configure', async () => {
          daemon.tell('daemon/ending', { reason });
          daemon.crash();
        }),
      );
      const start = bench.link.start();
      await bench.time.pass(1000);
      assert.ok((await start).ok);
      assert.equal(bench.connects, 2);
      assert.equal(bench.link.state().kind, 'running');
      assert.deepEqual(bench.failures, []);
    });
  }

  it('does not take up a daemon that says goodbye as soon as it is configured', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) =>
      daemon.answers.set('session/configure', async () => {
        daemon.tell('daemon/ending', { reason: 'stopped' });
        return { problems: [], configRevision: 1 };
      }),
    );
    assert.ok((await bench.link.start()).ok);
    assert.deepEqual(
      bench.daemons.map(({ ended }) => ended),
      [1, 0],
    );
  });

  it('restarts the daemon when a person wants it, the hard way if it does not answer', async () => {
    const bench = new LinkBench();
    bench.plans.push((daemon) =>
      daemon.answers.set('daemon/stop', () => {
        daemon.crash();
        return {};
      }),
    );
    await bench.link.start();
    const first = bench.daemon();
    assert.ok((await bench.link.restart()).ok);
    assert.equal(first.called('daemon/stop'), 1);
    assert.equal(first.killed, 0);
    const second = bench.daemon();
    assert.notEqual(second, first);
    second.answers.set('daemon/stop', () => new Promise(() => undefined));
    const restart = bench.link.restart();
    await settle();
    assert.equal(bench.link.state().kind, 'starting');
    const waiting = bench.link.start();
    await bench.time.pass(3000);
    assert.ok((await restart).ok);
    assert.ok((await waiting).ok);
    assert.equal(second.killed, 1);
    assert.equal(bench.connects, 3);
  });

  it('starts the daemon when a restart is wanted and none runs', async () => {
    const bench = new LinkBench();
    assert.ok((await bench.link.restart()).ok);
    assert.equal(bench.link.state().kind, 'running');
  });

  it('ends its session and not the daemon when the window closes', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    await bench.link.dispose();
    assert.equal(bench.daemon().ended, 1);
    assert.equal(bench.daemon().called('daemon/stop'), 0);
    await bench.time.pass(60_000);
    assert.equal(bench.connects, 1);
    assert.equal((await bench.link.start()).ok, false);
  });

  it('stops trying when the window closes during a pause', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    bench.plans.push('fails', 'fails', 'fails', 'fails', 'fails');
    bench.daemon().crash();
    await bench.time.pass(100);
    const before = bench.connects;
    await bench.link.dispose();
    await bench.time.pass(60_000);
    assert.equal(bench.connects, before);
    assert.deepEqual(bench.failures, []);
  });
});

describe('what the daemon is told', () => {
  it('is told anew when it has changed, and only then', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    const { configuration } = bench;
    bench.configuration = { ...configuration, settings: {}, editorModels: [] };
    await bench.link.refresh();
    assert.equal(bench.daemon().called('session/configure'), 1);
    bench.configuration = { ...configuration, settings: { 'videogenius.strategy': 'random' } };
    bench.daemon().answers.set('session/configure', () => ({
      problems: [{ severity: 'error', setting: 'videogenius.strategy', path: [], message: 'no' }],
      configRevision: 2,
    }));
    await Promise.all([bench.link.refresh(), bench.link.refresh(), bench.link.refresh()]);
    assert.equal(bench.daemon().called('session/configure'), 2);
    assert.deepEqual(
      bench.problems.map((problems) => problems.length),
      [0, 1],
    );
  });

  it('is told before the next call when a change is expected to be told soon', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    await settle();
    const daemon = bench.daemon();
    const before = daemon.called('session/configure');
    daemon.answers.set('script/generate', () => {
      assert.equal(daemon.called('session/configure'), before + 1);
      return 'script';
    });
    bench.configuration = { ...bench.configuration, fleet: 'simulated' };
    bench.link.expectRefresh();
    const written = await bench.link.call('script/generate', { brief: { topic: 'cats' } });
    assert.ok(written.ok);
    await bench.link.call('state/get', {});
    assert.equal(daemon.called('session/configure'), before + 1);
  });

  it('holds for a call that follows a change', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    await settle();
    const daemon = bench.daemon();
    let finish = (_value: unknown): void => {};
    daemon.answers.set('session/configure', () => new Promise((resolve) => (finish = resolve)));
    daemon.answers.set('script/generate', () => 'script');
    bench.configuration = { ...bench.configuration, fleet: 'simulated' };
    void bench.link.refresh();
    const call = bench.link.call('script/generate', { brief: { topic: 'cats' } });
    const controller = new AbortController();
    const impatient = bench.link.call('state/get', {}, { signal: controller.signal });
    await settle();
    controller.abort();
    const gone = await impatient;
    assert.ok(!gone.ok && gone.error.code === 'cancelled');
    assert.equal(daemon.called('script/generate'), 0);
    finish({ problems: [], configRevision: 2 });
    assert.deepEqual(await call, { ok: true, value: 'script' });
    assert.deepEqual(
      daemon.calls.map(({ name }) => name),
      ['session/configure', 'session/configure', 'script/generate'],
    );
  });

  it('is told what has changed during the start', async () => {
    const bench = new LinkBench();
    let finish = (_value: unknown): void => {};
    bench.plans.push((daemon) =>
      daemon.answers.set('session/configure', () => new Promise((resolve) => (finish = resolve))),
    );
    const start = bench.link.start();
    await settle();
    bench.configuration = { ...bench.configuration, fleet: 'simulated' };
    await bench.link.refresh();
    finish({ problems: [], configRevision: 1 });
    await start;
    await settle();
    assert.deepEqual(
      bench
        .daemon()
        .calls.map(({ input }) => (JSON.stringify(input).includes('simulated') ? 'simulated' : 'configured')),
      ['configured', 'simulated'],
    );
  });

  it('means another daemon when the mode has changed, as soon as nothing runs', async () => {
    const bench = new LinkBench();
    let finish = (_value: unknown): void => {};
    bench.plans.push((daemon) =>
      daemon.answers.set('script/generate', () => new Promise((resolve) => (finish = resolve))),
    );
    const call = bench.link.call('script/generate', { brief: { topic: 'cats' } });
    await settle();
    bench.mode = 'perWindow';
    await bench.link.refresh();
    assert.equal(bench.connects, 1);
    finish('script');
    assert.deepEqual(await call, { ok: true, value: 'script' });
    await settle();
    assert.deepEqual(
      bench.daemons.map(({ mode, ended }) => [mode, ended]),
      [
        ['shared', 1],
        ['perWindow', 0],
      ],
    );
  });
});

describe('watching the state', () => {
  it('asks while somebody watches, after every connection, and forgets the rest', async () => {
    const bench = new LinkBench();
    const plan = (sequence: number) => (daemon: FakeDaemon) => {
      daemon.answers.set('state/watch', () => sampleSnapshot({ sequence }));
      daemon.answers.set('state/unwatch', () => ({}));
    };
    bench.plans.push(plan(5), plan(1));
    const first = bench.link.watch();
    const second = bench.link.watch();
    assert.equal(bench.link.mirror.snapshot(), undefined);
    await bench.link.start();
    await settle();
    assert.equal(bench.daemon().called('state/watch'), 1);
    assert.equal(bench.link.mirror.snapshot()?.sequence, 5);
    bench.daemon().crash();
    assert.equal(bench.link.mirror.snapshot(), undefined);
    await settle();
    assert.equal(bench.link.mirror.snapshot()?.sequence, 1);
    first.dispose();
    first.dispose();
    assert.equal(bench.daemon().called('state/unwatch'), 0);
    second.dispose();
    await settle();
    assert.equal(bench.daemon().called('state/unwatch'), 1);
    assert.equal(bench.link.mirror.snapshot(), undefined);
  });

  it('follows events, and asks for everything when one is missing', async () => {
    const bench = new LinkBench();
    let sequence = 3;
    bench.plans.push((daemon) => daemon.answers.set('state/watch', () => sampleSnapshot({ sequence })));
    bench.link.watch();
    await bench.link.start();
    await settle();
    const event = (number: number) => ({
      type: 'request-start',
      sequence: number,
      atMs: 1,
      requestId: `r${number}`,
      task: 'script',
    });
    bench.daemon().tell('state/events', { events: [event(4)] });
    assert.equal(bench.link.mirror.snapshot()?.sequence, 4);
    sequence = 9;
    bench.daemon().tell('state/events', { events: [event(7), event(8)] });
    bench.daemon().tell('state/events', { events: [event(9)] });
    await settle();
    assert.equal(bench.daemon().called('state/watch'), 2);
    assert.equal(bench.link.mirror.snapshot()?.sequence, 9);
    bench.daemon().tell('state/snapshot', { snapshot: sampleSnapshot({ sequence: 20 }) });
    assert.equal(bench.link.mirror.snapshot()?.sequence, 20);
  });

  it('asks again when somebody stops and starts watching before the answer is there', async () => {
    const bench = new LinkBench();
    await bench.link.start();
    const answers: ((value: unknown) => void)[] = [];
    bench.daemon().answers.set('state/watch', () => new Promise((resolve) => answers.push(resolve)));
    bench.daemon().answers.set('state/unwatch', () => ({}));
    const first = bench.link.watch();
    first.dispose();
    bench.link.watch();
    await settle();
    assert.equal(answers.length, 2);
    answers[0]?.(sampleSnapshot({ sequence: 1 }));
    await settle();
    assert.equal(bench.link.mirror.snapshot(), undefined, 'the answer to a question nobody has any more');
    answers[1]?.(sampleSnapshot({ sequence: 2 }));
    await settle();
    assert.equal(bench.link.mirror.snapshot()?.sequence, 2);
  });
});
