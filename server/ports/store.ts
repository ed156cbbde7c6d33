import type { FailureClass, ModelId, OutcomeKind, Task, Usage } from '../protocol/index.ts';

/** One attempt's money, written once. */
export interface LedgerEntry {
  /** Unique: writing the same attempt twice changes nothing. */
  readonly attemptId: string;
  readonly requestId: string;
  readonly modelId: ModelId;
  readonly task: Task;
  readonly atMs: number;
  readonly outcome: OutcomeKind;
  readonly class: FailureClass | null;
  readonly usage: Usage | null;
  /** Integer nano-dollars; null when the price is unknown. */
  readonly costNanoUsd: number | null;
  /**
   * `exact`: from the vendor's own count. `estimate`: counted from the text of a whole answer. `underEstimate`: a broken or
   * cancelled stream, of which the vendor may bill more. `unknown`: no price.
   */
  readonly certainty: 'exact' | 'estimate' | 'underEstimate' | 'unknown';
  readonly priceSource: string;
  readonly simulated: boolean;
}

/** Money set aside for a request that is running. */
export interface Hold {
  readonly requestId: string;
  readonly estimateNanoUsd: number;
}

/** What the engine keeps: the ledger and the holds. One interface, several homes, one contract suite. */
export interface Store {
  append(entry: LedgerEntry): void;
  /** All entries in the order in which they were written. */
  entries(): readonly LedgerEntry[];
  reserve(hold: Hold): void;
  /** Ends a hold; doing it twice, or for an unknown request, changes nothing. */
  release(requestId: string): void;
  holds(): readonly Hold[];
}
