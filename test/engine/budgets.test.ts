import assert from 'node:assert/strict';
import type { BudgetAlert, ConfigInput, Event, ModelId, MoneyState } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { expectedTokens, pricesPerToken, uses } from './budget-house.ts';
import { alone, type Harness, harness, outcomes } from './harness.ts';
import { type Behaviour, failsWith, http, saysThen, steps } from './scripted-provider.ts';

/** 1 nano-dollar a token in these tests, so that amounts can be read. */
const usd = (nanoUsd: number): number => nanoUsd / 1e9;

type Money = NonNullable<ConfigInput['money']>;

function house(
  models: Readonly<Record<ModelId, Behaviour>>,
  money: Money,
  rates: Readonly<Record<ModelId, number | null>> = Object.fromEntries(Object.keys(models).map((id) => [id, 1])),
  options: Partial<Parameters<typeof harness>[0]> = {},
): Harness {
  const config = { ...alone, ...options.config, money };
  return harness({ ...options, models, config, prices: pricesPerToken(rates) });
}

const alertsOf = (events: readonly Event[]): BudgetAlert[] =>
  events.flatMap((event) => (event.type === 'budget-alert' ? [event.alert] : []));

const marksOf = (events: readonly Event[]) => alertsOf(events).map(({ percent, period }) => `${period} ${percent}`);

const moneyOf = ({ engine }: Harness): MoneyState => engine.snapshot().money;

const setMoney = ({ engine }: Harness, money: Partial<ReturnType<typeof engine.config>['money']>): void => {
  const config = engine.config();
  engine.configure({ ...config, money: { ...config.money, ...money } });
};

const dayMs = 86_400_000;

describe('a hold', () => {
  it('is taken with the pick, is the estimate of that model, and ends with the entry', async () => {
    const it = house({ a: failsWith(http(503)), b: uses(100) }, {}, { a: 2, b: 1 });
    const held: string[] = [];
    it.engine.subscribe(({ type }) => {
      if (type === 'attempt-start')
        held.push(
          it.store
            .holds()
            .map((hold) => `${hold.modelId} ${hold.estimateNanoUsd}`)
            .join(),
        );
    });
    await it.run(() => it.ask());
    assert.deepEqual(held, [`a ${2 * expectedTokens}`, `b ${expectedTokens}`]);
    assert.deepEqual(it.store.holds(), []);
  });

  it('for an unknown price does not follow the score of one window: the money is that of all', async () => {
    const it = house({ odd: uses(10) }, { dayBudgetUsd: 0.006, whenSpent: 'stop' }, { odd: null });
    const own = it.engine.config();
    const config = { ...own, score: { ...own.score, costReferenceUsd: 0.000001 } };
    const reports = await it.run(async () => [(await it.ask({ config })).report, (await it.ask({ config })).report]);
    assert.deepEqual(
      reports.map(({ error }) => error?.code),
      [undefined, 'budgetReached'],
    );
    assert.equal(it.ledger()[0]?.countedNanoUsd, 5_000_000);
  });

  it('for an unknown price is the dearest known estimate, for a free model nothing', async () => {
    const it = house({ odd: uses(10), free: uses(10), dear: uses(10) }, {}, { odd: null, free: 0, dear: 3 });
    const held: number[] = [];
    it.engine.subscribe(({ type }) => {
      if (type === 'attempt-start') held.push(...it.store.holds().map((hold) => hold.estimateNanoUsd));
    });
    await it.run(async () => {
      await it.ask({ pinnedModel: 'odd' });
      await it.ask({ pinnedModel: 'free' });
    });
    assert.deepEqual(held, [3 * expectedTokens, 0]);
  });

  it('is given back when the request ends while it waits, and when nobody was asked', async () => {
    const it = house({ a: uses(10, 1000) }, {}, undefined, { traits: { a: { maxConcurrent: 1 } } });
    const controller = new AbortController();
    await it.run(async () => {
      const running = it.ask();
      const waiting = it.ask({}, controller.signal);
      await it.clockPause(10);
      controller.abort();
      await waiting;
      assert.equal(it.store.holds().length, 1, 'only the one that runs');
      await running;
    });
    assert.deepEqual(it.store.holds(), []);
  });
});

