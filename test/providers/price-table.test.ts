import assert from 'node:assert/strict';
import * as z from 'zod';
import { ProviderId } from '../../server/protocol/index.ts';
import { type PriceRow, priceTable } from '../../server/providers/price-table.ts';

const amount = z.number().min(0).max(200);
const rates = z
  .strictObject({ input: amount, output: amount, cacheRead: amount.optional() })
  .refine((row) => row.output >= row.input, 'output is cheaper than input')
  .refine((row) => (row.cacheRead ?? 0) <= row.input, 'the cache is dearer than no cache');
const day = z.iso.date();
const hour = z.number().int().min(0).max(24);

const row = z
  .strictObject({
    provider: ProviderId,
    models: z.array(z.string().regex(/^[a-z0-9][a-z0-9.:-]*$/)).min(1),
    hosts: z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/)),
    currency: z.enum(['USD', 'CNY']),
    rates,
    peak: z
      .strictObject({
        utcHours: z.array(z.tuple([hour, hour]).refine(([from, to]) => from < to)).min(1),
        weekdays: z.array(z.number().int().min(0).max(6)).min(1),
        weekdayOffsetHours: z.number().min(-12).max(14),
        rates,
      })
      .optional(),
    largePrompt: z.strictObject({ aboveInputTokens: z.number().int().min(1000), rates }).optional(),
    effectiveFrom: day.optional(),
    effectiveTo: day.optional(),
    source: z.string().min(3),
    verifiedOn: day,
    uncertain: z.boolean(),
  })
  .refine((one) => (one.effectiveFrom ?? '0') < (one.effectiveTo ?? '9'), 'the period ends before it begins');

describe('the price table', () => {
  it('holds nothing but valid rows', () => {
    for (const entry of priceTable) {
      const checked = row.safeParse(entry);
      assert.ok(checked.success, `${entry.models.join(', ')}: ${checked.error?.message}`);
    }
  });

  it('never has two answers for one model, server and moment', () => {
    const overlap = (a: PriceRow, b: PriceRow): boolean =>
      (a.effectiveFrom ?? '0') < (b.effectiveTo ?? '9') && (b.effectiveFrom ?? '0') < (a.effectiveTo ?? '9');
    const sameServer = (a: PriceRow, b: PriceRow): boolean =>
      a.hosts.join() === b.hosts.join() || a.hosts.some((host) => b.hosts.includes(host));
    priceTable.forEach((a, index) => {
      for (const b of priceTable.slice(index + 1)) {
        const shared = a.models.filter((model) => b.models.includes(model));
        if (a.provider !== b.provider || shared.length === 0 || !sameServer(a, b) || !overlap(a, b)) continue;
        assert.notEqual(a.verifiedOn, b.verifiedOn, `${shared.join(', ')}: which row holds is not decided`);
        assert.ok(a.uncertain && b.uncertain, `${shared.join(', ')}: sources disagree, so the price is uncertain`);
      }
    });
  });

  it('has a price for the vendors whose prices are published', () => {
    const vendors = new Set(priceTable.map((entry) => entry.provider));
    assert.deepEqual([...vendors].sort(), ['azure', 'claude', 'deepseek', 'gemini', 'moonshot', 'openai', 'qwen']);
  });
});
