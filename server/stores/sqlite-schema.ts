/**
 * The one schema. A file of a higher `user_version` was written by a newer VideoGenius and is left alone. Whoever changes the tables
 * raises the number and writes down here how a file of the one before becomes one of the new.
 */
export const schemaVersion = 1;

/** Marks the file as ours for `file` and for every program that knows SQLite: "VGen". */
export const applicationId = 0x5647656e;

/**
 * `entry` is the ledger, only ever added to; `spend` its sums, changed in the same transaction. `first_sequence` and `last_sequence` say
 * where in the ledger the entries of a sum stand. A hold has the process that wants the money: it ends with it.
 */
export const schema = `
CREATE TABLE entry (
  sequence INTEGER PRIMARY KEY,
  attempt_id TEXT NOT NULL UNIQUE,
  request_id TEXT NOT NULL,
  model_id TEXT NOT NULL,
  task TEXT NOT NULL,
  role TEXT NOT NULL,
  at_ms REAL NOT NULL,
  outcome TEXT NOT NULL,
  class TEXT,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_input_tokens INTEGER,
  cache_write_input_tokens INTEGER,
  cache_write_hour_input_tokens INTEGER,
  reasoning_tokens INTEGER,
  usage_estimated INTEGER,
  cost_nano_usd INTEGER,
  counted_nano_usd INTEGER NOT NULL,
  dearest_nano_usd INTEGER,
  certainty TEXT NOT NULL,
  price_source TEXT NOT NULL,
  simulated INTEGER NOT NULL
) STRICT;
CREATE TABLE spend (
  day TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  model_id TEXT NOT NULL,
  task TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  successes INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  counted_nano_usd INTEGER NOT NULL,
  saved_nano_usd INTEGER NOT NULL,
  unpriced_attempts INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  PRIMARY KEY (day, simulated, model_id, task)
) STRICT, WITHOUT ROWID;
CREATE TABLE hold (
  attempt_id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL,
  model_id TEXT NOT NULL,
  simulated INTEGER NOT NULL,
  estimate_nano_usd INTEGER NOT NULL,
  at_ms REAL NOT NULL,
  process_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE value (
  name TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;

export const insertEntry = `
INSERT INTO entry (attempt_id, request_id, model_id, task, role, at_ms, outcome, class, input_tokens, output_tokens,
  cached_input_tokens, cache_write_input_tokens, cache_write_hour_input_tokens, reasoning_tokens, usage_estimated, cost_nano_usd,
  counted_nano_usd, dearest_nano_usd, certainty,
  price_source, simulated)
VALUES ($attemptId, $requestId, $modelId, $task, $role, $atMs, $outcome, $class, $inputTokens, $outputTokens,
  $cachedInputTokens, $cacheWriteInputTokens, $cacheWriteHourInputTokens, $reasoningTokens, $usageEstimated, $costNanoUsd, $countedNanoUsd, $dearestNanoUsd, $certainty,
  $priceSource, $simulated)
ON CONFLICT (attempt_id) DO NOTHING`;

export const addSpend = `
INSERT INTO spend VALUES ($day, $simulated, $modelId, $task, $attempts, $successes, $inputTokens, $cachedInputTokens,
  $outputTokens, $costNanoUsd, $countedNanoUsd, $savedNanoUsd, $unpricedAttempts, $sequence, $sequence)
ON CONFLICT (day, simulated, model_id, task) DO UPDATE SET
  attempts = attempts + excluded.attempts,
  successes = successes + excluded.successes,
  input_tokens = input_tokens + excluded.input_tokens,
  cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
  output_tokens = output_tokens + excluded.output_tokens,
  cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd,
  counted_nano_usd = counted_nano_usd + excluded.counted_nano_usd,
  saved_nano_usd = saved_nano_usd + excluded.saved_nano_usd,
  unpriced_attempts = unpriced_attempts + excluded.unpriced_attempts,
  last_sequence = excluded.last_sequence`;

export const selectEntries = `
SELECT * FROM entry
WHERE sequence > $after AND sequence <= $last
  AND ($fromMs IS NULL OR at_ms >= $fromMs) AND ($toMs IS NULL OR at_ms < $toMs)
  AND ($modelId IS NULL OR model_id = $modelId) AND ($simulated IS NULL OR simulated = $simulated)
ORDER BY sequence LIMIT $limit`;

/** Between which places of the ledger the entries of some days stand. */
export const selectBounds = `
SELECT min(first_sequence) AS first, max(last_sequence) AS last FROM spend
WHERE ($fromDay IS NULL OR day >= $fromDay) AND ($toDay IS NULL OR day <= $toDay)
  AND ($modelId IS NULL OR model_id = $modelId) AND ($simulated IS NULL OR simulated = $simulated)`;

export const selectSpend =
  'SELECT * FROM spend WHERE day BETWEEN $fromDay AND $toDay ORDER BY day, simulated, model_id, task';

export const selectCounted = `
SELECT coalesce(sum(counted_nano_usd), 0) AS counted FROM spend
WHERE day BETWEEN $fromDay AND $toDay AND simulated = $simulated AND ($modelId IS NULL OR model_id = $modelId)`;

export const insertHold = `
INSERT OR REPLACE INTO hold VALUES ($attemptId, $requestId, $modelId, $simulated, $estimateNanoUsd, $atMs, $processId)`;