describe('settlement', () => {
  const settled = async (behaviour: Behaviour, rates: Readonly<Record<ModelId, number | null>> = { a: 1, dear: 4 }) => {
    const it = house({ a: behaviour, dear: uses(1) }, {}, rates);
    await it.run(() => it.ask({ pinnedModel: 'a' }));
    const [entry] = it.ledger();
    assert.ok(entry);
    const { costNanoUsd, countedNanoUsd, dearestNanoUsd, certainty } = entry;
    return [certainty, costNanoUsd, countedNanoUsd, dearestNanoUsd];
  };

  it('is exact for a whole answer: the surplus goes back', async () => {
    assert.deepEqual(await settled(uses(50)), ['exact', 50, 50, 200]);
    assert.deepEqual(await settled(uses(5000)), ['exact', 5000, 5000, 20_000]);
  });

  it('gives no refund for an answer that broke off: the vendor may bill more than is known', async () => {
    const [certainty, cost, counted] = await settled(saysThen('Half an answ', steps.error(http(500))));
    assert.equal(certainty, 'underEstimate');
    assert.ok(typeof cost === 'number' && cost > 0 && cost < expectedTokens);
    assert.equal(counted, expectedTokens);
  });

  it('costs nothing and counts nothing when the vendor was never reached', async () => {
    const refused = failsWith({ kind: 'network', code: 'ECONNREFUSED', message: 'refused' });
    assert.deepEqual(await settled(refused), ['exact', 0, 0, 0]);
    assert.deepEqual(await settled(refused, { a: null, dear: 4 }), ['exact', 0, 0, 0]);
  });

  it('counts what was held when the price is unknown, and never as nothing', async () => {
    assert.deepEqual(await settled(uses(50), { a: null, dear: 4 }), ['unknown', null, 4 * expectedTokens, 200]);
    const [certainty, cost, counted, dearest] = await settled(uses(50), { a: null, dear: null });
    assert.deepEqual([certainty, cost, dearest], ['unknown', null, null]);
    assert.ok(Number(counted) > 0);
  });

  it('saves what the dearest usable model would have cost more', async () => {
    const models = { a: uses(100), dear: uses(1), off: uses(1) };
    const it = house(models, {}, { a: 1, dear: 4, off: 100 }, { config: { models: { off: { enabled: false } } } });
    await it.run(() => it.ask());
    const { today, month, simulated } = moneyOf(it);
    assert.deepEqual(today, { costNanoUsd: 100, savedNanoUsd: 300, attempts: 1, unpricedAttempts: 0 });
    assert.deepEqual(month, today);
    assert.equal(simulated, true, 'only simulated models are there to be asked');
  });
});

