import assert from 'node:assert/strict';
import fc from 'fast-check';
import { budgetsOf } from '../../server/core/index.ts';
import type { Hold, LedgerEntry, SpendLimit, Store } from '../../server/ports/index.ts';
import { budgetPolicies, type Config, type ModelId, strategyIds } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { expectedTokens, pricesPerToken, sumOf, uses } from './budget-house.ts';
import { type Asked, type Harness, harness } from './harness.ts';
import { type Behaviour, failsWith, http, says, saysThen, steps } from './scripted-provider.ts';

/** Every kind of day that costs money, or does not. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  answers: uses(expectedTokens),
  short: uses(20),
  long: uses(3 * expectedTokens),
  uncounted: () => [
    steps.start,
    steps.wait(200),
    steps.part({ type: 'text-delta', text: 'Not counted by anybody.' }),
    steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
  ],
  slow: says(['Slow. ', 'Still slow.'], { firstTokenMs: 9000, betweenMs: 2000 }),
  overloaded: failsWith(http(503)),
  refused: failsWith({ kind: 'network', code: 'ECONNREFUSED', message: 'refused' }, 0),
  limited: failsWith(http(429, { headers: { 'retry-after': '1' } })),
  headersOnly: () => [steps.start, steps.wait(50), steps.error(http(500))],
  hangs: () => [steps.start, steps.hang],
  breaks: saysThen('One sentence. Half an answ', steps.error(http(500))),
  cuts: saysThen('One sentence. Half an answ'),
  countedThenBreaks: () => [
    steps.start,
    steps.part({ type: 'text-delta', text: 'One sentence. Half' }),
    steps.part({ type: 'usage', usage: { inputTokens: 9, outputTokens: 5 * expectedTokens } }),
    steps.error(http(500)),
  ],
};

const perToken = fc.constantFrom<number | null>(0, 1, 2, 7, null);
/** In nano-dollars; a request on the cheapest paid model is expected to cost 209. */
const limit = fc.option(fc.integer({ min: 1, max: 12_000 }), { nil: 0 });
const usd = (nanoUsd: number) => nanoUsd / 1e9;

