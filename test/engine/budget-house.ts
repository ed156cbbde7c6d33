import type { LedgerEntry, Prices } from '../../server/ports/index.ts';
import type { ModelId } from '../../server/protocol/index.ts';
import { type Behaviour, steps } from './scripted-provider.ts';

/** What a token costs on each model, input and output alike, in nano-dollars; 0 is free, null is unknown, and so is who is missing. */
export function pricesPerToken(rates: Readonly<Record<ModelId, number | null>>): Prices {
  return {
    priceOf({ modelId }) {
      const rate = rates[modelId] ?? null;
      if (rate === null) return { kind: 'unknown' };
      if (rate === 0) return { kind: 'free' };
      return {
        kind: 'known',
        inputNanoUsdPerToken: rate,
        outputNanoUsdPerToken: rate,
        source: 'test',
        verifiedOn: '2026-01-01',
        uncertain: false,
      };
    },
    costOf(price, { inputTokens, outputTokens }) {
      if (price.kind === 'unknown') return null;
      return price.kind === 'free' ? 0 : (inputTokens + outputTokens) * price.inputNanoUsdPerToken;
    },
  };
}

/** Tokens of the plain request: 4 of framing, 5 of text, 200 expected. */
export const expectedTokens = 209;

/** Answers with the given count of all tokens. */
export const uses =
  (tokens: number, afterMs = 100): Behaviour =>
  () => [
    steps.start,
    steps.wait(afterMs),
    steps.part({ type: 'text-delta', text: 'Done.' }),
    steps.part({ type: 'usage', usage: { inputTokens: 9, outputTokens: tokens - 9 } }),
    steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
  ];

export const sumOf = (entries: readonly LedgerEntry[], amount: 'costNanoUsd' | 'countedNanoUsd'): number =>
  entries.reduce((sum, entry) => sum + (entry[amount] ?? 0), 0);