describe('the policy stop', () => {
  const stop = { whenSpent: 'stop' } as const;

  it('refuses with the budget, what is spent, and what to do, before anything is asked', async () => {
    const it = house({ a: uses(600) }, { ...stop, dayBudgetUsd: usd(700) });
    const [first, second] = await it.run(async () => [await it.ask(), await it.ask()]);
    assert.equal(first?.report.error, null);
    const error = second?.report.error;
    assert.equal(error?.code, 'budgetReached');
    assert.match(error?.message ?? '', /^The budget for today is <\$0\.000001: <\$0\.000001 are spent, and/);
    assert.match(error?.hint ?? '', /money\.dayBudgetUsd.*wait until 2026-10-06.*on this machine/);
    assert.equal(it.provider.calls.length, 1);
    assert.deepEqual(
      second?.report.explanation?.filtered.map(({ reason }) => reason),
      ['overBudget'],
    );
  });

  it('names the month, the model, and the first day of the next month', async () => {
    const it = house({ a: uses(600) }, { ...stop, modelBudgets: { a: { monthUsd: usd(700) } } });
    const error = await it.run(async () => {
      await it.ask();
      return (await it.ask()).report.error;
    });
    assert.match(error?.message ?? '', /^The budget of a for this month /);
    assert.match(error?.hint ?? '', /money\.modelBudgets.*wait until 2026-11-01/);
  });

  it('leaves free models, and models whose own budget has room', async () => {
    const models = { a: uses(600), free: uses(600), b: uses(600) };
    const money = { ...stop, modelBudgets: { a: { dayUsd: usd(700) } } };
    const it = house(models, money, { a: 1, free: 0, b: 1 }, { weights: { a: 2, b: 1, free: 0.1 } });
    const models2 = await it.run(async () => {
      const served = [];
      for (let count = 0; count < 2; count += 1) served.push((await it.ask()).report.modelId);
      setMoney(it, { dayBudgetUsd: usd(1300) });
      served.push((await it.ask()).report.modelId);
      return served;
    });
    assert.deepEqual(models2, ['a', 'b', 'free']);
  });

  it('never lets concurrent requests overshoot: what is held counts', async () => {
    const room = 3;
    const it = house({ a: uses(expectedTokens, 1000) }, { ...stop, dayBudgetUsd: usd(room * expectedTokens) });
    const asked = await it.run(() => Promise.all(Array.from({ length: 10 }, () => it.ask())));
    assert.equal(asked.filter(({ report }) => report.error === null).length, room);
    const refused = asked.filter(({ report }) => report.error?.code === 'budgetReached');
    assert.equal(refused.length, 10 - room);
    assert.match(refused[0]?.report.error?.message ?? '', /set aside for answers that are on their way/);
    assert.equal(it.ledger().length, room);
  });

  it('is told of the failure that came first when only the second model is too dear', async () => {
    const models = { a: failsWith(http(503)), b: uses(10) };
    const it = house(models, { ...stop, modelBudgets: { b: { dayUsd: usd(1) } } });
    const { report } = await it.run(() => it.ask());
    assert.equal(report.error?.code, 'allModelsFailed');
    assert.deepEqual(new Set(outcomes(report)), new Set(['a overload']));
  });

  it('takes the next model when another process was quicker', async () => {
    const store = memoryStore(utcCalendar);
    const money = { ...stop, modelBudgets: { a: { dayUsd: usd(300) } } };
    const it = house({ a: uses(10), b: uses(10) }, money, undefined, { store });
    const models = await it.run(async () => {
      const first = (await it.ask()).report.modelId;
      // Not seen by this process before it tries to hold.
      const other = {
        attemptId: 'other',
        requestId: 'r',
        modelId: 'a',
        simulated: true,
        estimateNanoUsd: 200,
        atMs: 0,
      };
      store.reserve(other, []);
      const second = (await it.ask()).report.modelId;
      store.release('other');
      await it.clockPause(1001);
      return [first, second, (await it.ask()).report.modelId];
    });
    assert.deepEqual(models, ['a', 'b', 'a']);
    assert.deepEqual(store.holds(), []);
  });

  it('sees what other processes have written, at the latest after half a minute', async () => {
    const store = memoryStore(utcCalendar);
    const it = house({ a: uses(10) }, { ...stop, dayBudgetUsd: usd(1000) }, undefined, { store });
    const codes = await it.run(async () => {
      await it.ask();
      assert.equal(moneyOf(it).today.costNanoUsd, 10);
      const [mine] = it.ledger();
      assert.ok(mine);
      store.append({ ...mine, attemptId: 'theirs', costNanoUsd: 900, countedNanoUsd: 900 });
      await it.clockPause(30_001);
      return [(await it.ask()).report.error?.code, moneyOf(it).today.costNanoUsd];
    });
    assert.deepEqual(codes, ['budgetReached', 910]);
  });

  it('a raised budget counts at once, and the next day everything is fresh', async () => {
    const it = house({ a: uses(600) }, { ...stop, dayBudgetUsd: usd(700) });
    const codes = await it.run(async () => {
      const results = [];
      for (const next of [undefined, () => setMoney(it, { dayBudgetUsd: usd(1400) }), undefined]) {
        next?.();
        results.push((await it.ask()).report.error?.code ?? 'served');
      }
      await it.clockPause(dayMs);
      results.push((await it.ask()).report.error?.code ?? 'served');
      return results;
    });
    assert.deepEqual(codes, ['served', 'served', 'budgetReached', 'served']);
    const { day, today, month, budgets } = moneyOf(it);
    assert.deepEqual([day, today.costNanoUsd, month.costNanoUsd], ['2026-10-06', 600, 1800]);
    assert.deepEqual(
      budgets.map(({ countedNanoUsd }) => countedNanoUsd),
      [600],
    );
  });
});

