import type { Store } from '../ports/index.ts';
import { memoryStore } from './memory.ts';

export { memoryStore };

/** A home for ledger and holds. */
export interface StoreKind {
  readonly id: string;
  readonly title: string;
  open(): Store;
}

/** Every kind of store there is. The contract suite runs over this list. */
export const stores: readonly StoreKind[] = [{ id: 'memory', title: 'Memory of the process', open: memoryStore }];
