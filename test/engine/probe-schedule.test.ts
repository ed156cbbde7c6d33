import assert from 'node:assert/strict';
import type { ModelTarget, ProbeResult } from '../../server/ports/index.ts';
import { defaultConfig, type ModelId, renderSentence, sentence } from '../../server/protocol/index.ts';
import { type House, type HouseOptions, houseIn, lastingStore, World } from './health-house.ts';
import { failsWith, http, says } from './scripted-provider.ts';

const intervalMs = defaultConfig.health.probeEveryMs;
/** Three rounds at the least, four at the most. */
const threeRoundsMs = 0.2 * intervalMs + 2.2 * intervalMs;
const good: ProbeResult = { kind: 'ok', message: sentence('Ready.'), availableModels: ['scripted'] };
const unsupported: ProbeResult = { kind: 'unsupported' };
const bad = (status: number, extra: Parameters<typeof http>[1] = {}): ProbeResult => ({
  kind: 'failed',
  signal: http(status, extra),
});
const unreachable: ProbeResult = {
  kind: 'failed',
  signal: { kind: 'network', code: 'ECONNREFUSED', message: 'refused' },
};

interface Check {
  readonly modelId: ModelId;
  readonly host: string;
  readonly atMs: number;
  endedAtMs: number | undefined;
}

/** A house whose checks are recorded and answer what the test says, by default that all is well, after a second. */
function watched(
  world: World,
  options: HouseOptions,
  answer: (target: ModelTarget, signal: AbortSignal) => ProbeResult | Promise<ProbeResult> = () => good,
  tookMs = 1000,
): { house: House; checks: Check[] } {
  const house = houseIn(world, options);
  const checks: Check[] = [];
  house.provider.probe = async (target: ModelTarget, signal: AbortSignal) => {
    const check: Check = {
      modelId: target.modelId,
      host: target.origin,
      atMs: world.clock.monotonicMs(),
      endedAtMs: undefined,
    };
    checks.push(check);
    await new Promise<void>((resolve) => {
      const stop = world.clock.setTimer(tookMs, resolve);
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });
    const result = await answer(target, signal);
    check.endedAtMs = world.clock.monotonicMs();
    return result;
  };
  return { house, checks };
}

const ids = (checks: readonly Check[]) => checks.map(({ modelId }) => modelId);
const models = { a: says('a'), b: says('b'), c: says('c') };

describe('probes: when', () => {
  it('every 300 s with jitter, the first soon after somebody came, the same for the same seed', async () => {
    const moments = async (seed: number) => {
      const world = new World();
      const { house, checks } = watched(world, { models: { a: says('a') }, seed });
      house.engine.keepChecking();
      await world.clock.advance(20 * intervalMs);
      return checks.map(({ atMs }) => atMs);
    };
    const times = await moments(7);
    assert.ok(times.length >= 18 && times.length <= 22, String(times.length));
    assert.ok((times[0] ?? 0) >= 0.1 * intervalMs && (times[0] ?? 0) <= 0.2 * intervalMs);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    assert.ok(gaps.every((gapMs) => gapMs >= 0.9 * intervalMs && gapMs <= 1.1 * intervalMs));
    assert.ok(new Set(gaps).size > 5, 'jitter');
    assert.deepEqual(await moments(7), times);
    assert.notDeepEqual(await moments(8), times);
  });

  it('only while somebody is there: a process that nobody uses calls nobody', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models });
    house.stopWatching();
    await world.clock.advance(10 * intervalMs);
    const first = house.engine.keepChecking();
    const second = house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    assert.ok(checks.length >= 9);
    first();
    first();
    const before = checks.length;
    await world.clock.advance(2 * intervalMs);
    assert.ok(checks.length > before, 'the second is still there');
    second();
    const last = checks.length;
    assert.equal(world.clock.pending(), 0);
    await world.clock.advance(10 * intervalMs);
    assert.equal(checks.length, last);
  });

  it('somebody who comes and goes does not bring a round each time', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models: { a: says('a') } });
    for (let visit = 0; visit < 30; visit += 1) {
      const leave = house.engine.keepChecking();
      await world.clock.advance(intervalMs / 4);
      leave();
    }
    assert.ok(checks.length <= 8, String(checks.length));
  });

  it('not at all when the setting says 0, and again when it is set', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models, config: { health: { probeEveryMs: 0 } } });
    house.engine.keepChecking();
    await world.clock.advance(10 * intervalMs);
    assert.equal(checks.length, 0);
    house.configure({ health: { probeEveryMs: 60_000 } });
    await world.clock.advance(60_000);
    assert.deepEqual(ids(checks), ['a', 'b', 'c']);
  });

  it('never again after the end', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models });
    house.stopWatching();
    house.engine.keepChecking();
    house.engine.close();
    house.engine.keepChecking();
    assert.equal(world.clock.pending(), 0);
    await world.clock.advance(10 * intervalMs);
    assert.equal(checks.length, 0);
  });
});

