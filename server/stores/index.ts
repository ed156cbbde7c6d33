import type { Store } from '../ports/index.ts';
import { memoryStore } from './memory.ts';
import { type SqliteOptions, sqliteStore } from './sqlite.ts';

export { memoryStore, sqliteStore };

/** A home for ledger, holds and values. */
export interface StoreKind {
  readonly id: string;
  readonly title: string;
  /** Whether everything is there again when it is opened anew. */
  readonly survives: boolean;
  open(options: SqliteOptions): Store;
}

/** Every kind of store there is. The contract suite runs over this list. */
export const stores: readonly StoreKind[] = [
  { id: 'memory', title: 'Memory of the process', survives: false, open: ({ calendar }) => memoryStore(calendar) },
  { id: 'sqlite', title: 'A file of SQLite', survives: true, open: sqliteStore },
];
