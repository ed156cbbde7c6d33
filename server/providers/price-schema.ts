import * as z from 'zod';
import { ProviderId } from '../protocol/index.ts';

const amount = z.number().positive().max(1000);
const day = z.iso.date();
const hour = z.number().int().min(0).max(24);

/** Per million tokens, in the currency of the row. What is left out is priced like other input. */
export const Rates = z
  .strictObject({
    input: amount,
    /** All output, thinking included. */
    output: amount,
    /** Input read from the vendor's cache. */
    cacheRead: amount.optional(),
    /** Input that the vendor puts into its cache for minutes. */
    cacheWrite: amount.optional(),
    /** The same for an hour; like `cacheWrite` if left out. */
    cacheWriteHour: amount.optional(),
  })
  .readonly()
  .refine(({ input, output }) => output >= input, 'output is cheaper than input')
  .refine(({ input, cacheRead = 0 }) => cacheRead <= input, 'reading the cache is dearer than no cache')
  .refine(({ input, cacheWrite = input }) => cacheWrite >= input, 'writing the cache is cheaper than no cache')
  .refine(({ cacheWrite = 0, cacheWriteHour = cacheWrite }) => cacheWriteHour >= cacheWrite, 'an hour is cheaper');
export type Rates = z.infer<typeof Rates>;

/** Dearer hours. */
export const Peak = z
  .strictObject({
    /** Hours of the UTC day, from (inclusive) to (exclusive). */
    utcHours: z
      .array(
        z
          .tuple([hour, hour])
          .readonly()
          .refine(([from, to]) => from < to, 'hours end before they begin'),
      )
      .min(1)
      .readonly(),
    /** 0 is Sunday. The weekday is the one at `weekdayOffsetHours` from UTC, not the reader's and not that of UTC. */
    weekdays: z.array(z.number().int().min(0).max(6)).min(1).readonly(),
    weekdayOffsetHours: z.number().min(-12).max(14),
    rates: Rates,
  })
  .readonly();
export type Peak = z.infer<typeof Peak>;

/** List prices of one model, or of several with the same prices, in one period. */
export const PriceRow = z
  .strictObject({
    provider: ProviderId,
    /** Lower-case names as the vendor writes them, without a date at the end. */
    models: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9.:-]*$/))
      .min(1)
      .readonly(),
    /** Servers these prices hold for; anywhere else they are only a guess. Empty: the vendor has a server per customer. */
    hosts: z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/)).readonly(),
    currency: z.enum(['USD', 'CNY']),
    rates: Rates,
    peak: Peak.optional(),
    /** Rates of the whole request when its prompt is larger. */
    largePrompt: z
      .strictObject({ aboveInputTokens: z.number().int().min(1000), rates: Rates })
      .readonly()
      .optional(),
    /** First day, UTC; always valid until `effectiveTo` if left out. */
    effectiveFrom: day.optional(),
    /** First day on which it is no longer valid. */
    effectiveTo: day.optional(),
    source: z.string().min(3),
    /** Day on which the source was read. When two rows hold at the same time, the one verified later wins. */
    verifiedOn: day,
    /** Sources disagree, or the price depends on something that is not known here. */
    uncertain: z.boolean(),
    /** What another source says: never used for a cost, only to see where sources disagree. */
    onlyCompared: z.boolean().optional(),
  })
  .readonly()
  .refine((row) => (row.effectiveFrom ?? '0') < (row.effectiveTo ?? '9'), 'the period ends before it begins');
export type PriceRow = z.infer<typeof PriceRow>;