describe('probes: how', () => {
  it('concurrently but one per vendor host at a time', async () => {
    const world = new World();
    const hosts = { a: 'http://one', b: 'http://one', c: 'http://two', d: 'http://one', e: 'http://two' };
    const { house, checks } = watched(world, {
      models: Object.fromEntries(Object.keys(hosts).map((modelId) => [modelId, says('x')])),
      traits: Object.fromEntries(Object.entries(hosts).map(([modelId, origin]) => [modelId, { origin }])),
    });
    house.engine.keepChecking();
    await world.clock.advance(0.2 * intervalMs + 10_000);
    assert.deepEqual(ids(checks).sort(), ['a', 'b', 'c', 'd', 'e']);
    for (const host of ['http://one', 'http://two']) {
      const here = checks.filter((check) => check.host === host);
      for (const [index, check] of here.entries()) {
        const before = here[index - 1];
        assert.ok(before === undefined || check.atMs >= (before.endedAtMs ?? Number.POSITIVE_INFINITY), 'no overlap');
      }
    }
    const starts = new Set(checks.slice(0, 2).map(({ atMs }) => atMs));
    assert.equal(starts.size, 1, 'both servers at the same moment');
  });

  it('a check that a person asks for waits its turn at the same host', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models: { a: says('a') } }, () => good, 5000);
    house.engine.keepChecking();
    while (checks.length === 0) await world.clock.advance(100);
    const [check] = await world.clock.run(() =>
      house.engine.check(['a'], { paid: false, signal: new AbortController().signal }),
    );
    assert.equal(check?.outcome, 'ok');
    assert.equal(checks.length, 2);
    assert.ok((checks[1]?.atMs ?? 0) >= (checks[0]?.endedAtMs ?? Number.POSITIVE_INFINITY));
  });

  it('each with its own abort: one that hangs for ever delays nobody and cancels nobody', async () => {
    const world = new World();
    const never = new Promise<ProbeResult>(() => {});
    const aborted: ModelId[] = [];
    const { house, checks } = watched(
      world,
      {
        models: { hangs: says('x'), same: says('y'), other: says('z') },
        traits: { hangs: { origin: 'http://one' }, same: { origin: 'http://one' } },
      },
      ({ modelId }, signal) => {
        signal.addEventListener('abort', () => aborted.push(modelId));
        return modelId === 'hangs' ? never : good;
      },
      10,
    );
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs + 30_000);
    for (const modelId of ['hangs', 'same', 'other']) {
      assert.ok(checks.filter((check) => check.modelId === modelId).length >= 3, modelId);
    }
    const other = checks.find(({ modelId }) => modelId === 'other');
    assert.equal((other?.endedAtMs ?? 0) - (other?.atMs ?? 0), 10);
    const same = checks.find(({ modelId }) => modelId === 'same');
    assert.ok((same?.atMs ?? 0) - (checks[0]?.atMs ?? 0) <= 10_000, 'its neighbour waits ten seconds at most');
    assert.deepEqual([house.model('same').status, house.model('other').status], ['unknown', 'unknown']);
    assert.equal(house.model('hangs').status, 'unhealthy');
  });

  it('a plug-in that throws spoils nothing', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models }, ({ modelId }) => {
      if (modelId === 'a') throw new TypeError('broken');
      return good;
    });
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    assert.ok(checks.filter(({ modelId }) => modelId === 'c').length >= 3);
  });

  it('a free probe first, a paid one-token generation only when configured', async () => {
    for (const paidProbes of [false, true]) {
      const world = new World();
      const answer = ({ modelId }: ModelTarget) => (modelId === 'a' ? unsupported : good);
      const { house } = watched(world, { models, config: { health: { paidProbes } } }, answer);
      house.engine.keepChecking();
      await world.clock.advance(0.2 * intervalMs + 10_000);
      assert.deepEqual(house.provider.counts(), paidProbes ? { a: 1 } : {});
      const { entries } = world.store.entries({});
      assert.deepEqual(
        entries.map(({ task, modelId }) => [task, modelId]),
        paidProbes ? [['check', 'a']] : [],
      );
    }
  });

  it('a paid one never spends what a used-up budget forbids', async () => {
    for (const [dayBudgetUsd, asked] of [
      [0.000001, 0],
      [1000, 1],
    ] as const) {
      const world = new World();
      const config = { health: { paidProbes: true }, money: { dayBudgetUsd, whenSpent: 'stop' } } as const;
      const { house } = watched(world, { models: { a: says('a') }, config }, () => unsupported);
      house.engine.keepChecking();
      await world.clock.advance(0.2 * intervalMs + 10_000);
      assert.equal(house.provider.calls.length, asked);
      assert.deepEqual(world.store.holds(), []);
    }
  });
});

