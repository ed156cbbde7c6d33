import type { Calendar, Hold, SpendLimit, SpendRow, Store } from '../ports/index.ts';
import { memoryStore } from './memory.ts';
import { addAmounts } from './spend-sums.ts';
import type { LedgerFile } from './sqlite-ledger.ts';

/** Pages are read whole when everything is written at last. */
const pageSize = 1000;

/** What could not be written into the file, next to it in memory. */
export class Beside {
  readonly memory: Store;
  /** Attempts whose holds in the file have ended. */
  private readonly released = new Set<string>();
  /** Names of the values that are newer than those in the file. */
  private readonly names = new Set<string>();

  constructor(calendar: Calendar) {
    this.memory = memoryStore(calendar);
  }

  hold(hold: Hold): void {
    this.released.delete(hold.attemptId);
    this.memory.reserve(hold, []);
  }

  release(attemptId: string): void {
    this.released.add(attemptId);
    this.memory.release(attemptId);
  }

  put(name: string, value: unknown): void {
    this.names.add(name);
    this.memory.put(name, value);
  }

  /** Whether a value was put here, be it only to remove it. */
  knows(name: string): boolean {
    return this.names.has(name);
  }

  /** Holds of the file and these, each attempt once. */
  withHolds(written: readonly Hold[]): readonly Hold[] {
    const own = this.memory.holds();
    const replaced = new Set(own.map(({ attemptId }) => attemptId));
    return [...written.filter(({ attemptId }) => !this.released.has(attemptId) && !replaced.has(attemptId)), ...own];
  }

  /** What was spent of a limit and is not in the file. */
  counted({ modelId, simulated, fromDay, toDay }: SpendLimit): number {
    return this.memory
      .spend({ fromDay, toDay })
      .filter((row) => row.simulated === simulated && (modelId === undefined || row.modelId === modelId))
      .reduce((sum, row) => sum + row.countedNanoUsd, 0);
  }

  /** The sums of the file and these, each day, model, task and kind once. */
  addedTo(
    written: readonly SpendRow[],
    days: { readonly fromDay: string; readonly toDay: string },
  ): readonly SpendRow[] {
    const keyOf = ({ day, simulated, modelId, task }: SpendRow) => `${day} ${simulated} ${modelId} ${task}`;
    const sums = new Map(written.map((row) => [keyOf(row), { ...row }]));
    for (const row of this.memory.spend(days)) {
      const sum = sums.get(keyOf(row));
      if (sum === undefined) sums.set(keyOf(row), { ...row });
      else addAmounts(sum, row);
    }
    return [...sums.values()].sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  }

  /** Writes everything, inside of a transaction. */
  writeInto(file: LedgerFile): void {
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page: ReturnType<Store['entries']> = this.memory.entries({}, { after, limit: pageSize });
      for (const entry of page.entries) file.add(entry);
      after = page.next;
    }
    for (const attemptId of this.released) file.release(attemptId);
    for (const hold of this.memory.holds()) file.hold(hold);
    for (const name of this.names) {
      const value = this.memory.get(name);
      file.put(name, value === undefined ? undefined : JSON.stringify(value));
    }
  }
}
