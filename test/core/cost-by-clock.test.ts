import assert from 'node:assert/strict';
import { scoreCandidates, strategyById } from '../../server/core/index.ts';
import type { ModelTarget } from '../../server/ports/index.ts';
import { ModelSettings, type ProviderId } from '../../server/protocol/index.ts';
import { createPrices } from '../../server/providers/prices.ts';
import { candidateOf, configWith, pickInputOf, requestWith } from './support.ts';

const prices = createPrices({ cnyPerUsd: () => 7 });
const noSettings = ModelSettings.parse({});

const target = (provider: ProviderId, model: string, origin: string): ModelTarget => ({
  modelId: provider,
  provider,
  model,
  baseUrl: origin,
  origin,
  headers: {},
  apiVersion: undefined,
  keyVariable: undefined,
  keyRequired: true,
  keySource: 'environment',
  maxConcurrent: 4,
  quotaDomain: provider,
  local: false,
  simulated: false,
  contextTokens: 128_000,
  maxOutputTokens: 8000,
  continuation: 'anchor',
  prior: { firstTokenMs: 500, msPerToken: 10 },
});

const deepseek = target('deepseek', 'deepseek-v4-pro', 'https://api.deepseek.com');
/** $3 / $15 for a million tokens, at any hour. */
const claude = target('claude', 'claude-sonnet-4-6', 'https://api.anthropic.com');
/** No list price is known of it. */
const unlisted = target('qwen', 'qwen3.8-max', 'https://dashscope-intl.aliyuncs.com');

const request = requestWith({ promptTokens: 1000, expectedOutputTokens: 1000 });

const costAt = (model: ModelTarget, atMs: number) =>
  prices.costOf(prices.priceOf(model, noSettings, atMs), { inputTokens: 1000, outputTokens: 1000 });

const candidateAt = (model: ModelTarget, atMs: number) =>
  candidateOf(model.provider, { estimatedCostNanoUsd: costAt(model, atMs) });

function costFactors(models: readonly ModelTarget[], atMs: number): number[] {
  const candidates = models.map((model) => candidateAt(model, atMs));
  return scoreCandidates(candidates, request, configWith({}), atMs).map(
    ({ factors }) => factors.find(({ factor }) => factor === 'cost')?.value ?? Number.NaN,
  );
}

/** Monday 2026-11-16. */
const monday = (hour: number) => Date.UTC(2026, 10, 16, hour, 30);
const sunday = (hour: number) => Date.UTC(2026, 10, 15, hour, 30);

describe('the cost factor follows the clock of the vendor (DeepSeek)', () => {
  // $0.66 / $1.98 for a million tokens off peak, $1.32 / $3.96 at peak: UTC 1 to 4 and 6 to 10 on weekdays of Beijing.
  const offPeak = 1 / (1 + 0.00264 / 0.005);
  const peak = 1 / (1 + 0.00528 / 0.005);
  const rows: [string, number, number][] = [
    ['Monday 00:30 UTC, before the first peak', monday(0), offPeak],
    ['Monday 01:30 UTC, in the first peak', monday(1), peak],
    ['Monday 04:30 UTC, between the peaks', monday(4), offPeak],
    ['Monday 06:30 UTC, in the second peak', monday(6), peak],
    ['Monday 10:30 UTC, after it', monday(10), offPeak],
    ['Sunday 01:30 UTC, no peak on that day', sunday(1), offPeak],
  ];
  for (const [name, atMs, expected] of rows) {
    it(`${name}: ${expected.toFixed(3)}`, () => {
      const [value] = costFactors([deepseek], atMs);
      assert.ok(Math.abs((value ?? 0) - expected) < 1e-6, String(value));
    });
  }

  it('the others keep their value', () => {
    assert.deepEqual(costFactors([claude], monday(1)), costFactors([claude], monday(12)));
  });

  it('moves the choice where only the price counts', () => {
    const config = configWith({
      score: { weight: 0, health: 0, performance: 0, reliability: 0, cost: 100, explorationShare: 0 },
    });
    const strategy = strategyById('intelligent');
    const rival = candidateOf('rival', { estimatedCostNanoUsd: 4_000_000 });
    const chosenAt = (atMs: number) =>
      strategy.pick(
        strategy.initial(),
        pickInputOf([candidateAt(deepseek, atMs), rival], { config, request, nowMs: atMs }),
      ).modelId;
    assert.equal(chosenAt(monday(12)), 'deepseek');
    assert.equal(chosenAt(monday(1)), 'rival');
  });

  it('an unknown price counts as the dearest known one, at any hour', () => {
    assert.equal(costAt(unlisted, monday(1)), null);
    const [dear, , unknown] = costFactors([claude, deepseek, unlisted], monday(12));
    assert.equal(unknown, dear);
    const [known, guessed] = costFactors([deepseek, unlisted], monday(1));
    assert.equal(guessed, known);
  });
});
