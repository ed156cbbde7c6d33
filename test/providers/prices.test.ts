import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ModelTarget } from '../../server/ports/index.ts';
import { Config, ModelSettings, PriceView, type ProviderId, type Usage } from '../../server/protocol/index.ts';
import type { PriceRow } from '../../server/providers/price-schema.ts';
import { createPrices, dayStartMs } from '../../server/providers/prices.ts';

const prices = createPrices({ cnyPerUsd: () => 7 });
const noSettings = ModelSettings.parse({});

const target = (provider: ProviderId, model: string, changes: Partial<ModelTarget> = {}): ModelTarget => ({
  modelId: provider,
  provider,
  model,
  baseUrl: 'https://api.example.com',
  origin: officialOrigins[provider] ?? 'https://api.example.com',
  headers: {},
  apiVersion: undefined,
  keyVariable: undefined,
  keyRequired: false,
  keySource: 'notNeeded',
  maxConcurrent: 4,
  quotaDomain: provider,
  local: false,
  simulated: false,
  contextTokens: 128_000,
  maxOutputTokens: 8000,
  continuation: 'anchor',
  prior: { firstTokenMs: 500, msPerToken: 10 },
  ...changes,
});

const officialOrigins: Partial<Record<ProviderId, string>> = {
  deepseek: 'https://api.deepseek.com',
  claude: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  gemini: 'https://generativelanguage.googleapis.com',
  moonshot: 'https://api.moonshot.ai',
  qwen: 'https://dashscope-intl.aliyuncs.com',
};

const late2026 = Date.UTC(2026, 10, 15, 12);

/** Dollars per million tokens, in and out, as the panel would show them. */
function perMillion(view: PriceView): [number, number] {
  assert.equal(view.kind, 'known');
  return [view.inputNanoUsdPerToken / 1000, view.outputNanoUsdPerToken / 1000];
}

function known(view: PriceView): Extract<PriceView, { kind: 'known' }> {
  assert.ok(view.kind === 'known', `the price is ${view.kind}`);
  return view;
}

const priceAt = (provider: ProviderId, model: string, atMs = late2026, changes: Partial<ModelTarget> = {}): PriceView =>
  prices.priceOf(target(provider, model, changes), noSettings, atMs);