describe('the policy cheapest', () => {
  it('asks only the cheapest once the budget is used up, and the next cheapest when that one fails', async () => {
    const models = { dear: uses(600), middle: uses(600), cheap: failsWith(http(503)) };
    const money = { whenSpent: 'cheapest', dayBudgetUsd: usd(600) } as const;
    const it = house(models, money, { dear: 3, middle: 2, cheap: 1 });
    const served = await it.run(async () => [(await it.ask()).report, (await it.ask()).report].map(outcomes));
    assert.deepEqual(served, [['dear success'], ['cheap overload', 'middle success']]);
    const filtered = it.engine.snapshot().requests[0]?.explanation?.filtered ?? [];
    assert.deepEqual(
      filtered.map(({ modelId, reason }) => `${modelId} ${reason}`),
      ['dear dearerThanCheapest', 'middle dearerThanCheapest'],
    );
  });

  it('of one model leaves it alone only as long as somebody is cheaper', async () => {
    const money = { whenSpent: 'cheapest', modelBudgets: { dear: { dayUsd: usd(600) } } } as const;
    const it = house({ dear: uses(600), cheap: uses(600) }, money, { dear: 3, cheap: 1 });
    const served = await it.run(async () => {
      const models = [(await it.ask()).report.modelId, (await it.ask()).report.modelId];
      return [...models, (await it.ask({ exclude: ['cheap'] })).report.modelId];
    });
    assert.deepEqual(served, ['dear', 'cheap', 'dear']);
  });
});

describe('the policy warn', () => {
  it('refuses nothing', async () => {
    const it = house({ a: uses(600) }, { dayBudgetUsd: usd(1) });
    const asked = await it.run(async () => [await it.ask(), await it.ask()]);
    assert.ok(asked.every(({ report }) => report.error === null));
    assert.deepEqual(marksOf(it.events), ['day 100']);
  });
});

describe('alerts', () => {
  it('come once for every mark, and again in the next period', async () => {
    const it = house({ a: uses(100) }, { dayBudgetUsd: usd(400), monthBudgetUsd: usd(1000) });
    await it.run(async () => {
      for (let count = 0; count < 5; count += 1) await it.ask();
      await it.clockPause(dayMs);
      for (let count = 0; count < 3; count += 1) await it.ask();
    });
    assert.deepEqual(marksOf(it.events), ['day 50', 'day 100', 'month 50', 'day 50', 'month 80']);
    assert.deepEqual(alertsOf(it.events)[0], {
      modelId: null,
      period: 'day',
      percent: 50,
      limitNanoUsd: 400,
      countedNanoUsd: 200,
      policy: 'warn',
      simulated: true,
    });
  });

  it('of marks that are passed at once tell only the highest', async () => {
    const it = house({ a: uses(1000) }, { modelBudgets: { a: { monthUsd: usd(1000) } } });
    await it.run(() => it.ask());
    assert.deepEqual(
      alertsOf(it.events).map(({ modelId, percent }) => [modelId, percent]),
      [['a', 100]],
    );
  });

  it('are remembered over a restart', async () => {
    const store = memoryStore(utcCalendar);
    const days = [1, 2].map(() => house({ a: uses(60) }, { dayBudgetUsd: usd(100) }, undefined, { store, seed: 7 }));
    const [before, after] = days;
    assert.ok(before && after);
    await before.run(() => before.ask({ requestId: 'before' }));
    assert.deepEqual(marksOf(before.events), ['day 50']);
    const later = house({ a: uses(1) }, { dayBudgetUsd: usd(100) }, undefined, { store, seed: 8 });
    await later.run(() => later.ask());
    assert.deepEqual(marksOf(later.events), []);
    assert.equal(moneyOf(later).today.costNanoUsd, 61, 'what was spent before counts');
  });

  it('of a budget of another size are told anew, of those passed already the highest', async () => {
    const it = house({ a: uses(90) }, { dayBudgetUsd: usd(100) });
    await it.run(() => it.ask());
    setMoney(it, { dayBudgetUsd: usd(1000) });
    assert.deepEqual(marksOf(it.events), ['day 80'], 'no mark of the larger one is passed');
    setMoney(it, { dayBudgetUsd: usd(50) });
    assert.deepEqual(marksOf(it.events), ['day 80', 'day 100']);
  });

  it('survive a store that holds anything', async () => {
    for (const value of [7, 'x', [], { 'simulated day ': null }, { 'simulated day ': { from: 1 } }]) {
      const store = memoryStore(utcCalendar);
      store.put('budget-alerts', value);
      const it = house({ a: uses(60) }, { dayBudgetUsd: usd(100) }, undefined, { store });
      await it.run(() => it.ask());
      assert.deepEqual(marksOf(it.events), ['day 50']);
    }
  });
});

