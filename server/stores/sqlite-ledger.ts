import type { DatabaseSync } from 'node:sqlite';
import type { Calendar, Hold, LedgerEntry, LedgerFilter, LedgerPage, SpendLimit, SpendRow } from '../ports/index.ts';
import { amountsOf } from './spend-sums.ts';
import { attempt, closeQuietly } from './sqlite-file.ts';
import { bit, bitOrNull, entryOf, entryValues, holdOf, holdValues, type OwnedHold, spendOf } from './sqlite-rows.ts';
import {
  addSpend,
  insertEntry,
  insertHold,
  selectBounds,
  selectCounted,
  selectEntries,
  selectSpend,
} from './sqlite-schema.ts';

/** In whose name money is held. */
export interface StoreOwner {
  readonly processId: number;
  /** When this process began, epoch milliseconds by the clock as it goes now: an older hold of the same number was another process's. */
  startedAtMs(): number;
  isAlive(processId: number): boolean;
}

export interface LedgerFileOptions {
  readonly database: DatabaseSync;
  readonly identity: string;
  readonly calendar: Calendar;
  readonly owner: StoreOwner;
  nowMs(): number;
}

/** No request runs longer (the largest `failover.deadlineMs`): an older hold was forgotten by its process. */
const longestHoldMs = 1_800_000;
/** The start of a process is known by two clocks that are rounded differently. */
const startToleranceMs = 1000;
/** Whoever wrote an entry may have been in another time zone: its day may be the one before or after. */
const dayMs = 86_400_000;
/** Years of four digits, with room for a day: other days do not sort as text. */
const sortable = (atMs: number): boolean => atMs > -62_000_000_000_000 && atMs < 253_000_000_000_000;

/** An open file with its statements. Every method may throw what SQLite throws, and then has changed nothing. */
export class LedgerFile {
  /** Which file this is, also when its path leads to another one by now. */
  readonly identity: string;
  private readonly options: LedgerFileOptions;
  private readonly statements: ReturnType<typeof statementsOf>;

  constructor(options: LedgerFileOptions) {
    this.identity = options.identity;
    this.options = options;
    this.statements = statementsOf(options.database);
  }

  /** All or nothing; sees and makes changes that no other process can come between. */
  atomically<Value>(work: () => Value): Value {
    const { begin, commit, rollback } = this.statements;
    begin.run();
    try {
      const value = work();
      commit.run();
      return value;
    } catch (error) {
      // A full disk has ended the transaction already.
      attempt(() => rollback.run());
      throw error;
    }
  }

  /** Inside of `atomically`: writes an entry and its part of the sums, unless the attempt is there already. */
  add(entry: LedgerEntry): void {
    const { changes, lastInsertRowid } = this.statements.insertEntry.run(entryValues(entry));
    if (Number(changes) === 0) return;
    this.statements.addSpend.run({
      day: this.options.calendar.dayOf(entry.atMs),
      simulated: bit(entry.simulated),
      modelId: entry.modelId,
      task: entry.task,
      ...amountsOf(entry),
      sequence: lastInsertRowid,
    });
  }

  has(attemptId: string): boolean {
    return this.statements.selectEntry.get(attemptId) !== undefined;
  }

