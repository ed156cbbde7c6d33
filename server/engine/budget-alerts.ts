import { type BudgetUse, highestMark } from '../core/index.ts';
import type { Store } from '../ports/index.ts';
import { isRecord } from '../protocol/index.ts';

/** The name under which the store keeps what has been told. */
const storedName = 'budget-alerts';

/** The highest mark told of one budget in one period. */
interface Told {
  /** First day of the period, `YYYY-MM-DD`. */
  readonly from: string;
  readonly limitNanoUsd: number;
  readonly percent: number;
}

/**
 * Remembers which marks of which budgets have been told, so that each is told once in its period, also over a restart and when
 * several processes share a ledger. A budget of another size is another budget: its marks are told anew, of those that are
 * passed already only the highest.
 */
export class BudgetAlerts {
  private readonly store: Store;
  private told: ReadonlyMap<string, Told> | undefined;

  constructor(store: Store) {
    this.store = store;
  }

  /**
   * The mark that must be told now, in percent; undefined when there is none. Answers once for each.
   *
   * @param from first day of the period
   */
  due(use: BudgetUse, simulated: boolean, from: string, percents: readonly number[]): number | undefined {
    const percent = highestMark(percents, use);
    if (percent === 0) return undefined;
    const key = `${simulated ? 'simulated' : 'real'} ${use.period} ${use.modelId ?? ''}`;
    const isKnown = ({ from: start, limitNanoUsd, percent: mark }: Told) =>
      start === from && limitNanoUsd === use.limitNanoUsd && mark >= percent;
    const remembered = this.told?.get(key);
    if (remembered && isKnown(remembered)) return undefined;
    // Another process may have told it.
    const stored = readTold(this.store.get(storedName));
    const known = stored.get(key);
    this.told = stored;
    if (known && isKnown(known)) return undefined;
    stored.set(key, { from, limitNanoUsd: use.limitNanoUsd, percent });
    this.store.put(storedName, Object.fromEntries(stored));
    return percent;
  }
}

/** What the store holds, whatever wrote it. */
function readTold(value: unknown): Map<string, Told> {
  const told = new Map<string, Told>();
  if (!isRecord(value)) return told;
  for (const [key, each] of Object.entries(value)) {
    if (!isRecord(each)) continue;
    const { from, limitNanoUsd, percent } = each;
    if (typeof from === 'string' && typeof limitNanoUsd === 'number' && typeof percent === 'number') {
      told.set(key, { from, limitNanoUsd, percent });
    }
  }
  return told;
}