describe('probes: skipped', () => {
  const checkedOf = async (options: HouseOptions, prepare: (house: House) => void = () => {}) => {
    const world = new World();
    const { house, checks } = watched(world, options);
    prepare(house);
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    return [...new Set(ids(checks))];
  };
  const entry = { provider: 'openai-compatible' } as const;

  it('when real traffic of that model is fresher than the interval', async () => {
    const world = new World();
    const { house, checks } = watched(world, { models });
    house.engine.keepChecking();
    for (let minute = 0; minute < 30; minute += 1) {
      await house.ask('a');
      await world.clock.advance(60_000);
    }
    assert.ok(!ids(checks).includes('a'));
    assert.ok(ids(checks).filter((modelId) => modelId === 'b').length >= 5);
    await world.clock.advance(2.5 * intervalMs);
    assert.ok(ids(checks).includes('a'), 'and not when it is older');
  });

  it('when the model is switched off, has weight 0, or is not configured', async () => {
    const config = {
      models: { a: { ...entry, enabled: false }, b: { ...entry, model: 'no-key' }, c: entry, d: entry },
      modelWeights: { c: 0 },
    };
    assert.deepEqual(await checkedOf({ models: { ...models, d: says('d') }, config }), ['d']);
  });

  it('when a person has set it aside', async () => {
    assert.deepEqual(await checkedOf({ models }, ({ engine }) => engine.isolate('b', true)), ['a', 'c']);
  });

  it('while a request of that model runs', async () => {
    const world = new World();
    const { house, checks } = watched(world, {
      models: { a: says(['a', 'b'], { betweenMs: 25_000, firstTokenMs: 29_000 }) },
    });
    await world.clock.advance(1000);
    house.engine.keepChecking();
    void house.begin('a');
    await world.clock.advance(50_000);
    assert.equal(checks.length, 0);
  });
});

