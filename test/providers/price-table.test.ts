import assert from 'node:assert/strict';
import { priceDisagreements } from '../../scripts/prices-document.ts';
import { PriceRow } from '../../server/providers/price-schema.ts';
import { priceTable } from '../../server/providers/price-table.ts';

const used = priceTable.filter(({ onlyCompared }) => onlyCompared !== true);

const sample: PriceRow = {
  provider: 'openai',
  models: ['one'],
  hosts: ['api.example.com'],
  currency: 'USD',
  rates: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 },
  source: 'test',
  verifiedOn: '2026-01-01',
  uncertain: false,
};

describe('the price table', () => {
  it('holds nothing but valid rows', () => {
    for (const entry of priceTable) {
      const checked = PriceRow.safeParse(entry);
      assert.ok(checked.success, `${entry.models.join(', ')}: ${checked.error?.message}`);
    }
  });

  it('is checked by a schema that refuses what a slip of the pen makes', () => {
    assert.ok(PriceRow.safeParse(sample).success);
    const rates = { input: 1, output: 2 };
    const slips: Readonly<Record<string, object>> = {
      'no source': { source: '' },
      'no date': { verifiedOn: '' },
      'a date that does not exist': { verifiedOn: '2026-02-30' },
      'nothing for input': { rates: { ...rates, input: 0 } },
      'a negative rate': { rates: { ...rates, output: -2 } },
      'the two rates exchanged': { rates: { input: 2, output: 1 } },
      'a cache that is dearer': { rates: { ...rates, cacheRead: 2 } },
      'a write that is cheaper': { rates: { ...rates, cacheWrite: 0.5 } },
      'an hour that is cheaper': { rates: { ...rates, cacheWrite: 2, cacheWriteHour: 1.5 } },
      'a rate a thousand times too high': { rates: { ...rates, output: 2000 } },
      'dates in the wrong order': { effectiveFrom: '2026-08-17', effectiveTo: '2026-08-16' },
      'hours in the wrong order': { peak: { utcHours: [[4, 1]], weekdays: [1], weekdayOffsetHours: 8, rates } },
      'a currency that nobody converts': { currency: 'EUR' },
      'no model': { models: [] },
      'a name in capitals': { models: ['GPT-4o'] },
      'an unknown field': { rate: 1 },
    };
    for (const [slip, changes] of Object.entries(slips)) {
      assert.equal(PriceRow.safeParse({ ...sample, ...changes }).success, false, slip);
    }
  });

  it('never has two answers for one model, server and moment', () => {
    const overlap = (a: PriceRow, b: PriceRow): boolean =>
      (a.effectiveFrom ?? '0') < (b.effectiveTo ?? '9') && (b.effectiveFrom ?? '0') < (a.effectiveTo ?? '9');
    const sameServer = (a: PriceRow, b: PriceRow): boolean =>
      a.hosts.join() === b.hosts.join() || a.hosts.some((host) => b.hosts.includes(host));
    used.forEach((a, index) => {
      for (const b of used.slice(index + 1)) {
        const shared = a.models.filter((model) => b.models.includes(model));
        if (a.provider !== b.provider || shared.length === 0 || !sameServer(a, b) || !overlap(a, b)) continue;
        assert.notEqual(a.verifiedOn, b.verifiedOn, `${shared.join(', ')}: which row holds is not decided`);
        assert.ok(a.uncertain && b.uncertain, `${shared.join(', ')}: sources disagree, so the price is uncertain`);
      }
    });
  });

  it('has a price for the vendors whose prices are published', () => {
    const vendors = new Set(used.map((entry) => entry.provider));
    assert.deepEqual([...vendors].sort(), ['azure', 'claude', 'deepseek', 'gemini', 'moonshot', 'openai', 'qwen']);
  });

  it('has something to compare with wherever it compares', () => {
    for (const row of priceTable.filter(({ onlyCompared }) => onlyCompared)) {
      const isUsed = (model: string) => used.some((one) => one.provider === row.provider && one.models.includes(model));
      assert.ok(row.models.every(isUsed), row.models.join(', '));
    }
  });
});

describe('sources that disagree', () => {
  it('by more than a tenth leave the price that is used uncertain', () => {
    const found = priceDisagreements();
    assert.ok(found.length > 0);
    for (const { first, second, models } of found) {
      for (const row of [first, second]) assert.ok(row.onlyCompared === true || row.uncertain, models.join(', '));
    }
  });

  it('are found whatever the currency, and only when they speak of the same', () => {
    const names = (changes: Partial<PriceRow>) => priceDisagreements([sample, { ...sample, ...changes }]).length;
    const rates = { input: 1, output: 2 };
    assert.equal(names({ rates: { input: 1.09, output: 2 } }), 0, 'a tenth is tolerated');
    assert.equal(names({ rates: { input: 1, output: 2.3 } }), 1);
    assert.equal(names({ rates: { ...rates, cacheRead: 0.2 } }), 1);
    assert.equal(names({ currency: 'CNY', rates: { input: 6.82, output: 13.64 } }), 0);
    assert.equal(names({ currency: 'CNY', rates }), 1);
    const other = { input: 5, output: 9 };
    assert.equal(names({ rates: other, models: ['two'] }), 0);
    assert.equal(names({ rates: other, hosts: ['cn.example.com'] }), 0);
    assert.equal(
      priceDisagreements([
        { ...sample, effectiveTo: '2026-05-01' },
        { ...sample, rates: other, effectiveFrom: '2026-05-01' },
      ]).length,
      0,
    );
  });
});
