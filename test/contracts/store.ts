import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Hold, LedgerEntry, SpendLimit, SpendRow, Store } from '../../server/ports/index.ts';
import type { StoreKind } from '../../server/stores/index.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { anyEntry, anyHold, anyLimit, dayMs, holdOf, ledgerEntry, limitOf, noonMs } from '../stores/entries.ts';
import { createFolders, storeOptions } from '../stores/folders.ts';

const always = { fromDay: '2026-01-01', toDay: '2026-12-31' };
/** Enough runs to find what is wrong, few enough for a store that writes files. */
const runs = { numRuns: 40 };

const all = (store: Store): readonly LedgerEntry[] => store.entries({}, { limit: 10_000 }).entries;
const sorted = (rows: readonly SpendRow[]) => rows.map((row) => JSON.stringify(row)).sort();

/** The first entry of each attempt, in the order of writing. */
const firsts = (written: readonly LedgerEntry[]): LedgerEntry[] =>
  [...new Map([...written].reverse().map((entry) => [entry.attemptId, entry])).values()].sort(
    (one, other) => written.indexOf(one) - written.indexOf(other),
  );

/** The sums as one would add them up by hand. */
function expectedSpend(entries: readonly LedgerEntry[]): SpendRow[] {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const key = [utcCalendar.dayOf(entry.atMs), entry.modelId, entry.task, entry.simulated].join('|');
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const sum = (of: readonly LedgerEntry[], value: (entry: LedgerEntry) => number) =>
    of.reduce((total, entry) => total + value(entry), 0);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return {
      day: utcCalendar.dayOf(first.atMs),
      modelId: first.modelId,
      task: first.task,
      simulated: first.simulated,
      attempts: group.length,
      successes: group.filter(({ outcome }) => outcome === 'success').length,
      inputTokens: sum(group, ({ usage }) => usage?.inputTokens ?? 0),
      cachedInputTokens: sum(group, ({ usage }) => usage?.cachedInputTokens ?? 0),
      outputTokens: sum(group, ({ usage }) => usage?.outputTokens ?? 0),
      costNanoUsd: sum(group, ({ costNanoUsd }) => costNanoUsd ?? 0),
      countedNanoUsd: sum(group, ({ countedNanoUsd }) => countedNanoUsd),
      savedNanoUsd: sum(group, ({ costNanoUsd, dearestNanoUsd }) =>
        costNanoUsd === null || dearestNanoUsd === null ? 0 : dearestNanoUsd - costNanoUsd,
      ),
      unpricedAttempts: group.filter(({ costNanoUsd }) => costNanoUsd === null).length,
    };
  });
}

/** What is used of a limit: what counts of the entries, and what is held. */
const used = (entries: readonly LedgerEntry[], holds: readonly Hold[], limit: SpendLimit): number => {
  const concerned = ({ modelId, simulated }: { modelId: string; simulated: boolean }) =>
    simulated === limit.simulated && (limit.modelId === undefined || limit.modelId === modelId);
  const inDays = ({ atMs }: LedgerEntry) => {
    const day = utcCalendar.dayOf(atMs);
    return day >= limit.fromDay && day <= limit.toDay;
  };
  const spent = entries.filter((entry) => concerned(entry) && inDays(entry));
  return (
    spent.reduce((sum, { countedNanoUsd }) => sum + countedNanoUsd, 0) +
    holds.filter(concerned).reduce((sum, { estimateNanoUsd }) => sum + estimateNanoUsd, 0)
  );
};

type Step =
  | { readonly kind: 'reserve'; readonly hold: Hold; readonly limits: readonly SpendLimit[] }
  | { readonly kind: 'release'; readonly attemptId: string }
  | { readonly kind: 'append'; readonly entry: LedgerEntry };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    hold: anyHold,
    limits: fc.array(anyLimit, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('release' as const), attemptId: fc.nat(20).map((number) => `attempt-${number}`) }),
  fc.record({
    kind: fc.constant('append' as const),
    entry: fc.tuple(anyEntry, fc.nat(500)).map(([entry, countedNanoUsd]) => ({ ...entry, countedNanoUsd })),
  }),
);

