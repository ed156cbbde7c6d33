import * as z from 'zod';
import type { Store } from '../ports/index.ts';

const Holder = z.object({ id: z.string(), takenAtMs: z.number(), untilMs: z.number() });

/** The name in the store. */
const name = 'prober';

/**
 * Who of all processes over one store checks connections. Held for a while and renewed with every round, so that another process takes
 * over when the holder has died. A lease from the future (the clock was set back) counts as none. Two processes that ask in the
 * same instant may both hold it for one round, which costs a few free checks more and no correctness.
 */
export class ProberLease {
  private readonly store: Pick<Store, 'get' | 'put'>;
  private readonly id: string;

  constructor(store: Pick<Store, 'get' | 'put'>, id: string) {
    this.store = store;
    this.id = id;
  }

  /** Takes or renews it; `false` when another process has it. */
  take(nowMs: number, lengthMs: number): boolean {
    const holder = Holder.safeParse(this.store.get(name)).data;
    const isTaken = holder !== undefined && holder.takenAtMs <= nowMs && nowMs < holder.untilMs;
    if (isTaken && holder.id !== this.id) return false;
    this.store.put(name, { id: this.id, takenAtMs: nowMs, untilMs: nowMs + lengthMs });
    return true;
  }

  /** Lets the next one have it at once. */
  giveBack(): void {
    if (Holder.safeParse(this.store.get(name)).data?.id === this.id) this.store.put(name, undefined);
  }
}
