import * as z from 'zod';
import { RequestErrorCode } from './errors.ts';
import { AttemptRole, ModelId, StrategyId, Task } from './ids.ts';
import { BudgetAlert, MoneyState } from './money.ts';
import { AttemptReport } from './requests.ts';
import { Sentence } from './sentence-schema.ts';
import { Explanation, ModelState, ModelStatus } from './state.ts';

const stamp = { sequence: z.number().int(), atMs: z.number() };

/**
 * What happened, in order, for everyone who watches: panel, log, metrics, ledger view. An event never holds a key, a
 * prompt or a piece of script.
 */
export const Event = z.discriminatedUnion('type', [
  z.object({
    ...stamp,
    type: z.literal('config-change'),
    configRevision: z.number().int(),
    strategy: StrategyId,
    fallbackChain: z.array(ModelId),
    failoverEnabled: z.boolean(),
    models: z.array(ModelState),
  }),
  /** The complete new state of one model, after anything about it changed. */
  z.object({ ...stamp, type: z.literal('model-change'), model: ModelState }),
  /** A model recovered, degraded or failed: for notifications. The state itself comes as `model-change`. */
  z.object({
    ...stamp,
    type: z.literal('model-status'),
    modelId: ModelId,
    previous: ModelStatus,
    status: ModelStatus,
    reason: Sentence,
  }),
  z.object({ ...stamp, type: z.literal('request-start'), requestId: z.string(), task: Task }),
  z.object({ ...stamp, type: z.literal('request-plan'), requestId: z.string(), explanation: Explanation }),
  z.object({
    ...stamp,
    type: z.literal('attempt-start'),
    requestId: z.string(),
    attemptId: z.string(),
    modelId: ModelId,
    number: z.number().int(),
    role: AttemptRole,
  }),
  z.object({
    ...stamp,
    type: z.literal('attempt-first-token'),
    requestId: z.string(),
    attemptId: z.string(),
    modelId: ModelId,
    firstTokenMs: z.number(),
  }),
  z.object({ ...stamp, type: z.literal('attempt-end'), requestId: z.string(), report: AttemptReport }),
  z.object({
    ...stamp,
    type: z.literal('request-end'),
    requestId: z.string(),
    result: z.enum(['success', 'failed', 'cancelled']),
    errorCode: RequestErrorCode.nullable(),
    costNanoUsd: z.number().int().nullable(),
  }),
  /** The complete new state of the money, after an entry was written, a budget was changed or a day began. */
  z.object({ ...stamp, type: z.literal('money-change'), money: MoneyState }),
  /** Spending has reached a mark of a budget; once for each mark, scope and period. */
  z.object({ ...stamp, type: z.literal('budget-alert'), alert: BudgetAlert }),
]);
export type Event = z.infer<typeof Event>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event before the bus gives it its number and its time. */
export type EventDraft = DistributiveOmit<Event, 'sequence' | 'atMs'>;