const worlds = fc.record({
  models: fc.array(
    fc.record({
      rate: perToken,
      days: fc.array(fc.constantFrom(...Object.keys(behaviours)), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  strategy: fc.constantFrom(...strategyIds),
  policy: fc.constantFrom(...budgetPolicies),
  budgets: fc.record({ day: limit, month: limit, ownDay: limit }),
  requests: fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 15_000 }),
      whole: fc.boolean(),
      cancelAfterMs: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  places: fc.constantFrom(1, 2, 1000),
  nearMidnight: fc.boolean(),
  watched: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never;

/** The last hold of each attempt, and a word with the store after each. */
function watchedStore(onHeld: (store: Store, limits: readonly SpendLimit[]) => void) {
  const store = memoryStore(utcCalendar);
  const holds = new Map<string, Hold>();
  const watched: Store = {
    ...store,
    reserve(hold, limits) {
      const answer = store.reserve(hold, limits);
      if (answer.ok) {
        holds.set(hold.attemptId, hold);
        onHeld(store, limits);
      }
      return answer;
    },
  };
  return { store: watched, holds };
}

/** An entry counts as its cost, or as what was held where the cost is not all there is to know. */
function assertCounted({ certainty, costNanoUsd, countedNanoUsd }: LedgerEntry, hold: Hold | undefined): void {
  assert.ok(hold, 'something was held for every attempt that was sent');
  const { estimateNanoUsd } = hold;
  const least = certainty === 'underEstimate' ? estimateNanoUsd : 0;
  assert.equal(countedNanoUsd, costNanoUsd === null ? estimateNanoUsd : Math.max(costNanoUsd, least));
  assert.equal(costNanoUsd === null, certainty === 'unknown');
}

const concerns = (entry: Pick<LedgerEntry, 'modelId' | 'atMs'>, bound: SpendLimit): boolean => {
  const day = utcCalendar.dayOf(entry.atMs);
  return (bound.modelId ?? entry.modelId) === entry.modelId && day >= bound.fromDay && day <= bound.toDay;
};

/** What entries have come to count above what was held for them: all by which a budget can be exceeded. */
const excess = (entries: readonly LedgerEntry[], holds: ReadonlyMap<string, Hold>): number =>
  entries.reduce(
    (sum, entry) => sum + Math.max(0, entry.countedNanoUsd - (holds.get(entry.attemptId)?.estimateNanoUsd ?? 0)),
    0,
  );

function houseOf(world: World, store: Store): Harness {
  const ids = world.models.map((_, index) => `m${index}`);
  const entries = world.models.map(({ days }, index): [ModelId, Behaviour] => [
    `m${index}`,
    (callNumber, call) => behaviours[days[(callNumber - 1) % days.length] ?? 'answers']?.(callNumber, call) ?? [],
  ]);
  const { day, month, ownDay } = world.budgets;
  return harness({
    models: Object.fromEntries(entries),
    traits: Object.fromEntries(ids.map((id) => [id, { maxConcurrent: world.places }])),
    prices: pricesPerToken(Object.fromEntries(world.models.map(({ rate }, index) => [`m${index}`, rate]))),
    config: {
      strategy: world.strategy,
      hedge: { floorMs: 100, reserve: 100 },
      money: {
        whenSpent: world.policy,
        dayBudgetUsd: usd(day),
        monthBudgetUsd: usd(month),
        modelBudgets: { m0: { dayUsd: usd(ownDay) } },
      },
    },
    store,
    seed: world.seed,
  });
}

function askAll(house: Harness, world: World): Promise<Asked[]> {
  return house.run(() =>
    Promise.all(
      world.requests.map(async ({ gapMs, whole, cancelAfterMs }) => {
        await house.clockPause(gapMs);
        const controller = new AbortController();
        const stop =
          cancelAfterMs === undefined ? () => undefined : house.clock.setTimer(cancelAfterMs, () => controller.abort());
        const result = await house.ask({ commitment: whole ? 'complete' : 'firstText' }, controller.signal);
        stop();
        return result;
      }),
    ),
  );
}

const total = <Item>(items: readonly Item[], amount: (item: Item) => number | null): number =>
  items.reduce((sum, item) => sum + (amount(item) ?? 0), 0);

/** One truth, however it is asked for. */
function assertOneTruth(house: Harness, asked: readonly Asked[]): void {
  const ledger = house.ledger();
  const reports = asked.map(({ report }) => report);
  const attempts = reports.flatMap((report) => report.attempts);
  const { models, money, totals } = house.engine.snapshot();
  const rows = house.store.spend({ fromDay: '2026-01-01', toDay: '2026-12-31' });
  const spent = sumOf(ledger, 'costNanoUsd');

  assert.deepEqual(
    ledger.map(({ attemptId }) => attemptId).sort(),
    attempts.map(({ attemptId }) => attemptId).sort(),
    'exactly one entry for every attempt that was sent',
  );
  assert.equal(house.provider.calls.length, ledger.length);
  for (const report of reports) {
    const isKnown = report.attempts.every(({ costNanoUsd }) => costNanoUsd !== null);
    assert.equal(report.costNanoUsd, isKnown ? total(report.attempts, (each) => each.costNanoUsd) : null);
  }
  const unpriced = ledger.filter(({ costNanoUsd }) => costNanoUsd === null).length;
  const counted = sumOf(ledger, 'countedNanoUsd');
  for (const [whose, cost, unknown, count] of [
    [
      'reports',
      total(attempts, (each) => each.costNanoUsd),
      attempts.filter((each) => each.costNanoUsd === null).length,
      attempts.length,
    ],
    [
      'models',
      total(models, (each) => each.costNanoUsd),
      total(models, (each) => each.unpricedAttempts),
      total(models, (each) => each.attempts),
    ],
    ['totals', totals.costNanoUsd, totals.unpricedAttempts, totals.attempts],
    [
      'rows',
      total(rows, (each) => each.costNanoUsd),
      total(rows, (each) => each.unpricedAttempts),
      total(rows, (each) => each.attempts),
    ],
    ['month', money.month.costNanoUsd, money.month.unpricedAttempts, money.month.attempts],
  ] as const) {
    assert.deepEqual([cost, unknown, count], [spent, unpriced, ledger.length], whose);
  }
  const today = ledger.filter(({ atMs }) => utcCalendar.dayOf(atMs) === money.day);
  assert.equal(money.today.costNanoUsd, sumOf(today, 'costNanoUsd'));
  assert.equal(money.today.attempts, today.length);
  assert.equal(
    total(Object.values(money.todayByModel), (cost) => cost),
    money.today.costNanoUsd,
  );
  assert.equal(
    money.month.savedNanoUsd,
    total(rows, (each) => each.savedNanoUsd),
  );
  assert.ok(money.month.savedNanoUsd >= 0, 'nobody pays more than the dearest');
  assert.equal(
    total(rows, (each) => each.countedNanoUsd),
    counted,
  );
  for (const budget of money.budgets) {
    const mine = budget.period === 'day' ? today : ledger;
    const scope = mine.filter(({ modelId }) => modelId === (budget.modelId ?? modelId));
    assert.equal(budget.countedNanoUsd, sumOf(scope, 'countedNanoUsd'));
    assert.equal(budget.heldNanoUsd, 0);
  }
}

/** Marks are told once, and the highest that is reached is told. */
function assertMarks(house: Harness, config: Config): void {
  const alerts = house.events.flatMap((event) =>
    event.type === 'budget-alert' ? [{ ...event.alert, day: utcCalendar.dayOf(event.atMs) }] : [],
  );
  for (const budget of budgetsOf(config.money)) {
    const mine = alerts.filter(
      ({ modelId, period }) => modelId === (budget.modelId ?? null) && period === budget.period,
    );
    const days = [...new Set(house.ledger().map(({ atMs }) => utcCalendar.dayOf(atMs)))];
    for (const day of budget.period === 'day' ? days : [undefined]) {
      const told = mine.filter((alert) => day === undefined || alert.day === day).map(({ percent }) => percent);
      const entries = house
        .ledger()
        .filter(({ modelId }) => modelId === (budget.modelId ?? modelId))
        .filter(({ atMs }) => day === undefined || utcCalendar.dayOf(atMs) === day);
      const reached = [50, 80, 100].filter(
        (percent) => sumOf(entries, 'countedNanoUsd') >= (budget.limitNanoUsd * percent) / 100,
      );
      assert.deepEqual(
        told,
        [...new Set(told)].sort((a, b) => a - b),
        'rising, each once',
      );
      assert.equal(told.at(-1), reached.at(-1));
    }
  }
}

describe('the books, whatever the models do, whoever leaves, and whatever the budgets are', () => {
  it('one entry for every attempt, one sum everywhere, no hold left, no budget exceeded by more than stated', async () => {
    const seen = { refused: 0, hedged: 0, resumed: 0, unpriced: 0, exceeded: 0, thrifty: 0 };
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const overdrawn: SpendLimit[] = [];
        const { store, holds } = watchedStore((inner, limits) => {
          const ledger = inner.entries({}).entries;
          for (const bound of limits) {
            const mine = ledger.filter((entry) => concerns(entry, bound));
            const held = inner.holds().filter(({ modelId }) => modelId === (bound.modelId ?? modelId));
            const taken = sumOf(mine, 'countedNanoUsd') + total(held, (each) => each.estimateNanoUsd);
            if (taken > bound.limitNanoUsd) overdrawn.push(bound);
          }
        });
        const house = houseOf(world, store);
        if (world.nearMidnight) house.clock.shiftWall(86_400_000 - 10_000);
        if (!world.watched) house.stopWatching();
        const asked = await askAll(house, world);

        assertOneTruth(house, asked);
        assert.deepEqual(overdrawn, [], 'a hold is granted only where there is room for it, at that very moment');
        assert.deepEqual(store.holds(), [], 'no hold is left');
        for (const entry of house.ledger()) assertCounted(entry, holds.get(entry.attemptId));
        const ledger = house.ledger();
        const config = house.engine.config();
        if (world.watched) assertMarks(house, config);
        const days = [...new Set(ledger.map(({ atMs }) => utcCalendar.dayOf(atMs)))];
        for (const budget of world.policy === 'stop' ? budgetsOf(config.money) : []) {
          const mine = ledger.filter(({ modelId }) => modelId === (budget.modelId ?? modelId));
          for (const day of budget.period === 'day' ? days : [undefined]) {
            const period = mine.filter(({ atMs }) => day === undefined || utcCalendar.dayOf(atMs) === day);
            const counted = sumOf(period, 'countedNanoUsd');
            assert.ok(counted <= budget.limitNanoUsd + excess(period, holds), 'the bound');
            if (counted > budget.limitNanoUsd) seen.exceeded += 1;
          }
        }
        for (const { report } of asked) {
          if (report.error?.code === 'budgetReached') {
            assert.equal(world.policy, 'stop', 'nothing else refuses');
            seen.refused += 1;
          }
          seen.hedged += report.attempts.filter(({ role }) => role === 'hedge').length;
          seen.resumed += report.attempts.filter(({ role }) => role === 'resume').length;
          const filtered = report.explanation?.filtered ?? [];
          seen.thrifty += filtered.filter(({ reason }) => reason === 'dearerThanCheapest').length;
        }
        seen.unpriced += ledger.filter(({ costNanoUsd }) => costNanoUsd === null).length;
        house.stopWatching();
        assert.equal(house.clock.pending(), 0);
      }),
      { numRuns: 400 },
    );
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `none of the worlds had ${what}`);
  });
});