describe('the state of the money', () => {
  it('is published once for every entry while somebody watches, and made for nobody else', async () => {
    const it = house({ a: failsWith(http(503)), b: uses(100) }, {}, { a: 1, b: 1 });
    const changes = () => it.events.filter(({ type }) => type === 'money-change').length;
    await it.run(() => it.ask());
    assert.equal(changes(), 2, 'one for every attempt');
    it.engine.snapshot();
    assert.equal(changes(), 2, 'nothing new');
    it.stopWatching();
    await it.run(() => it.ask());
    const sequence = it.events.at(-1)?.sequence ?? 0;
    const { money } = it.engine.snapshot();
    assert.equal(money.today.attempts, it.ledger().length, 'whoever asks gets the present state');
    assert.ok(it.engine.snapshot().sequence > sequence);
    assert.deepEqual(money.todayByModel, { b: 200 });
  });

  it('shows a day that begins while somebody watches a budget', async () => {
    const it = house({ a: uses(100) }, { dayBudgetUsd: usd(1000) });
    await it.run(() => it.ask());
    await it.clock.advance(dayMs);
    const last = it.events.at(-1);
    assert.ok(last?.type === 'money-change');
    assert.deepEqual([last.money.day, last.money.today.attempts, last.money.month.attempts], ['2026-10-06', 0, 1]);
    it.stopWatching();
    assert.equal(it.clock.pending(), 0);
  });

  it('follows new settings at once', async () => {
    const it = house({ a: uses(100) }, {});
    assert.deepEqual(moneyOf(it).budgets, []);
    setMoney(it, { monthBudgetUsd: usd(1000), whenSpent: 'stop' });
    const last = it.events.at(-1);
    assert.ok(last?.type === 'money-change');
    assert.equal(last.money.policy, 'stop');
    const budget = { modelId: null, period: 'month', limitNanoUsd: 1000, countedNanoUsd: 0, heldNanoUsd: 0 } as const;
    assert.deepEqual(last.money.budgets, [budget]);
    setMoney(it, {});
    assert.equal(it.events.filter(({ type }) => type === 'money-change').length, 1, 'the same settings are no news');
  });

  it('says why the ledger is not kept, and goes on counting', async () => {
    const store = memoryStore(utcCalendar);
    const trouble = { kind: 'damaged', path: '/somewhere/ledger.sqlite' } as const;
    const it = house({ a: uses(100) }, { dayBudgetUsd: usd(250), whenSpent: 'stop' }, undefined, {
      store: { ...store, trouble: () => trouble },
    });
    const codes = await it.run(async () => [(await it.ask()).report.error, (await it.ask()).report.error?.code]);
    assert.deepEqual(codes, [null, 'budgetReached']);
    assert.deepEqual(moneyOf(it).ledgerTrouble, trouble);
    assert.equal(moneyOf(it).today.costNanoUsd, 100);
  });

  it('is right when the wall clock is set back to the day before, and on again', async () => {
    const it = house({ a: uses(100) }, {});
    const days = await it.run(async () => {
      await it.ask();
      it.clock.shiftWall(-dayMs);
      const before = moneyOf(it);
      await it.ask();
      it.clock.shiftWall(dayMs);
      return [before, moneyOf(it)].map(({ day, today }) => [day, today.attempts]);
    });
    assert.deepEqual(days, [
      ['2026-10-04', 0],
      ['2026-10-05', 1],
    ]);
    assert.equal(moneyOf(it).month.attempts, 2);
  });
});
