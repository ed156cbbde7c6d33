import { existsSync } from 'node:fs';
import type { Calendar, LedgerFilter, LedgerPage, SpendLimit, SpendRow, Store, StoreTrouble } from '../ports/index.ts';
import { heldOf } from './hold-sums.ts';
import { judged, usualPageSize } from './memory.ts';
import { Beside } from './sqlite-beside.ts';
import { identityOf, type OpenDatabase, openFile, saysDamaged, setAside } from './sqlite-file.ts';
import { LedgerFile, type StoreOwner } from './sqlite-ledger.ts';

export interface SqliteOptions {
  /** Absolute path of the file. It and its folder are made when something is written for the first time. */
  readonly path: string;
  readonly calendar: Calendar;
  readonly owner: StoreOwner;
  readonly openDatabase: OpenDatabase;
  /** How long a writer waits for another process, in milliseconds; 1000 if left out. */
  readonly busyTimeoutMs?: number;
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Told once of each new trouble. */
  onTrouble?(trouble: StoreTrouble): void;
}

/** How long a file that could not be written is left in peace, and how often it is looked at whether it is still there. */
const pauseMs = 15_000;

/** Places of entries in memory, in pages: above all places in a file. */
const besideFrom = 2 ** 52;

/** A store in a file, opened when it is needed first. */
export const sqliteStore = (options: SqliteOptions): Store => new SqliteStore(options);

/**
 * Every method answers, whatever happens to the file. What cannot be written stays in memory, counts in every answer, and is written as
 * soon as that is possible. A broken file is moved out of the way and a new one begun; one of a newer version is left alone.
 */
class SqliteStore implements Store {
  private readonly options: SqliteOptions;
  private file: LedgerFile | undefined;
  /** What is not in the file; undefined while there is nothing of the kind. */
  private beside: Beside | undefined;
  /** Why the file cannot be used at present. */
  private present: StoreTrouble | undefined;
  /** A broken file that was replaced. */
  private replaced: StoreTrouble | undefined;
  private told: StoreTrouble['kind'] | undefined;
  /** The file is not tried again before; infinite when that would never help. */
  private nextTryMs = Number.NEGATIVE_INFINITY;
  private nextLookMs = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(options: SqliteOptions) {
    this.options = options;
  }

  append(entry: Parameters<Store['append']>[0]): void {
    this.write(
      (file) => file.atomically(() => file.add(entry)),
      () => {
        if (!this.read((file) => file.has(entry.attemptId), false)) this.besides().memory.append(entry);
      },
    );
  }

  entries(filter: LedgerFilter, { after = 0, limit = usualPageSize } = {}): LedgerPage {
    const nothing: LedgerPage = { entries: [], next: undefined };
    const written = after >= besideFrom ? nothing : this.read((file) => file.entries(filter, after, limit), nothing);
    if (written.next !== undefined || this.beside === undefined) return written;
    const room = limit - written.entries.length;
    const page = this.beside.memory.entries(filter, { after: Math.max(0, after - besideFrom), limit: room });
    return {
      entries: [...written.entries, ...page.entries],
      next: page.next === undefined ? undefined : besideFrom + page.next,
    };
  }

  spend({ fromDay, toDay }: { readonly fromDay: string; readonly toDay: string }): readonly SpendRow[] {
    const written = this.read((file) => file.spend(fromDay, toDay), []);
    return this.beside === undefined ? written : this.beside.addedTo(written, { fromDay, toDay });
  }

  reserve(...[hold, limits]: Parameters<Store['reserve']>): ReturnType<Store['reserve']> {
    return this.write(
      (file) =>
        file.atomically(() => {
          // Nobody can come between what is read here and what is written.
          const holds = limits.length > 0 ? file.livingHolds() : [];
          const used = (limit: SpendLimit) => file.counted(limit) + heldOf(holds, limit, hold.attemptId);
          const answer = judged(hold, limits, used);
          if (answer.ok) file.hold(hold);
          return answer;
        }),
      () => {
        const beside = this.besides();
        const holds = beside.withHolds(this.read((file) => file.holds(), []));
        const used = (limit: SpendLimit) =>
          this.read((file) => file.counted(limit), 0) + beside.counted(limit) + heldOf(holds, limit, hold.attemptId);
        const answer = judged(hold, limits, used);
        if (answer.ok) beside.hold(hold);
        return answer;
      },
    );
  }

  release(attemptId: string): void {
    this.write(
      (file) => file.release(attemptId),
      () => this.besides().release(attemptId),
    );
  }

  holds(): ReturnType<Store['holds']> {
    const written = this.read((file) => file.holds(), []);
    return this.beside === undefined ? written : this.beside.withHolds(written);
  }

  get(name: string): unknown {
    if (this.beside?.knows(name)) return this.beside.memory.get(name);
    const json = this.read((file) => file.value(name), undefined);
    try {
      return json === undefined ? undefined : JSON.parse(json);
    } catch {
      // Somebody has changed it by hand.
      return undefined;
    }
  }

  put(name: string, value: unknown): void {
    const json = value === undefined ? undefined : JSON.stringify(value);
    this.write(
      (file) => file.put(name, json),
      () => this.besides().put(name, value),
    );
  }