describe('prices of the table', () => {
  it('finds a model by its exact name, with its source and date', () => {
    assert.deepEqual(priceAt('openai', 'gpt-4o-mini'), {
      kind: 'known',
      inputNanoUsdPerToken: 150,
      outputNanoUsdPerToken: 600,
      cacheReadNanoUsdPerToken: 75,
      source: 'genai-prices 0.1.8',
      verifiedOn: '2026-09-23',
      uncertain: false,
    });
  });

  it('takes a dated name for its model, marked as uncertain, and the longest name that fits', () => {
    for (const [model, input] of [
      ['gpt-4o-mini-2024-07-18', 0.15],
      ['gpt-4o-2024-08-06', 2.5],
      ['gpt-5-mini-2025-08-07', 0.25],
      ['GPT-4o-Mini-latest', 0.15],
    ] as const) {
      const view = known(priceAt('openai', model));
      assert.deepEqual([perMillion(view)[0], view.uncertain], [input, true], model);
    }
    assert.equal(known(priceAt('claude', 'claude-haiku-4-5-20251001')).inputNanoUsdPerToken, 1000);
    assert.equal(known(priceAt('gemini', 'models/gemini-2.5-flash')).uncertain, false);
  });

  it('leaves unknown what no source has, and never takes a longer name for a shorter one', () => {
    for (const [provider, model] of [
      ['ernie', 'ernie-4.5-turbo-128k'],
      ['gemini', 'gemini-3.8-flash'],
      ['moonshot', 'kimi-k2.7-code-highspeed'],
      ['qwen', 'qwen3.8-max'],
      ['claude', 'claude-fable-5-2'],
      ['openai', 'gpt-4o-realtime'],
      ['openai', 'gpt-4o-mini-tts'],
      ['openai', 'gpt'],
      ['azure', 'my-deployment'],
      ['openai-compatible', 'gpt-4o'],
    ] as const) {
      assert.deepEqual(priceAt(provider, model), { kind: 'unknown' }, model);
    }
  });

  it('is free for models on this machine, not for those in the cloud and not for other local servers', () => {
    assert.deepEqual(priceAt('ollama', 'qwen3:8b', late2026, { local: true }), { kind: 'free' });
    assert.deepEqual(priceAt('ollama', 'qwen3:8b', late2026, { local: false }), { kind: 'unknown' });
    assert.deepEqual(priceAt('ollama', 'gpt-oss:120b-cloud', late2026, { local: true }), { kind: 'unknown' });
    assert.deepEqual(priceAt('ollama', 'kimi-k2:cloud', late2026, { local: true }), { kind: 'unknown' });
    assert.deepEqual(priceAt('openai-compatible', 'any', late2026, { local: true }), { kind: 'unknown' });
  });

  it('depends on the server: China, the rest of the world, and a guess anywhere else', () => {
    const china = known(priceAt('qwen', 'qwen-plus', late2026, { origin: 'https://dashscope.aliyuncs.com' }));
    const world = known(priceAt('qwen', 'qwen-plus'));
    const gateway = known(priceAt('qwen', 'qwen-plus', late2026, { origin: 'http://127.0.0.1:4000' }));
    assert.deepEqual([perMillion(china), china.uncertain], [[0.115, 0.287], false]);
    assert.deepEqual([perMillion(world), world.uncertain], [[0.4, 1.2], false]);
    assert.deepEqual([perMillion(gateway), gateway.uncertain], [[0.4, 1.2], true]);
    assert.equal(
      known(priceAt('moonshot', 'kimi-k2.6', late2026, { origin: 'https://api.moonshot.cn' })).uncertain,
      true,
    );
  });

  it('uses the name of the model behind an Azure deployment', () => {
    const azure = target('azure', 'scripts', { origin: 'https://mine.openai.azure.com' });
    const view = prices.priceOf(azure, ModelSettings.parse({ model: 'gpt-4o-mini', deployment: 'scripts' }), late2026);
    assert.deepEqual([perMillion(view), known(view).uncertain], [[0.15, 0.6], true]);
  });
});