  entries(filter: LedgerFilter, after: number, limit: number): LedgerPage {
    const { fromMs = null, toMs = null, modelId = null } = filter;
    const simulated = bitOrNull(filter.simulated);
    const { calendar } = this.options;
    const bounds = this.statements.selectBounds.get({
      fromDay: fromMs !== null && sortable(fromMs) ? calendar.dayOf(fromMs - dayMs) : null,
      toDay: toMs !== null && sortable(toMs) ? calendar.dayOf(toMs + dayMs) : null,
      modelId,
      simulated,
    });
    if (typeof bounds?.first !== 'number' || typeof bounds.last !== 'number') return { entries: [], next: undefined };
    const rows = this.statements.selectEntries.all({
      after: Math.max(after, bounds.first - 1),
      last: bounds.last,
      fromMs,
      toMs,
      modelId,
      simulated,
      // One more than fits on the page: there is a next one.
      limit: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1)?.sequence;
    return {
      entries: shown.map(entryOf).filter((entry) => entry !== undefined),
      next: rows.length > limit && typeof last === 'number' ? last : undefined,
    };
  }

  spend(fromDay: string, toDay: string): SpendRow[] {
    const rows = this.statements.selectSpend.all({ fromDay, toDay });
    return rows.map(spendOf).filter((row) => row !== undefined);
  }

  counted({ modelId, simulated, fromDay, toDay }: SpendLimit): number {
    const row = this.statements.selectCounted.get({
      fromDay,
      toDay,
      simulated: bit(simulated),
      modelId: modelId ?? null,
    });
    return typeof row?.counted === 'number' ? row.counted : 0;
  }

  /** Holds of processes that are still there. */
  holds(): readonly Hold[] {
    return this.allHolds().flatMap((owned) => (this.isAlive(owned) ? [owned.hold] : []));
  }

  hold(hold: Hold): void {
    this.statements.insertHold.run(holdValues(hold, this.options.owner.processId));
  }

  /** Removes what processes that ended without a word have left, and gives the holds that remain. */
  livingHolds(): readonly Hold[] {
    return this.allHolds().flatMap((owned) => {
      if (this.isAlive(owned)) return [owned.hold];
      this.release(owned.hold.attemptId);
      return [];
    });
  }

  /** What processes left that ended without a word. Another time will do when the file is busy. */
  dropDeadHolds(): void {
    attempt(() => {
      if (this.allHolds().every((owned) => this.isAlive(owned))) return;
      this.atomically(() => this.livingHolds());
    });
  }

  release(attemptId: string): void {
    this.statements.deleteHold.run(attemptId);
  }

  /** JSON; undefined when there is none. */
  value(name: string): string | undefined {
    const json = this.statements.selectValue.get(name)?.json;
    return typeof json === 'string' ? json : undefined;
  }

  /** Undefined removes it. */
  put(name: string, json: string | undefined): void {
    if (json === undefined) this.statements.deleteValue.run(name);
    else this.statements.insertValue.run(name, json);
  }

  close(): void {
    closeQuietly(this.options.database);
  }

  private allHolds(): readonly OwnedHold[] {
    return this.statements.selectHolds.all().map(holdOf);
  }

  private isAlive({ hold, processId }: OwnedHold): boolean {
    const { owner, nowMs } = this.options;
    if (hold.atMs < nowMs() - longestHoldMs) return false;
    return processId === owner.processId
      ? hold.atMs >= owner.startedAtMs() - startToleranceMs
      : owner.isAlive(processId);
  }
}

const statementsOf = (database: DatabaseSync) => ({
  begin: database.prepare('BEGIN IMMEDIATE'),
  commit: database.prepare('COMMIT'),
  rollback: database.prepare('ROLLBACK'),
  insertEntry: database.prepare(insertEntry),
  addSpend: database.prepare(addSpend),
  selectEntry: database.prepare('SELECT 1 FROM entry WHERE attempt_id = ?'),
  selectEntries: database.prepare(selectEntries),
  selectBounds: database.prepare(selectBounds),
  selectSpend: database.prepare(selectSpend),
  selectCounted: database.prepare(selectCounted),
  selectHolds: database.prepare('SELECT * FROM hold ORDER BY at_ms, attempt_id'),
  insertHold: database.prepare(insertHold),
  deleteHold: database.prepare('DELETE FROM hold WHERE attempt_id = ?'),
  selectValue: database.prepare('SELECT json FROM value WHERE name = ?'),
  insertValue: database.prepare('INSERT OR REPLACE INTO value VALUES (?, ?)'),
  deleteValue: database.prepare('DELETE FROM value WHERE name = ?'),
});