  place(): string | undefined {
    return this.present === undefined ? this.options.path : undefined;
  }

  trouble(): StoreTrouble | undefined {
    return this.present ?? this.replaced;
  }

  close(): void {
    // The last chance for what could not be written.
    if (this.beside !== undefined && this.nextTryMs !== Number.POSITIVE_INFINITY) {
      this.nextTryMs = Number.NEGATIVE_INFINITY;
      this.forWriting();
    }
    this.closed = true;
    this.file?.close();
    this.file = undefined;
  }

  private besides(): Beside {
    this.beside ??= new Beside(this.options.calendar);
    return this.beside;
  }

  /** Does something with the file, or, when that is not possible, otherwise. */
  private write<Value>(work: (file: LedgerFile) => Value, otherwise: () => Value): Value {
    for (const isLast of [false, true]) {
      const file = this.forWriting();
      if (file === undefined) break;
      try {
        return work(file);
      } catch (error) {
        // After a broken file comes a new one.
        if (this.failed(error) !== 'replaced' || isLast) break;
      }
    }
    return otherwise();
  }

  /** Asks the file; what it would say without one when it cannot be asked. A file that cannot be written can often be read. */
  private read<Value>(work: (file: LedgerFile) => Value, without: Value): Value {
    if (this.file === undefined && (this.present !== undefined || !existsSync(this.options.path))) return without;
    const file = this.file ?? this.forWriting();
    if (file === undefined) return without;
    try {
      return work(file);
    } catch (error) {
      if (saysDamaged(error)) this.failed(error);
      return without;
    }
  }

  /** The file when it can be tried, after everything that had to wait was written. */
  private forWriting(): LedgerFile | undefined {
    const nowMs = this.options.nowMs();
    // A clock that was set back must not make the pause longer.
    if (this.nextTryMs !== Number.POSITIVE_INFINITY) this.nextTryMs = Math.min(this.nextTryMs, nowMs + pauseMs);
    if (this.closed || nowMs < this.nextTryMs) return undefined;
    this.lookAfter(nowMs);
    this.file ??= this.open();
    const { file, beside } = this;
    if (file === undefined || beside === undefined) return file;
    try {
      file.atomically(() => beside.writeInto(file));
      this.beside = undefined;
      this.present = undefined;
      this.told = undefined;
      return file;
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** Somebody may remove the file or put it aside while it is open: what is written then would be lost with it. */
  private lookAfter(nowMs: number): void {
    if (nowMs < this.nextLookMs && nowMs > this.nextLookMs - 2 * pauseMs) return;
    this.nextLookMs = nowMs + pauseMs;
    if (this.file === undefined || identityOf(this.options.path) === this.file.identity) return;
    this.file.close();
    this.file = undefined;
  }

  private open(): LedgerFile | undefined {
    const { path, openDatabase, calendar, owner, nowMs, busyTimeoutMs } = this.options;
    // A second time after a broken file was moved away.
    for (const isLast of [false, true]) {
      const identity = identityOf(path);
      const opened = openFile(path, openDatabase, busyTimeoutMs);
      if (opened.kind === 'open') {
        try {
          const file = new LedgerFile({ ...opened, calendar, owner, nowMs });
          file.dropDeadHolds();
          this.present = undefined;
          return file;
        } catch {
          // It is ours by its mark, but not by its tables.
          opened.database.close();
          if (!isLast && this.replace(identity)) continue;
        }
      } else if (opened.kind === 'damaged' && !isLast && this.replace(identity)) continue;
      this.giveUp(
        opened.kind === 'newer' ? 'newer' : 'unwritable',
        opened.kind !== 'newer' && opened.kind !== 'foreign',
      );
      return undefined;
    }
    return undefined;
  }

  private failed(error: unknown): 'replaced' | 'unwritable' {
    if (saysDamaged(error)) {
      const identity = this.file?.identity;
      this.file?.close();
      this.file = undefined;
      // When another process has replaced it already, its new file is the one to go on with.
      if (this.replace(identity) || identityOf(this.options.path) !== identity) return 'replaced';
    }
    this.giveUp('unwritable', true);
    return 'unwritable';
  }

  /** Moves a broken file away. */
  private replace(identity: string | undefined): boolean {
    const { path, nowMs, calendar } = this.options;
    const now = nowMs();
    const day = calendar.dayOf(now);
    const secondOfDay = Math.max(0, Math.floor((now - calendar.startOf(day)) / 1000));
    const aside = setAside(path, identity, `${day}-${secondOfDay}`);
    if (aside === undefined) return false;
    this.replaced = { kind: 'damaged', path: aside };
    this.options.onTrouble?.(this.replaced);
    return true;
  }

  private giveUp(kind: 'newer' | 'unwritable', mayPass: boolean): void {
    const { path, nowMs, onTrouble } = this.options;
    this.nextTryMs = mayPass ? nowMs() + pauseMs : Number.POSITIVE_INFINITY;
    this.present = { kind, path };
    if (this.told === kind) return;
    this.told = kind;
    onTrouble?.(this.present);
  }
}
