import type { LedgerItem, LedgerReport, LedgerRow } from '../protocol/index.ts';
import { utcText } from '../system/calendar.ts';
import { type Cell, exactDollars } from './csv.ts';

/** A column of comma-separated values. The unit is part of its title, and titles are the same in every language. */
interface CsvColumn<Item> {
  readonly title: string;
  cell(item: Item): Cell;
}

const dollarsOrNothing = (nanoUsd: number | null): Cell => (nanoUsd === null ? null : exactDollars(nanoUsd));

export const reportColumns = (by: LedgerReport['by']): readonly CsvColumn<LedgerRow>[] => [
  { title: by, cell: ({ key }) => key },
  { title: 'simulated', cell: ({ simulated }) => simulated },
  { title: 'attempts', cell: ({ attempts }) => attempts },
  { title: 'successes', cell: ({ successes }) => successes },
  { title: 'input_tokens', cell: ({ inputTokens }) => inputTokens },
  { title: 'cached_input_tokens', cell: ({ cachedInputTokens }) => cachedInputTokens },
  { title: 'output_tokens', cell: ({ outputTokens }) => outputTokens },
  { title: 'cost_usd', cell: ({ costNanoUsd }) => exactDollars(costNanoUsd) },
  { title: 'counted_usd', cell: ({ countedNanoUsd }) => exactDollars(countedNanoUsd) },
  { title: 'saved_usd', cell: ({ savedNanoUsd }) => exactDollars(savedNanoUsd) },
  { title: 'unpriced_attempts', cell: ({ unpricedAttempts }) => unpricedAttempts },
];

export const entryColumns: readonly CsvColumn<LedgerItem>[] = [
  { title: 'ended_at_utc', cell: ({ atMs }) => utcText(atMs) },
  { title: 'attempt_id', cell: ({ attemptId }) => attemptId },
  { title: 'request_id', cell: ({ requestId }) => requestId },
  { title: 'model', cell: ({ modelId }) => modelId },
  { title: 'simulated', cell: ({ simulated }) => simulated },
  { title: 'task', cell: ({ task }) => task },
  { title: 'role', cell: ({ role }) => role },
  { title: 'outcome', cell: ({ outcome }) => outcome },
  { title: 'class', cell: (entry) => entry.class },
  { title: 'input_tokens', cell: ({ usage }) => usage?.inputTokens ?? null },
  { title: 'cached_input_tokens', cell: ({ usage }) => usage?.cachedInputTokens ?? null },
  { title: 'output_tokens', cell: ({ usage }) => usage?.outputTokens ?? null },
  { title: 'reasoning_tokens', cell: ({ usage }) => usage?.reasoningTokens ?? null },
  { title: 'cost_usd', cell: ({ costNanoUsd }) => dollarsOrNothing(costNanoUsd) },
  { title: 'counted_usd', cell: ({ countedNanoUsd }) => exactDollars(countedNanoUsd) },
  { title: 'dearest_usd', cell: ({ dearestNanoUsd }) => dollarsOrNothing(dearestNanoUsd) },
  { title: 'certainty', cell: ({ certainty }) => certainty },
  { title: 'price_source', cell: ({ priceSource }) => priceSource },
];