/** What every store must do. */
export function storeContract(kind: StoreKind): void {
  describe(`store contract: ${kind.id}`, () => {
    const folders = createFolders();
    afterEach(() => folders.leave());
    const open = (path = folders.newPath()): Store => folders.opened(kind.open(storeOptions(path)));

    it('is empty at first, and all is well', () => {
      const store = open();
      assert.deepEqual(
        [all(store), store.spend(always), store.holds(), store.get('health'), store.trouble()],
        [[], [], [], undefined, undefined],
      );
    });

    it('gives back every entry as it was written first, in the order of writing', () => {
      fc.assert(
        fc.property(fc.array(anyEntry, { maxLength: 60 }), (written) => {
          const store = open();
          for (const entry of written) store.append(entry);
          assert.deepEqual(all(store), firsts(written));
        }),
        runs,
      );
    });

    it('sums up per day, model, task and kind of money what the entries say, days in their order', () => {
      fc.assert(
        fc.property(fc.array(anyEntry, { maxLength: 60 }), (written) => {
          const store = open();
          for (const entry of written) store.append(entry);
          const rows = store.spend(always);
          assert.deepEqual(sorted(rows), sorted(expectedSpend(firsts(written))));
          const days = rows.map(({ day }) => day);
          assert.deepEqual(days, [...days].sort());
          const oneDay = { fromDay: '2026-10-05', toDay: '2026-10-05' };
          assert.deepEqual(sorted(store.spend(oneDay)), sorted(rows.filter(({ day }) => day === oneDay.fromDay)));
        }),
        runs,
      );
    });

    it('gives every entry that is meant on exactly one page, in order', () => {
      const filters = fc.record(
        {
          fromMs: fc.integer({ min: noonMs - 4 * dayMs, max: noonMs + 4 * dayMs }),
          toMs: fc.integer({ min: noonMs - 4 * dayMs, max: noonMs + 4 * dayMs }),
          modelId: fc.constantFrom('deepseek', 'claude', 'nobody'),
          simulated: fc.boolean(),
        },
        { requiredKeys: [] },
      );
      fc.assert(
        fc.property(
          fc.array(anyEntry, { maxLength: 60 }),
          filters,
          fc.integer({ min: 1, max: 7 }),
          (written, filter, limit) => {
            const store = open();
            for (const entry of written) store.append(entry);
            const found: LedgerEntry[] = [];
            let after: number | undefined = 0;
            while (after !== undefined) {
              const page: ReturnType<Store['entries']> = store.entries(filter, { after, limit });
              assert.ok(page.entries.length <= limit);
              assert.ok(page.next === undefined || page.entries.length > 0, 'a page before the last is not empty');
              found.push(...page.entries);
              after = page.next;
            }
            const meant = firsts(written).filter(
              ({ atMs, modelId, simulated }) =>
                (filter.fromMs === undefined || atMs >= filter.fromMs) &&
                (filter.toMs === undefined || atMs < filter.toMs) &&
                (filter.modelId === undefined || modelId === filter.modelId) &&
                (filter.simulated === undefined || simulated === filter.simulated),
            );
            assert.deepEqual(found, meant);
          },
        ),
        runs,
      );
    });

    it('grants a hold exactly when it stays within every limit that concerns it, whatever happened before', () => {
      fc.assert(
        fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
          const store = open();
          const entries = new Map<string, LedgerEntry>();
          const holds = new Map<string, Hold>();
          for (const step of steps) {
            if (step.kind === 'append') {
              store.append(step.entry);
              if (!entries.has(step.entry.attemptId)) entries.set(step.entry.attemptId, step.entry);
            } else if (step.kind === 'release') {
              store.release(step.attemptId);
              holds.delete(step.attemptId);
            } else {
              const { hold, limits } = step;
              const others = [...holds.values()].filter(({ attemptId }) => attemptId !== hold.attemptId);
              const exceeded = limits.find((limit) => {
                const before = used([...entries.values()], others, limit);
                const after = used([...entries.values()], [...others, hold], limit);
                return after > before && after > limit.limitNanoUsd;
              });
              const answer = store.reserve(hold, limits);
              assert.deepEqual(answer, exceeded === undefined ? { ok: true } : { ok: false, limit: exceeded });
              if (exceeded === undefined) holds.set(hold.attemptId, hold);
            }
          }
          const byId = (one: Hold, other: Hold) => (one.attemptId < other.attemptId ? -1 : 1);
          assert.deepEqual([...store.holds()].sort(byId), [...holds.values()].sort(byId));
        }),
        runs,
      );
    });

    it('counts what an attempt counts as, not what it cost', () => {
      const store = open();
      store.append(ledgerEntry('broken', { costNanoUsd: 10, countedNanoUsd: 90, certainty: 'underEstimate' }));
      assert.equal(store.reserve(holdOf('a', { estimateNanoUsd: 11 }), [limitOf(100)]).ok, false);
      assert.equal(store.reserve(holdOf('b', { estimateNanoUsd: 10 }), [limitOf(100)]).ok, true);
    });

    it('lets a hold of nothing pass when the budget is used up: what is free is not forbidden', () => {
      const store = open();
      store.append(ledgerEntry('a', { countedNanoUsd: 200 }));
      assert.equal(store.reserve(holdOf('free', { estimateNanoUsd: 0 }), [limitOf(100)]).ok, true);
    });

    it('sets aside all of a hold or nothing: one limit that is exceeded is enough', () => {
      const store = open();
      const own = limitOf(5, { modelId: 'deepseek' });
      assert.deepEqual(store.reserve(holdOf('a'), [limitOf(1000), own]), { ok: false, limit: own });
      assert.deepEqual(store.holds(), []);
      assert.equal(store.reserve(holdOf('a', { modelId: 'claude' }), [limitOf(1000), own]).ok, true);
    });

    it('has one hold per attempt: the newer estimate replaces the older, and a refused one changes nothing', () => {
      const store = open();
      store.reserve(holdOf('one'), [limitOf(20)]);
      assert.equal(store.reserve(holdOf('one', { estimateNanoUsd: 20 }), [limitOf(20)]).ok, true);
      assert.equal(store.reserve(holdOf('one', { estimateNanoUsd: 21 }), [limitOf(20)]).ok, false);
      assert.deepEqual(store.holds(), [holdOf('one', { estimateNanoUsd: 20 })]);
    });

    it('releases twice, or what it never held, without harm', () => {
      const store = open();
      store.reserve(holdOf('one'), []);
      store.reserve(holdOf('two'), []);
      store.release('unknown');
      store.release('one');
      store.release('one');
      assert.deepEqual(store.holds(), [holdOf('two')]);
      assert.equal(store.reserve(holdOf('three', { estimateNanoUsd: 90 }), [limitOf(100)]).ok, true);
    });

    it('gives copies that nobody can change, and takes none that somebody changes later', () => {
      const store = open();
      const usage = { inputTokens: 1, outputTokens: 2 };
      store.append(ledgerEntry('a', { usage }));
      const before = all(store);
      usage.outputTokens = 999;
      store.append(ledgerEntry('b'));
      assert.equal(before.length, 1);
      assert.deepEqual(all(store)[0]?.usage, { inputTokens: 1, outputTokens: 2 });
      store.reserve(holdOf('a'), []);
      const given = [...all(store), all(store)[0]?.usage, ...store.spend(always), ...store.holds()];
      assert.ok(given.every((each) => Object.isFrozen(each)));
    });

    it('keeps any plain JSON by its name, and forgets it on demand', () => {
      const names = fc.constantFrom('health', 'strategies', "it's; DROP TABLE value");
      fc.assert(
        fc.property(fc.array(fc.tuple(names, fc.option(fc.jsonValue(), { nil: undefined }))), (puts) => {
          const store = open();
          const expected = new Map<string, unknown>();
          for (const [name, value] of puts) {
            store.put(name, value);
            expected.set(name, value);
          }
          for (const [name, value] of expected) {
            assert.deepEqual(store.get(name), value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
          }
        }),
        runs,
      );
    });

    it('is not touched by what happens to a value afterwards', () => {
      const store = open();
      const value = { list: [1] };
      store.put('health', value);
      value.list.push(2);
      assert.deepEqual(store.get('health'), { list: [1] });
    });

    it('shares nothing with one that has another place', () => {
      const [first, second] = [open(), open()];
      first.append(ledgerEntry('a'));
      first.reserve(holdOf('one'), []);
      first.put('health', 1);
      assert.deepEqual([all(second), second.holds(), second.get('health')], [[], [], undefined]);
    });

    it(kind.survives ? 'has everything again after it was closed and opened' : 'has no place on disk', () => {
      if (!kind.survives) return assert.equal(open().place(), undefined);
      fc.assert(
        fc.property(fc.array(anyEntry, { maxLength: 20 }), fc.jsonValue(), (written, value) => {
          const path = folders.newPath();
          const store = open(path);
          for (const entry of written) store.append(entry);
          store.put('health', value);
          store.reserve(holdOf('one'), []);
          const before = [all(store), store.spend(always), store.holds(), store.get('health')];
          store.close();
          const again = open(path);
          assert.deepEqual([all(again), again.spend(always), again.holds(), again.get('health')], before);
          assert.equal(again.place(), path);
        }),
        runs,
      );
    });
  });
}