describe('prices by date and hour', () => {
  const pro = (isoTime: string): [number, number] =>
    perMillion(priceAt('deepseek', 'deepseek-v4-pro', Date.parse(isoTime)));
  const offPeak: [number, number] = [0.66, 1.98];
  const peak: [number, number] = [1.32, 3.96];

  it('knows the dearer hours of DeepSeek, from (inclusive) to (exclusive)', () => {
    // Wednesday.
    for (const [time, expected] of [
      ['2026-11-11T00:59:59.999Z', offPeak],
      ['2026-11-11T01:00:00Z', peak],
      ['2026-11-11T03:59:59.999Z', peak],
      ['2026-11-11T04:00:00Z', offPeak],
      ['2026-11-11T05:59:59.999Z', offPeak],
      ['2026-11-11T06:00:00Z', peak],
      ['2026-11-11T09:59:59.999Z', peak],
      ['2026-11-11T10:00:00Z', offPeak],
    ] as const) {
      assert.deepEqual(pro(time), expected, time);
    }
  });

  it('decides weekends in Beijing', () => {
    for (const [time, expected] of [
      ['2026-11-13T02:00:00Z', peak], // Friday in both places
      ['2026-11-14T02:00:00Z', offPeak], // Saturday in both places
      ['2026-11-15T07:00:00Z', offPeak], // Sunday in both places
      ['2026-11-16T02:00:00Z', peak], // Monday in both places
    ] as const) {
      assert.deepEqual(pro(time), expected, time);
    }
  });

  it('takes Friday 23:00 UTC for Saturday in Beijing, whatever the hours are', () => {
    const row: PriceRow = {
      provider: 'deepseek',
      models: ['late'],
      hosts: ['api.deepseek.com'],
      currency: 'USD',
      rates: { input: 1, output: 1 },
      peak: { utcHours: [[22, 24]], weekdays: [1, 2, 3, 4, 5], weekdayOffsetHours: 8, rates: { input: 9, output: 9 } },
      source: 'test',
      verifiedOn: '2026-01-01',
      uncertain: false,
    };
    const own = createPrices({ cnyPerUsd: () => 7, table: [row] });
    const at = (time: string) => perMillion(own.priceOf(target('deepseek', 'late'), noSettings, Date.parse(time)))[0];
    assert.deepEqual(
      [at('2026-11-13T23:00:00Z'), at('2026-11-15T23:00:00Z'), at('2026-11-12T23:00:00Z')],
      [1, 9, 9],
      'Friday evening is Saturday there, Sunday evening is Monday there',
    );
  });

  it('changes with the date a vendor announced', () => {
    assert.deepEqual(pro('2026-08-16T02:00:00Z'), [0.435, 0.87]);
    assert.deepEqual(pro('2026-08-22T02:00:00Z'), peak, 'a Saturday before weekends became cheaper');
    assert.deepEqual(pro('2026-08-29T02:00:00Z'), offPeak, 'a Saturday after it');
    const gemini = (time: string) => perMillion(priceAt('gemini', 'gemini-3.6-flash', Date.parse(time)));
    assert.deepEqual(gemini('2026-12-31T23:59:59Z'), [0.75, 3.75]);
    assert.deepEqual(gemini('2027-01-01T00:00:00Z'), [1.5, 7.5]);
  });

  it('believes the source read last when two disagree, and says that it is uncertain', () => {
    const view = known(priceAt('deepseek', 'deepseek-flash', Date.parse('2026-11-14T12:00:00Z')));
    // 1 and 4 yuan, at 7 yuan a dollar.
    assert.deepEqual([perMillion(view), view.uncertain, view.verifiedOn], [[1 / 7, 4 / 7], true, '2026-11-11']);
    const peak = known(priceAt('deepseek', 'deepseek-flash', Date.parse('2026-11-16T02:00:00Z')));
    assert.deepEqual(perMillion(peak), [2 / 7, 8 / 7]);
  });

  it('counts days as the calendar does', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2399-12-31'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          assert.equal(dayStartMs(day), Date.parse(day));
        },
      ),
    );
  });
});

describe("the user's own price", () => {
  const withPrice = (price: unknown) => ModelSettings.parse({ price });

  it('wins over the table and fills its gaps', () => {
    const own = withPrice({ inputPerMillion: 3, outputPerMillion: 9, cacheReadPerMillion: 0.5 });
    for (const model of [target('openai', 'gpt-4o-mini'), target('ernie', 'ernie-5.1')]) {
      assert.deepEqual(prices.priceOf(model, own, late2026), {
        kind: 'known',
        inputNanoUsdPerToken: 3000,
        outputNanoUsdPerToken: 9000,
        cacheReadNanoUsdPerToken: 500,
        source: 'your settings',
        verifiedOn: '',
        uncertain: false,
      });
    }
  });

  it('converts yuan at the rate of the settings as it stands now', () => {
    let rate = 7;
    const live = createPrices({ cnyPerUsd: () => rate });
    const own = withPrice({ currency: 'CNY', inputPerMillion: 14, outputPerMillion: 28 });
    const read = () => perMillion(live.priceOf(target('ernie', 'ernie-5.1'), own, late2026));
    assert.deepEqual(read(), [2, 4]);
    rate = 14;
    assert.deepEqual(read(), [1, 2]);
  });

  it('can say that a model is free', () => {
    const own = withPrice({ inputPerMillion: 0, outputPerMillion: 0 });
    assert.deepEqual(prices.priceOf(target('openai', 'gpt-4o'), own, late2026), { kind: 'free' });
  });

  it('is the only price a simulated model has', () => {
    const simulated = target('simulated', 'steady', { simulated: true });
    assert.deepEqual(prices.priceOf(simulated, noSettings, late2026), { kind: 'free' });
    const own = withPrice({ inputPerMillion: 1, outputPerMillion: 2 });
    assert.deepEqual(perMillion(prices.priceOf(simulated, own, late2026)), [1, 2]);
  });

  it('holds for the cache too, reading and writing', () => {
    const own = withPrice({
      currency: 'CNY',
      inputPerMillion: 7,
      outputPerMillion: 14,
      cacheReadPerMillion: 0.7,
      cacheWritePerMillion: 70,
    });
    const view = prices.priceOf(target('claude', 'claude-haiku-4-5'), own, late2026);
    const usage = {
      inputTokens: 100,
      outputTokens: 10,
      cachedInputTokens: 50,
      cacheWriteInputTokens: 20,
      cacheWriteHourInputTokens: 5,
    };
    assert.equal(prices.costOf(view, usage), 30 * 1000 + 50 * 100 + 20 * 10_000 + 10 * 2000);
  });
});

