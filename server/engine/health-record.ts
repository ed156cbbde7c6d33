import * as z from 'zod';
import type { BreakerState, HealthState } from '../core/index.ts';
import { FailureClass, ModelId } from '../protocol/index.ts';

/** Grows when older programs cannot read what newer ones write. */
export const recordVersion = 1;

/** How many first-token times are read back; more than that nobody writes. */
const mostTimes = 64;

const count = z.number().int().min(0);
/** More than any process can have measured; sums of larger numbers would be no numbers any more. */
const mostMeasured = 1e12;
const Average = z.object({
  sum: z.number().min(-mostMeasured).max(mostMeasured),
  mass: z.number().min(0).max(mostMeasured),
  atMs: z.number(),
});
const Tally = z.object({ successes: z.number().min(0), failures: z.number().min(0), atMs: z.number() });

const Health: z.ZodType<HealthState> = z.object({
  firstToken: Average,
  perToken: Average,
  usualFirstToken: Average,
  usualPerToken: Average,
  peakFirstToken: Average,
  peakPerToken: Average,
  firstTokenSamples: z.array(z.number().min(0)).max(mostTimes).default([]),
  recent: Tally,
  longRun: Tally,
  failuresInRow: count,
  timedAnswers: count,
});

const Breaker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('closed'), failuresInRow: count, rampPicksLeft: count, trips: count }),
  z.object({ kind: z.literal('open'), untilMs: z.number(), class: FailureClass, trips: count }),
  z.object({ kind: z.literal('halfOpen'), attemptId: z.string(), class: FailureClass, trips: count }),
  z
    .object({
      kind: z.literal('isolated'),
      by: z.enum(['configuration', 'person']),
      class: FailureClass.optional(),
    })
    .transform(
      ({ by, class: reason }): BreakerState =>
        reason === undefined ? { kind: 'isolated', by } : { kind: 'isolated', by, class: reason },
    ),
]);

/** What is remembered of one model, as it is written. */
export const RememberedModel = z.object({
  /** What the model was asked where; left out when it never could be asked. */
  server: z.object({ baseUrl: z.string(), model: z.string(), apiVersion: z.string().optional() }).optional(),
  /** Its quota domain then, which changes with the key. */
  account: z.string().optional(),
  health: Health,
  breaker: Breaker,
  lastUsedMs: z.number().optional(),
  /** Limits that were learnt; only who learns them knows their shape. */
  limits: z.unknown().optional(),
  /** Epoch milliseconds of the writing. */
  atMs: z.number(),
});
export type RememberedModel = z.infer<typeof RememberedModel>;

/** The outer shape: models and strategies are read one by one, so that one that is damaged does not cost the others. */
export const HealthRecord = z.object({
  version: z.literal(recordVersion),
  savedAtMs: z.number(),
  models: z.record(z.string(), z.unknown()),
  /** Ends of the pauses of quota domains, epoch milliseconds. */
  pauses: z.record(z.string(), z.number()),
  /** States of the balancing strategies, by id. */
  strategies: z.record(z.string(), z.unknown()),
});
export type HealthRecord = z.infer<typeof HealthRecord>;

const Versioned = z.object({ version: z.number() });

/** What a stored value is: `none` when nothing was ever written. */
export type StoredRecord =
  | { readonly kind: 'record'; readonly record: HealthRecord }
  | { readonly kind: 'none' }
  | { readonly kind: 'newer' }
  | { readonly kind: 'damaged' };

export function readHealthRecord(value: unknown): StoredRecord {
  if (value === undefined || value === null) return { kind: 'none' };
  const versioned = Versioned.safeParse(value);
  if (versioned.success && versioned.data.version > recordVersion) return { kind: 'newer' };
  const parsed = HealthRecord.safeParse(value);
  return parsed.success ? { kind: 'record', record: parsed.data } : { kind: 'damaged' };
}

/** The entries that can be read. */
export function readModels(record: HealthRecord): ReadonlyMap<ModelId, RememberedModel> {
  const models = new Map<ModelId, RememberedModel>();
  for (const [key, value] of Object.entries(record.models)) {
    const modelId = ModelId.safeParse(key);
    const model = RememberedModel.safeParse(value);
    if (modelId.success && model.success) models.set(modelId.data, model.data);
  }
  return models;
}
