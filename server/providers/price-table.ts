import type { ProviderId } from '../protocol/index.ts';
import type { PriceRow, Rates } from './price-schema.ts';

const genaiPrices = { source: 'genai-prices 0.1.8', verifiedOn: '2026-09-23' } as const;
const modelsDev = { source: 'models.dev', verifiedOn: '2026-07-02' } as const;
const liteLlm = { source: 'LiteLLM price map', verifiedOn: '2026-02-07' } as const;
const portkey = { source: 'Portkey-AI/models', verifiedOn: '2026-08-21' } as const;
const vendorPage = { source: "the vendor's price page", verifiedOn: '2026-11-11' } as const;

const usd = (input: number, output: number, cacheRead?: number): Rates =>
  cacheRead === undefined ? { input, output } : { input, output, cacheRead };

/** Yuan, as a Chinese price page writes them. */
const cny = (input: number, output: number): Rates => ({ input, output });

/** Anthropic: writing to the cache costs 1.25 times the input for five minutes, twice the input for an hour. */
const cached = (rates: Rates): Rates => ({
  ...rates,
  cacheWrite: exactly(rates.input * 1.25),
  cacheWriteHour: exactly(rates.input * 2),
});

/** Without the dust of binary fractions. */
const exactly = (amount: number): number => Math.round(amount * 1e9) / 1e9;

type Extra = Partial<Omit<PriceRow, 'provider' | 'models' | 'hosts' | 'rates'>>;
type Source = Pick<PriceRow, 'source' | 'verifiedOn'>;

/** The rows of one vendor on one set of servers. */
const vendor =
  (provider: ProviderId, hosts: readonly string[]) =>
  (models: string, rates: Rates, from: Source, extra: Extra = {}): PriceRow => ({
    provider,
    models: models.split(' '),
    hosts,
    currency: 'USD',
    rates,
    ...from,
    uncertain: false,
    ...extra,
  });

const uncertain = { uncertain: true } as const;
const inYuan = { currency: 'CNY' } as const;
const compared = { onlyCompared: true } as const;
const above = (aboveInputTokens: number, rates: Rates): Extra => ({ largePrompt: { aboveInputTokens, rates } });

const everyDay = [0, 1, 2, 3, 4, 5, 6] as const;
const mondayToFriday = [1, 2, 3, 4, 5] as const;
/** 9 to 12 and 14 to 18 o'clock in Beijing. */
const beijingPeak = (weekdays: readonly number[], rates: Rates): Extra => ({
  peak: {
    utcHours: [
      [1, 4],
      [6, 10],
    ],
    weekdays,
    weekdayOffsetHours: 8,
    rates,
  },
});

const deepseek = vendor('deepseek', ['api.deepseek.com']);
const claude = vendor('claude', ['api.anthropic.com']);
const openai = vendor('openai', ['api.openai.com']);
const azure = vendor('azure', []);
const gemini = vendor('gemini', ['generativelanguage.googleapis.com']);
const moonshot = vendor('moonshot', ['api.moonshot.ai']);
const qwen = vendor('qwen', ['dashscope-intl.aliyuncs.com']);
const qwenChina = vendor('qwen', ['dashscope.aliyuncs.com']);

const flash = 'deepseek-flash deepseek-v4-flash';

/**
 * List prices as published: no taxes, discounts, free tiers or commitments. A model that is not here has an unknown price,
 * never a price of nothing. No source gives Baidu's own prices, so ERNIE has no row; its price is the user's to set.
 */