describe('probes: what they change', () => {
  const statistics = (house: House, modelId: ModelId) => {
    const { status, reason, sinceMs, circuit, ...numbers } = house.model(modelId);
    return numbers;
  };

  it('never a statistic of real work, whatever they find', async () => {
    for (const result of [good, bad(503), bad(401), bad(402), unreachable, unsupported]) {
      const world = new World();
      const { house } = watched(world, { models: { a: says('a'), b: says('b') } }, () => result);
      await house.ask('a');
      house.configure({});
      const before = [statistics(house, 'a'), statistics(house, 'b'), world.store.entries({}).entries.length];
      const { totals } = house.engine.snapshot();
      const stop = house.engine.keepChecking();
      await world.clock.advance(threeRoundsMs);
      stop();
      const attempts = house.events.filter(({ type }) => type.startsWith('attempt-') || type.startsWith('request-'));
      assert.ok(attempts.every(({ atMs }) => atMs < world.clock.nowMs() - threeRoundsMs + 1));
      assert.deepEqual([statistics(house, 'b'), world.store.entries({}).entries.length], before.slice(1));
      assert.deepEqual(house.engine.snapshot().totals, totals);
    }
  });

  it('a failed one is shown with its reason, once for each change, and the circuit stays closed', async () => {
    const world = new World();
    let result: ProbeResult = unreachable;
    const { house } = watched(world, { models: { a: says('a') } }, () => result);
    house.engine.keepChecking();
    await world.clock.advance(0.2 * intervalMs + 5000);
    assert.equal(house.model('a').status, 'degraded', 'one may be chance');
    assert.match(renderSentence(house.model('a').reason), /last connection check failed\. The service could not be/);
    await world.clock.advance(3 * intervalMs);
    assert.equal(house.model('a').status, 'unhealthy');
    assert.equal(house.model('a').circuit.state, 'closed');
    result = good;
    await world.clock.advance(2 * intervalMs);
    assert.equal(house.model('a').status, 'unknown');
    const changes = house.events.flatMap((event) =>
      event.type === 'model-status' ? [[event.previous, event.status]] : [],
    );
    assert.deepEqual(changes, [
      ['unknown', 'degraded'],
      ['degraded', 'unhealthy'],
      ['unhealthy', 'unknown'],
    ]);
  });

  it('a good one of a well model tells nobody anything', async () => {
    const world = new World();
    const { house } = watched(world, { models });
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    assert.deepEqual(house.events, []);
  });

  it('real work that is newer counts instead', async () => {
    const world = new World();
    const { house } = watched(world, { models: { a: says('a') } }, () => bad(503));
    const stop = house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    stop();
    assert.equal(house.model('a').status, 'unhealthy');
    await house.ask('a');
    assert.equal(house.model('a').status, 'healthy');
  });

  it('counts no more when checks have stopped for long', async () => {
    const world = new World();
    const { house } = watched(world, { models: { a: says('a') } }, () => bad(503));
    const stop = house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    stop();
    await world.clock.advance(4 * intervalMs);
    house.configure({});
    assert.equal(house.model('a').status, 'unknown');
  });

  it('a refused key sets a model aside that never answered; a good check lets the next request try it, once an hour', async () => {
    const world = new World();
    let result = bad(401);
    const { house, checks } = watched(world, { models: { a: says('a') } }, () => result);
    house.engine.keepChecking();
    await world.clock.advance(0.2 * intervalMs + 5000);
    assert.equal(house.model('a').status, 'isolated');
    await world.clock.advance(9 * intervalMs);
    assert.equal(checks.length, 1, 'a refused key is not asked about every five minutes');
    result = good;
    await world.clock.advance(5 * intervalMs);
    const { circuit } = house.model('a');
    assert.ok(circuit.state === 'open' && circuit.untilMs <= world.clock.nowMs());
    await house.ask('a');
    assert.equal(house.model('a').circuit.state, 'closed');
  });

  it('a good one ends the pause of a model that could not be reached; the next request decides', async () => {
    const world = new World();
    const dead = failsWith({ kind: 'network', code: 'ECONNREFUSED', message: 'refused' });
    const config = { breaker: { baseCooldownMs: 1_200_000, maxCooldownMs: 1_200_000 } };
    const { house } = watched(world, { models: { a: dead, b: says('b') }, config });
    await house.ask('a');
    house.engine.keepChecking();
    await world.clock.advance(1.5 * intervalMs);
    const { circuit } = house.model('a');
    assert.ok(circuit.state === 'open' && circuit.untilMs <= world.clock.nowMs());
    await house.ask('a');
    const again = house.model('a').circuit;
    assert.ok(again.state === 'open' && again.untilMs > world.clock.nowMs());
  });
});

describe('probes: one prober per user', () => {
  it('of several processes over one store one checks', async () => {
    const world = new World();
    world.store = lastingStore();
    const processes = [1, 2, 3].map((seed) => watched(world, { models, seed }));
    for (const { house } of processes) house.engine.keepChecking();
    await world.clock.advance(10 * intervalMs);
    assert.equal(processes.filter(({ checks }) => checks.length > 0).length, 1);
  });

  it('when it has died another one takes over; when it goes properly, at once', async () => {
    for (const dies of [true, false]) {
      const world = new World();
      world.store = lastingStore();
      const first = watched(world, { models, seed: 1 });
      const leave = first.house.engine.keepChecking();
      await world.clock.advance(threeRoundsMs);
      const second = watched(world, { models, seed: 2 });
      const stored = world.store.get('prober');
      second.house.engine.keepChecking();
      await world.clock.advance(0.2 * intervalMs);
      assert.equal(second.checks.length, 0);
      leave();
      // Death gives nothing back.
      if (dies) world.store.put('prober', stored);
      const goneAtMs = world.clock.monotonicMs();
      await world.clock.advance(4 * intervalMs);
      const tookMs = (second.checks[0]?.atMs ?? Number.POSITIVE_INFINITY) - goneAtMs;
      assert.ok(tookMs <= (dies ? 2.7 : 1.1) * intervalMs, String(tookMs));
    }
  });

  it('a lease from the future does not keep everybody from checking: the clock was set back', async () => {
    const world = new World();
    world.store = lastingStore();
    const nowMs = world.clock.nowMs();
    world.store.put('prober', { id: 'other', takenAtMs: nowMs + 86_400_000, untilMs: nowMs + 86_900_000 });
    const { house, checks } = watched(world, { models });
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    assert.ok(checks.length > 0);
  });

  it('a damaged lease counts as none', async () => {
    const world = new World();
    world.store = lastingStore();
    world.store.put('prober', ['what', 1]);
    const { house, checks } = watched(world, { models });
    house.engine.keepChecking();
    await world.clock.advance(threeRoundsMs);
    assert.ok(checks.length > 0);
  });
});
