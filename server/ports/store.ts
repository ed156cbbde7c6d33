import type { AttemptRole, FailureClass, ModelId, OutcomeKind, Task, Usage } from '../protocol/index.ts';

/** One attempt's money, written once. */
export interface LedgerEntry {
  /** Unique: writing the same attempt twice changes nothing. */
  readonly attemptId: string;
  readonly requestId: string;
  readonly modelId: ModelId;
  readonly task: Task;
  readonly role: AttemptRole;
  /** Epoch milliseconds at which the attempt ended. */
  readonly atMs: number;
  readonly outcome: OutcomeKind;
  readonly class: FailureClass | null;
  readonly usage: Usage | null;
  /** Integer nano-dollars; null when the price is unknown. */
  readonly costNanoUsd: number | null;
  /**
   * What the attempt counts as against budgets, integer nano-dollars: its cost; for a broken or cancelled stream, of which the vendor may
   * bill more, never less than what was held for it; for an unknown price what was held.
   */
  readonly countedNanoUsd: number;
  /** What the dearest configured model of the same kind would have cost for the same tokens; null when no price is known. */
  readonly dearestNanoUsd: number | null;
  /**
   * `exact`: from the vendor's own count. `estimate`: counted from the text of a whole answer. `underEstimate`: a broken or
   * cancelled stream, of which the vendor may bill more. `unknown`: no price.
   */
  readonly certainty: 'exact' | 'estimate' | 'underEstimate' | 'unknown';
  readonly priceSource: string;
  readonly simulated: boolean;
}

/** Money set aside for an attempt that is running. */
export interface Hold {
  readonly attemptId: string;
  readonly requestId: string;
  readonly modelId: ModelId;
  readonly simulated: boolean;
  readonly estimateNanoUsd: number;
  readonly atMs: number;
}

/** A bound on what may be spent, as a hold must respect it. Simulated and real money are never added up. */
export interface SpendLimit {
  /** All models together if undefined. */
  readonly modelId: ModelId | undefined;
  readonly simulated: boolean;
  /** Calendar days, `YYYY-MM-DD`, first and last included. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly limitNanoUsd: number;
}

/** Which entries are meant. */
export interface LedgerFilter {
  /** Epoch milliseconds, inclusive. */
  readonly fromMs?: number;
  /** Epoch milliseconds, exclusive. */
  readonly toMs?: number;
  readonly modelId?: ModelId;
  readonly simulated?: boolean;
}

/** Entries in the order in which they were written; `next` continues behind the last one, undefined at the end. */
export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  readonly next: number | undefined;
}

/** Sums over the entries of one day, model and task, kept along with the ledger so that no question reads all of it. */
export interface SpendRow {
  /** `YYYY-MM-DD` of the calendar that the store was opened with. */
  readonly day: string;
  readonly modelId: ModelId;
  readonly task: Task;
  readonly simulated: boolean;
  readonly attempts: number;
  readonly successes: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  readonly countedNanoUsd: number;
  /** Sum over the entries whose cost and whose dearest cost are both known. */
  readonly savedNanoUsd: number;
  /** Entries whose price is unknown and that are therefore missing in the cost. */
  readonly unpricedAttempts: number;
}

/** Whether money could be set aside, and if not, which limit stands against it. */
export type Reservation = { readonly ok: true } | { readonly ok: false; readonly limit: SpendLimit };

/**
 * What the engine keeps: the ledger (append-only), the holds, and what must survive a restart. One interface, several homes, one contract
 * suite. Synchronous, because it is asked in the middle of a pick; a home that cannot be written keeps working in memory and says so
 * once through `trouble`.
 */
export interface Store {
  append(entry: LedgerEntry): void;
  /** Up to `limit` entries behind `after` (0 or the `next` of the page before). */
  entries(filter: LedgerFilter, page?: { readonly after?: number; readonly limit?: number }): LedgerPage;
  /** Sums per day, model, task and kind, days in ascending order, both ends included. */
  spend(days: { readonly fromDay: string; readonly toDay: string }): readonly SpendRow[];
  /**
   * Sets money aside, all or nothing: refused when what was spent (as counted) and what is held, with this hold, would exceed one of
   * the limits; the answer names the first of those. Limits of other models or of the other kind of money do not concern a hold, and a
   * hold of nothing exceeds none. The same attempt twice replaces its hold; refused, it leaves the one before.
   */
  reserve(hold: Hold, limits: readonly SpendLimit[]): Reservation;
  /** Ends a hold; doing it twice, or for an unknown attempt, changes nothing. */
  release(attemptId: string): void;
  holds(): readonly Hold[];
  /** Values that survive a restart, plain JSON, by name; undefined when there is none. */
  get(name: string): unknown;
  /** The value replaces the one before; undefined removes it. */
  put(name: string, value: unknown): void;
  /** Path of the file in which everything is kept; undefined while it is in memory only. */
  place(): string | undefined;
  /**
   * What is wrong with the file: `undefined` when all is well or when the home never was a disk. After `damaged` a new file was begun,
   * with `newer` and `unwritable` everything since then is in memory.
   */
  trouble(): StoreTrouble | undefined;
  /** Gives the file back. Nothing may be asked afterwards. */
  close(): void;
}

/** What is wrong with the file of a store. It is never overwritten: it was set aside or left alone. */
export interface StoreTrouble {
  readonly kind: 'damaged' | 'newer' | 'unwritable';
  /** Where the file is now. */
  readonly path: string;
}
