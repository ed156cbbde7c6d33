import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Hold, LedgerEntry, SpendRow } from '../ports/index.ts';
import { LedgerItem, tasks } from '../protocol/index.ts';
import { frozen } from './memory.ts';

/** What a statement gives for a row. */
export type Row = Readonly<Record<string, SQLOutputValue>>;
/** What a statement takes. */
export type Values = Record<string, SQLInputValue>;

export const bit = (value: boolean): 0 | 1 => (value ? 1 : 0);
export const bitOrNull = (value: boolean | undefined): 0 | 1 | null => (value === undefined ? null : bit(value));

export function entryValues({ usage, simulated, ...entry }: LedgerEntry): Values {
  return {
    ...entry,
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    cacheWriteInputTokens: usage?.cacheWriteInputTokens ?? null,
    cacheWriteHourInputTokens: usage?.cacheWriteHourInputTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    usageEstimated: bitOrNull(usage?.estimated),
    simulated: bit(simulated),
  };
}

/** Undefined for a row that somebody else has changed by hand into something that is no entry. */
export function entryOf(row: Row): LedgerEntry | undefined {
  const parsed = LedgerItem.safeParse({
    attemptId: row.attempt_id,
    requestId: row.request_id,
    modelId: row.model_id,
    task: row.task,
    role: row.role,
    atMs: row.at_ms,
    outcome: row.outcome,
    class: row.class,
    usage: row.input_tokens === null ? null : usageOf(row),
    costNanoUsd: row.cost_nano_usd,
    countedNanoUsd: row.counted_nano_usd,
    dearestNanoUsd: row.dearest_nano_usd,
    certainty: row.certainty,
    priceSource: row.price_source,
    simulated: row.simulated === 1,
  });
  return parsed.success ? frozen(parsed.data) : undefined;
}

const usageOf = (row: Row) => ({
  inputTokens: row.input_tokens,
  outputTokens: row.output_tokens,
  ...(row.cached_input_tokens === null ? {} : { cachedInputTokens: row.cached_input_tokens }),
  ...(row.cache_write_input_tokens === null ? {} : { cacheWriteInputTokens: row.cache_write_input_tokens }),
  ...(row.cache_write_hour_input_tokens === null
    ? {}
    : { cacheWriteHourInputTokens: row.cache_write_hour_input_tokens }),
  ...(row.reasoning_tokens === null ? {} : { reasoningTokens: row.reasoning_tokens }),
  ...(row.usage_estimated === null ? {} : { estimated: row.usage_estimated === 1 }),
});

const amount = (value: SQLOutputValue | undefined): number => (typeof value === 'number' ? value : 0);
const text = (value: SQLOutputValue | undefined): string => (typeof value === 'string' ? value : '');

/** Undefined for a row that somebody else has changed by hand into something that is no sum. */
export function spendOf(row: Row): SpendRow | undefined {
  const task = tasks.find((each) => each === row.task);
  if (task === undefined) return undefined;
  return Object.freeze({
    day: text(row.day),
    modelId: text(row.model_id),
    task,
    simulated: row.simulated === 1,
    attempts: amount(row.attempts),
    successes: amount(row.successes),
    inputTokens: amount(row.input_tokens),
    cachedInputTokens: amount(row.cached_input_tokens),
    outputTokens: amount(row.output_tokens),
    costNanoUsd: amount(row.cost_nano_usd),
    countedNanoUsd: amount(row.counted_nano_usd),
    savedNanoUsd: amount(row.saved_nano_usd),
    unpricedAttempts: amount(row.unpriced_attempts),
  });
}

/** A hold, and the process that wants the money. */
export interface OwnedHold {
  readonly hold: Hold;
  readonly processId: number;
}

export function holdOf(row: Row): OwnedHold {
  const hold = Object.freeze({
    attemptId: text(row.attempt_id),
    requestId: text(row.request_id),
    modelId: text(row.model_id),
    simulated: row.simulated === 1,
    estimateNanoUsd: amount(row.estimate_nano_usd),
    atMs: amount(row.at_ms),
  });
  return { hold, processId: amount(row.process_id) };
}

export const holdValues = ({ simulated, ...hold }: Hold, processId: number): Values => ({
  ...hold,
  simulated: bit(simulated),
  processId,
});
