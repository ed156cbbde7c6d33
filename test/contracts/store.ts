import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { LedgerEntry, Store } from '../../server/ports/index.ts';

/** A valid entry, with what a test wants to be different. */
const ledgerEntry = (attemptId: string, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  attemptId,
  requestId: 'request-1',
  modelId: 'deepseek',
  task: 'script',
  atMs: 1_790_000_000_000,
  outcome: 'success',
  class: null,
  usage: { inputTokens: 700, outputTokens: 300, cachedInputTokens: 128 },
  costNanoUsd: 123_456,
  certainty: 'exact',
  priceSource: 'test',
  simulated: false,
  ...changes,
});

/** What every store must do. `open` gives an empty one. */
export function storeContract(title: string, open: () => Store): void {
  describe(`store contract: ${title}`, () => {
    it('is empty at first', () => {
      const store = open();
      assert.deepEqual([store.entries(), store.holds()], [[], []]);
    });

    it('gives back every entry exactly as it was written, in the order of writing', () => {
      const store = open();
      const written = [
        ledgerEntry('c'),
        ledgerEntry('a', { outcome: 'failed', class: 'stall', certainty: 'underEstimate', atMs: 1 }),
        ledgerEntry('b', {
          usage: null,
          costNanoUsd: null,
          certainty: 'unknown',
          outcome: 'ignored',
          class: 'cancelled',
        }),
        ledgerEntry('d', { simulated: true, costNanoUsd: 0 }),
      ];
      for (const entry of written) store.append(entry);
      assert.deepEqual(store.entries(), written);
    });

    it('writes an attempt once: the first entry stands', () => {
      const store = open();
      store.append(ledgerEntry('a', { costNanoUsd: 5 }));
      store.append(ledgerEntry('b', { costNanoUsd: 7 }));
      store.append(ledgerEntry('a', { costNanoUsd: 500 }));
      assert.deepEqual(
        store.entries().map((entry) => [entry.attemptId, entry.costNanoUsd]),
        [
          ['a', 5],
          ['b', 7],
        ],
      );
    });

    it('keeps the sum of any sequence of writings, repeated or not', () => {
      fc.assert(
        fc.property(
          fc.array(fc.record({ id: fc.integer({ min: 0, max: 30 }), cost: fc.nat(1_000_000_000) }), { maxLength: 100 }),
          (writings) => {
            const store = open();
            const expected = new Map<number, number>();
            for (const { id, cost } of writings) {
              store.append(ledgerEntry(`attempt-${id}`, { costNanoUsd: cost }));
              if (!expected.has(id)) expected.set(id, cost);
            }
            const sum = (costs: Iterable<number | null>): number =>
              [...costs].reduce<number>((total, cost) => total + (cost ?? 0), 0);
            assert.equal(sum(store.entries().map((entry) => entry.costNanoUsd)), sum(expected.values()));
            assert.equal(store.entries().length, expected.size);
          },
        ),
        { numRuns: 30 },
      );
    });

    it('does not change afterwards what a caller was given, nor what a caller changes', () => {
      const store = open();
      const usage = { inputTokens: 1, outputTokens: 2 };
      store.append(ledgerEntry('a', { usage }));
      const before = store.entries();
      usage.outputTokens = 999;
      store.append(ledgerEntry('b'));
      assert.equal(before.length, 1);
      assert.deepEqual(store.entries()[0]?.usage, { inputTokens: 1, outputTokens: 2 });
    });

    it('holds money until it is released', () => {
      const store = open();
      store.reserve({ requestId: 'one', estimateNanoUsd: 10 });
      store.reserve({ requestId: 'two', estimateNanoUsd: 20 });
      store.release('one');
      assert.deepEqual(store.holds(), [{ requestId: 'two', estimateNanoUsd: 20 }]);
      store.release('two');
      assert.deepEqual(store.holds(), []);
    });

    it('releases twice, or what it never held, without harm', () => {
      const store = open();
      store.reserve({ requestId: 'one', estimateNanoUsd: 10 });
      store.release('unknown');
      store.release('one');
      store.release('one');
      assert.deepEqual(store.holds(), []);
    });

    it('has one hold per request: the newer estimate replaces the older', () => {
      const store = open();
      store.reserve({ requestId: 'one', estimateNanoUsd: 10 });
      store.reserve({ requestId: 'one', estimateNanoUsd: 15 });
      assert.deepEqual(store.holds(), [{ requestId: 'one', estimateNanoUsd: 15 }]);
    });

    it('shares nothing with another one', () => {
      const first = open();
      const second = open();
      first.append(ledgerEntry('a'));
      first.reserve({ requestId: 'one', estimateNanoUsd: 10 });
      assert.deepEqual([second.entries(), second.holds()], [[], []]);
    });
  });
}