export const priceTable: readonly PriceRow[] = [
  // The vendor's page and the other sources differ for flash, since it now serves V4.1; the page is the newer one.
  deepseek(flash, usd(0.14, 0.28, 0.0028), modelsDev, { effectiveTo: '2026-08-17' }),
  deepseek(flash, usd(0.22, 0.66, 0.007), genaiPrices, {
    ...beijingPeak(everyDay, usd(0.44, 1.32, 0.014)),
    ...uncertain,
    effectiveFrom: '2026-08-17',
    effectiveTo: '2026-08-23',
  }),
  deepseek(flash, usd(0.22, 0.66, 0.007), genaiPrices, {
    ...beijingPeak(mondayToFriday, usd(0.44, 1.32, 0.014)),
    ...uncertain,
    effectiveFrom: '2026-08-23',
  }),
  deepseek(flash, cny(1, 4), vendorPage, {
    ...inYuan,
    ...beijingPeak(mondayToFriday, cny(2, 8)),
    ...uncertain,
    effectiveFrom: '2026-08-23',
  }),
  deepseek('deepseek-v4-pro', usd(0.435, 0.87, 0.003625), modelsDev, { effectiveTo: '2026-08-17' }),
  deepseek('deepseek-v4-pro', usd(0.66, 1.98, 0.022), genaiPrices, {
    ...beijingPeak(everyDay, usd(1.32, 3.96, 0.044)),
    effectiveFrom: '2026-08-17',
    effectiveTo: '2026-08-23',
  }),
  deepseek('deepseek-v4-pro', usd(0.66, 1.98, 0.022), genaiPrices, {
    ...beijingPeak(mondayToFriday, usd(1.32, 3.96, 0.044)),
    effectiveFrom: '2026-08-23',
  }),
  // The page agrees, but it was read without cache prices: the row above has them.
  deepseek('deepseek-v4-pro', cny(4.5, 13.5), vendorPage, {
    ...inYuan,
    ...beijingPeak(mondayToFriday, cny(9, 27)),
    ...compared,
    effectiveFrom: '2026-08-23',
  }),
  // Four sources, four prices. Announced as retired on that day: what may still answer has no published price.
  deepseek('deepseek-chat deepseek-reasoner', usd(0.14, 0.28, 0.0028), modelsDev, {
    ...uncertain,
    effectiveTo: '2026-07-24',
  }),
  deepseek('deepseek-chat deepseek-reasoner', usd(0.28, 0.42, 0.028), liteLlm, {
    ...compared,
    effectiveTo: '2026-07-24',
  }),
  deepseek('deepseek-chat deepseek-reasoner', usd(0.27, 1.1), genaiPrices, { ...compared, effectiveTo: '2026-07-24' }),

  // A rise of Sonnet 5 to 3 and 15 dollars in September 2026 was announced and cancelled.
  claude('claude-haiku-4-5', cached(usd(1, 5, 0.1)), genaiPrices),
  claude('claude-sonnet-4-6', cached(usd(3, 15, 0.3)), genaiPrices),
  claude('claude-sonnet-5', cached(usd(2, 10, 0.2)), genaiPrices),
  claude('claude-opus-4-8 claude-opus-5', cached(usd(5, 25, 0.5)), genaiPrices),
  claude('claude-fable-5', cached(usd(10, 50, 1)), genaiPrices),
  // One page, without cache prices: reading counts as any input and writing by the vendor's usual factors, so neither is too cheap.
  // Haiku: the page says "from", which is the price of prompts up to 100,000 tokens.
  claude('claude-opus-5-5', cached(usd(4, 20)), vendorPage, uncertain),
  claude('claude-sonnet-5-5', cached(usd(2, 10)), vendorPage, uncertain),
  claude('claude-haiku-5-5', cached(usd(0.1, 0.5)), vendorPage, {
    ...uncertain,
    ...above(100_000, cached(usd(0.5, 2.5))),
  }),

  openai('gpt-4o-mini', usd(0.15, 0.6, 0.075), genaiPrices),
  openai('gpt-4o', usd(2.5, 10, 1.25), genaiPrices),
  openai('gpt-4.1-mini', usd(0.4, 1.6, 0.1), genaiPrices),
  openai('gpt-4.1', usd(2, 8, 0.5), genaiPrices),
  openai('gpt-5-nano', usd(0.05, 0.4, 0.005), genaiPrices),
  openai('gpt-5-mini', usd(0.25, 2, 0.025), genaiPrices),
  openai('gpt-5', usd(1.25, 10, 0.125), genaiPrices),
  openai('gpt-5.4-nano', usd(0.2, 1.25, 0.02), genaiPrices),
  openai('gpt-5.4-mini', usd(0.75, 4.5, 0.075), genaiPrices),
  openai('gpt-5.4', usd(2.5, 15, 0.25), genaiPrices, above(272_000, usd(5, 22.5, 0.5))),
  openai('gpt-5.5', usd(5, 30, 0.5), genaiPrices, above(272_000, usd(10, 45, 1))),
  openai('gpt-5.6-luna', usd(0.2, 1.2, 0.02), genaiPrices, { effectiveFrom: '2026-07-30' }),
  openai('gpt-5.6-terra', usd(2, 12, 0.2), genaiPrices, { effectiveFrom: '2026-07-30' }),
  openai('gpt-5.6 gpt-5.6-sol', usd(5, 30, 0.5), portkey, { ...uncertain, effectiveTo: '2026-08-21' }),
  openai('gpt-5.6 gpt-5.6-sol', usd(4, 20, 0.4), genaiPrices, { ...uncertain, effectiveFrom: '2026-08-21' }),
  openai('gpt-5.6 gpt-5.6-sol', usd(5, 30), portkey, { ...compared, effectiveFrom: '2026-08-21' }),

  // Regions and reserved capacity differ, and a deployment can have any name: always a guess.
  azure('gpt-4o-mini', usd(0.15, 0.6), portkey, uncertain),
  azure('gpt-4o-mini', usd(0.165, 0.66), liteLlm, compared),
  azure('gpt-4o', usd(2.5, 10, 1.25), portkey, uncertain),
  azure('gpt-4.1-mini', usd(0.4, 1.6, 0.1), portkey, uncertain),
  azure('gpt-4.1', usd(2, 8, 0.5), portkey, uncertain),
  azure('gpt-5-mini', usd(0.25, 2, 0.025), portkey, uncertain),
  azure('gpt-5', usd(1.25, 10, 0.125), portkey, uncertain),
  azure('gpt-5.4', usd(2.5, 15, 0.25), portkey, { ...uncertain, ...above(272_000, usd(5, 22.5, 0.5)) }),

  gemini('gemini-2.5-flash-lite', usd(0.1, 0.4, 0.01), genaiPrices),
  gemini('gemini-2.5-flash', usd(0.3, 2.5, 0.03), genaiPrices),
  gemini('gemini-2.5-pro', usd(1.25, 10, 0.125), genaiPrices, above(200_000, usd(2.5, 15, 0.25))),
  gemini('gemini-3-flash-preview', usd(0.5, 3, 0.05), genaiPrices),
  gemini('gemini-3.1-flash-lite', usd(0.25, 1.5, 0.025), genaiPrices),
  gemini('gemini-3.1-pro-preview', usd(2, 12, 0.2), genaiPrices, above(200_000, usd(4, 18))),
  gemini('gemini-3.5-flash', usd(1.5, 9, 0.15), genaiPrices),
  gemini('gemini-3.6-flash', usd(0.75, 3.75, 0.075), genaiPrices, { effectiveTo: '2027-01-01' }),
  gemini('gemini-3.6-flash', usd(1.5, 7.5, 0.15), genaiPrices, { effectiveFrom: '2027-01-01' }),

  // Dollar prices of the international platform; what the Chinese one charges in yuan is not recorded.
  moonshot('moonshot-v1-8k', usd(0.2, 2), genaiPrices),
  moonshot('moonshot-v1-32k', usd(1, 3), genaiPrices),
  moonshot('moonshot-v1-128k', usd(2, 5), genaiPrices),
  moonshot('kimi-k2-0905 kimi-k2-0905-preview', usd(0.6, 2.5, 0.15), genaiPrices),
  moonshot('kimi-k2-turbo kimi-k2-turbo-preview', usd(1.15, 8, 0.15), genaiPrices, uncertain),
  moonshot('kimi-k2-turbo kimi-k2-turbo-preview', usd(2.4, 10), modelsDev, compared),
  moonshot('kimi-k2.5', usd(0.6, 3, 0.1), genaiPrices),
  moonshot('kimi-k2.6', usd(0.95, 4, 0.16), genaiPrices),
  moonshot('kimi-k2.7-code', usd(0.95, 4, 0.19), genaiPrices),
  moonshot('kimi-k3', usd(3, 15, 0.3), genaiPrices),

  // Without thinking, which is switched off for all of them; with it, qwen-plus costs 4 dollars for output.
  qwen('qwen-turbo', usd(0.05, 0.2), modelsDev),
  qwen('qwen-flash', usd(0.05, 0.4), modelsDev),
  qwen('qwen-plus', usd(0.4, 1.2), modelsDev),
  qwen('qwen-max', usd(1.6, 6.4), modelsDev),
  qwen('qwen3-max', usd(1.2, 6), modelsDev),
  qwen('qwen3.5-plus', usd(0.4, 2.4), modelsDev),
  qwen('qwen3.6-plus qwen3.7-plus', usd(0.5, 3, 0.05), modelsDev, above(256_000, usd(2, 6))),
  qwen('qwen3.7-max', usd(2.5, 7.5, 0.5), modelsDev),
  qwenChina('qwen-turbo', usd(0.044, 0.087), modelsDev),
  qwenChina('qwen-flash', usd(0.022, 0.216), modelsDev),
  qwenChina('qwen-plus', usd(0.115, 0.287), modelsDev),
  qwenChina('qwen-max', usd(0.345, 1.377), modelsDev),
  qwenChina('qwen3-max', usd(0.861, 3.441), modelsDev),
  qwenChina('qwen3.5-plus', usd(0.573, 3.44), modelsDev),
];

/** Models that run on the user's own machine cost nothing; a name that ends like this runs in Ollama's cloud. */
export const freeWhenLocal: readonly { readonly provider: ProviderId; readonly except: RegExp }[] = [
  { provider: 'ollama', except: /[:-]cloud$/ },
];