describe('costs', () => {
  const cost = (provider: ProviderId, model: string, usage: Usage): number | null =>
    prices.costOf(priceAt(provider, model), usage);

  it('adds up as on paper', () => {
    // 1,000 in at 0.15 $/M, 500 out at 0.60 $/M.
    assert.equal(cost('openai', 'gpt-4o-mini', { inputTokens: 1000, outputTokens: 500 }), 150_000 + 300_000);
    // 600 of them from the cache at 0.075 $/M.
    assert.equal(
      cost('openai', 'gpt-4o-mini', { inputTokens: 1000, outputTokens: 500, cachedInputTokens: 600 }),
      60_000 + 45_000 + 300_000,
    );
    // Reasoning is part of the output and not counted twice.
    assert.equal(
      cost('claude', 'claude-opus-5', { inputTokens: 10, outputTokens: 20, reasoningTokens: 15 }),
      50_000 + 500_000,
    );
    assert.equal(cost('openai', 'gpt-4o-mini', { inputTokens: 0, outputTokens: 0 }), 0);
  });

  it('prices cached input like any other where no cache price is known', () => {
    const without = cost('claude', 'claude-sonnet-5-5', { inputTokens: 100, outputTokens: 0 });
    assert.equal(
      cost('claude', 'claude-sonnet-5-5', { inputTokens: 100, outputTokens: 0, cachedInputTokens: 90 }),
      without,
    );
    assert.equal(without, 200_000);
  });

  it('prices what is read from a cache and written to it, for minutes or for an hour', () => {
    const of = (usage: Partial<Usage>) =>
      cost('claude', 'claude-haiku-4-5', { inputTokens: 1000, outputTokens: 0, ...usage });
    assert.equal(of({}), 1_000_000);
    assert.equal(of({ cachedInputTokens: 400, cacheWriteInputTokens: 300 }), 300_000 + 40_000 + 375_000);
    assert.equal(
      of({ cachedInputTokens: 400, cacheWriteInputTokens: 300, cacheWriteHourInputTokens: 100 }),
      300_000 + 40_000 + 250_000 + 200_000,
    );
    assert.equal(
      cost('openai', 'gpt-4o-mini', { inputTokens: 100, outputTokens: 0, cacheWriteInputTokens: 100 }),
      15_000,
    );
  });

  it('never counts a token of the input twice, however the vendor counts', () => {
    const count = fc.nat(2000);
    fc.assert(
      fc.property(count, count, count, count, (inputTokens, cachedInputTokens, cacheWriteInputTokens, hours) => {
        const usage = {
          inputTokens,
          outputTokens: 0,
          cachedInputTokens,
          cacheWriteInputTokens,
          cacheWriteHourInputTokens: hours,
        };
        const paid = cost('claude', 'claude-haiku-4-5', usage) ?? Number.NaN;
        assert.ok(
          paid >= inputTokens * 100 && paid <= inputTokens * 2000,
          'between all read and all written for an hour',
        );
      }),
    );
  });

  it('prices the whole request higher when its prompt is large', () => {
    assert.equal(cost('openai', 'gpt-5.4', { inputTokens: 272_000, outputTokens: 1 }), 272_000 * 2500 + 15_000);
    assert.equal(cost('openai', 'gpt-5.4', { inputTokens: 272_001, outputTokens: 1 }), 272_001 * 5000 + 22_500);
    assert.equal(cost('claude', 'claude-haiku-5-5', { inputTokens: 100_000, outputTokens: 1 }), 100_000 * 100 + 500);
    assert.equal(cost('claude', 'claude-haiku-5-5', { inputTokens: 100_001, outputTokens: 1 }), 100_001 * 500 + 2500);
    assert.equal(known(priceAt('claude', 'claude-haiku-5-5')).uncertain, true);
  });

  it('rounds up to a whole nano-dollar, once, and only when there is a rest', () => {
    // 0.0028 $/M is 2.8 nano-dollars a token.
    const flash = priceAt('deepseek', 'deepseek-flash', Date.parse('2026-08-01T00:00:00Z'));
    const cached = (tokens: number) =>
      prices.costOf(flash, { inputTokens: tokens, outputTokens: 0, cachedInputTokens: tokens });
    assert.deepEqual([cached(1), cached(5), cached(1000), cached(1001)], [3, 14, 2800, 2803]);
  });

  it('keeps unknown unknown and free free', () => {
    const usage = { inputTokens: 5000, outputTokens: 5000 };
    assert.equal(prices.costOf({ kind: 'unknown' }, usage), null);
    assert.equal(prices.costOf({ kind: 'free' }, usage), 0);
  });

  it('is an integer, exact to the nano-dollar, and grows with every token', () => {
    const money = fc.integer({ min: 0, max: 10_000_000_000 }).map((millionth) => millionth / 1_000_000);
    const tokens = fc.nat(3_000_000);
    fc.assert(
      fc.property(
        money,
        money,
        money,
        tokens,
        tokens,
        tokens,
        (input, output, cacheRead, inTokens, outTokens, more) => {
          const settings = ModelSettings.parse({
            price: { inputPerMillion: input, outputPerMillion: output, cacheReadPerMillion: cacheRead },
          });
          const view = prices.priceOf(target('ernie', 'any'), settings, late2026);
          const of = (usage: Usage): number => prices.costOf(view, usage) ?? Number.NaN;
          const base = of({ inputTokens: inTokens, outputTokens: outTokens });
          // The exact sum in millionths of a nano-dollar: dollars per million tokens have six decimals here.
          const rate = (dollars: number) => BigInt(Math.round(dollars * 1_000_000)) * 1000n;
          const exact = BigInt(inTokens) * rate(input) + BigInt(outTokens) * rate(output);
          assert.equal(BigInt(base), (exact + 999_999n) / 1_000_000n);
          assert.ok(Number.isInteger(base));
          assert.ok(of({ inputTokens: inTokens + more, outputTokens: outTokens }) >= base);
          assert.ok(of({ inputTokens: inTokens, outputTokens: outTokens + more }) >= base);
          const cachedInputTokens = Math.min(more, inTokens);
          const cached = of({ inputTokens: inTokens, outputTokens: outTokens, cachedInputTokens });
          assert.ok(cacheRead <= input ? cached <= base : cached >= base);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('fits the contract that the panel reads', () => {
    const view = priceAt('openai', 'gpt-5.4');
    assert.deepEqual(PriceView.parse(view), view);
    assert.ok(Config.parse({}).money.cnyPerUsd > 1);
  });
});
