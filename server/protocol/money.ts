import * as z from 'zod';
import { FailureClass, OutcomeKind } from './errors.ts';
import { AttemptRole, ModelId, Task } from './ids.ts';
import { Usage } from './parts.ts';

/** What happens when a budget is used up. */
export const budgetPolicies = ['warn', 'cheapest', 'stop'] as const;
export const BudgetPolicy = z.enum(budgetPolicies);
export type BudgetPolicy = z.infer<typeof BudgetPolicy>;

export const BudgetPeriod = z.enum(['day', 'month']);
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;

/** One budget and what of it is used. Amounts are integer nano-dollars. */
export const BudgetState = z.object({
  /** Null: all models together. */
  modelId: ModelId.nullable(),
  period: BudgetPeriod,
  limitNanoUsd: z.number().int(),
  /** What counts against it: costs, and for broken streams what had been held for them. */
  countedNanoUsd: z.number().int(),
  /** Set aside for attempts that are running. */
  heldNanoUsd: z.number().int(),
});
export type BudgetState = z.infer<typeof BudgetState>;

/** What was spent in one period. Amounts are integer nano-dollars. */
export const SpendSum = z.object({
  costNanoUsd: z.number().int(),
  /** What the dearest configured model would have cost for the same tokens, minus what was paid. */
  savedNanoUsd: z.number().int(),
  attempts: z.number().int(),
  /** Attempts whose price is unknown and that are therefore missing in the cost. */
  unpricedAttempts: z.number().int(),
});
export type SpendSum = z.infer<typeof SpendSum>;

/** Spending and budgets as views show them. Simulated money is shown only while nothing but simulated models can be asked. */
export const MoneyState = z.object({
  simulated: z.boolean(),
  /** `YYYY-MM-DD`, in the time zone of the machine. */
  day: z.string(),
  today: SpendSum,
  month: SpendSum,
  budgets: z.array(BudgetState),
  policy: BudgetPolicy,
  /** What each model has cost today; models that cost nothing are missing. */
  todayByModel: z.record(ModelId, z.number().int()),
  /** Why the ledger is not kept on disk; null when it is, or never was meant to be. */
  ledgerTrouble: z.object({ kind: z.enum(['damaged', 'newer', 'unwritable']), path: z.string() }).nullable(),
});
export type MoneyState = z.infer<typeof MoneyState>;

/** A mark that spending has reached. */
export const BudgetAlert = z.object({
  modelId: ModelId.nullable(),
  period: BudgetPeriod,
  /** Percent of the budget, such as 80. */
  percent: z.number(),
  limitNanoUsd: z.number().int(),
  countedNanoUsd: z.number().int(),
  policy: BudgetPolicy,
  simulated: z.boolean(),
});
export type BudgetAlert = z.infer<typeof BudgetAlert>;

const Day = z.iso.date('a day is written as year-month-day, such as 2026-10-05');

/** Which part of the ledger a report is about, and how it is grouped. Days are `YYYY-MM-DD`, both included. */
export const LedgerQuery = z.strictObject({
  fromDay: Day.optional(),
  toDay: Day.optional(),
  by: z.enum(['day', 'model', 'task']).default('day'),
});
export type LedgerQuery = z.infer<typeof LedgerQuery>;

export const LedgerRow = z.object({
  /** The day, the model id or the task, as asked; empty in the total. */
  key: z.string(),
  simulated: z.boolean(),
  attempts: z.number().int(),
  successes: z.number().int(),
  inputTokens: z.number().int(),
  cachedInputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costNanoUsd: z.number().int(),
  countedNanoUsd: z.number().int(),
  savedNanoUsd: z.number().int(),
  unpricedAttempts: z.number().int(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

export const LedgerReport = z.object({
  fromDay: z.string(),
  toDay: z.string(),
  by: z.enum(['day', 'model', 'task']),
  /** Real and simulated money stand in rows of their own. */
  rows: z.array(LedgerRow),
  /** One for real and one for simulated money, each only when there is any. */
  totals: z.array(LedgerRow),
  /** Where the ledger is kept; null: in memory only. */
  place: z.string().nullable(),
  trouble: MoneyState.shape.ledgerTrouble,
});
export type LedgerReport = z.infer<typeof LedgerReport>;

/** One attempt's money, as the ledger has it. What the fields mean stands at `LedgerEntry` in ports/store.ts. */
export const LedgerItem = z.object({
  attemptId: z.string(),
  requestId: z.string(),
  modelId: ModelId,
  task: Task,
  role: AttemptRole,
  atMs: z.number(),
  outcome: OutcomeKind,
  class: FailureClass.nullable(),
  usage: Usage.nullable(),
  costNanoUsd: z.number().int().nullable(),
  countedNanoUsd: z.number().int(),
  dearestNanoUsd: z.number().int().nullable(),
  certainty: z.enum(['exact', 'estimate', 'underEstimate', 'unknown']),
  priceSource: z.string(),
  simulated: z.boolean(),
});
export type LedgerItem = z.infer<typeof LedgerItem>;

/** Which entries are wanted, a page at a time. Days are `YYYY-MM-DD`, both included. */
export const LedgerEntriesQuery = z.strictObject({
  fromDay: Day.optional(),
  toDay: Day.optional(),
  /** The `next` of the page before. */
  after: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(500),
});
export type LedgerEntriesQuery = z.infer<typeof LedgerEntriesQuery>;

/** Entries in the order in which they were written; `next` is null at the end. */
export const LedgerEntries = z.object({ entries: z.array(LedgerItem), next: z.number().int().nullable() });
export type LedgerEntries = z.infer<typeof LedgerEntries>;

/** The state of the money before anything was spent. */
export const noMoney = (day: string): MoneyState => ({
  simulated: false,
  day,
  today: { costNanoUsd: 0, savedNanoUsd: 0, attempts: 0, unpricedAttempts: 0 },
  month: { costNanoUsd: 0, savedNanoUsd: 0, attempts: 0, unpricedAttempts: 0 },
  budgets: [],
  policy: 'warn',
  todayByModel: {},
  ledgerTrouble: null,
});
