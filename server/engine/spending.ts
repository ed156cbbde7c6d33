import type { Budget, BudgetUse } from '../core/index.ts';
import type { Calendar, Clock, Hold, LedgerEntry, SpendLimit, SpendRow, Store } from '../ports/index.ts';
import type { BudgetPeriod, ModelId, SpendSum } from '../protocol/index.ts';

/** What was spent in one period, and what of it counts. Integer nano-dollars. */
export type Spent = SpendSum & { readonly countedNanoUsd: number };

/** A sum that is added to in place: every attempt adds to four. */
type Sum = { -readonly [Name in keyof Spent]: Spent[Name] };

/** Real money or simulated money: two books that are never added up. */
interface Book {
  /** By model; all models together under the undefined key. */
  readonly spent: Readonly<Record<BudgetPeriod, Map<ModelId | undefined, Sum>>>;
  readonly held: Map<ModelId | undefined, number>;
}

/** The calendar day and the calendar month that it is now. */
export interface Now {
  readonly day: string;
  /** First and last days of the month. */
  readonly monthFrom: string;
  readonly monthTo: string;
  /** Epoch milliseconds, from (inclusive) to (exclusive). */
  readonly dayFromMs: number;
  readonly dayToMs: number;
}

const nothing: Spent = { costNanoUsd: 0, countedNanoUsd: 0, savedNanoUsd: 0, attempts: 0, unpricedAttempts: 0 };

/** How old what is known of other processes' spending may be: in general, and when a request would be refused for it. */
const maxAgeMs = 30_000;
const maxAgeForRefusalMs = 1000;

const rememberedEntries = 512;

const hourMs = 3_600_000;

/**
 * What this day and this month have cost, in memory, so that a pick asks nobody. Kept up to date with every entry and hold of this
 * process; those of other processes on the same ledger come in when it is read again.
 */
export class Spending {
  private readonly store: Store;
  private readonly calendar: Calendar;
  private readonly clock: Clock;
  private readonly holds = new Map<string, Hold>();
  /**
   * The attempts that were written last, so that the same one twice counts once: those since the last change of sets, and as many before.
   * Taking the oldest out of one set, one by one, would cost each a walk over the gaps that the others have left.
   */
  private written = new Set<string>();
  private writtenBefore: ReadonlySet<string> = new Set();
  private books: readonly [real: Book, simulated: Book] = [emptyBook(), emptyBook()];
  private moment: Now | undefined;
  private readAtMs = Number.NEGATIVE_INFINITY;

  constructor(dependencies: { store: Store; calendar: Calendar; clock: Clock }) {
    this.store = dependencies.store;
    this.calendar = dependencies.calendar;
    this.clock = dependencies.clock;
  }

  /** The present day. A new one begins with a look at the ledger. */
  now(): Now {
    const nowMs = this.clock.nowMs();
    const known = this.moment;
    if (known && nowMs >= known.dayFromMs && nowMs < known.dayToMs) return known;
    this.moment = this.nowAt(nowMs);
    this.read();
    return this.moment;
  }

  private nowAt(atMs: number): Now {
    const day = this.calendar.dayOf(atMs);
    const dayFromMs = this.calendar.startOf(day);
    // A day has 23 to 25 hours: 36 hours after its start it is the next one.
    const dayToMs = this.calendar.startOf(this.calendar.dayOf(dayFromMs + 36 * hourMs));
    const monthFrom = `${day.slice(0, 8)}01`;
    const monthTo = this.calendar.dayOf(this.calendar.startOf(nextMonth(monthFrom)) - 1);
    return { day, monthFrom, monthTo, dayFromMs, dayToMs };
  }

  /** Whether a new look at the ledger was due, and was taken. `strict`: somebody is about to be refused. */
  refresh(strict: boolean): boolean {
    const before = this.readAtMs;
    this.now();
    const ageMs = this.clock.monotonicMs() - this.readAtMs;
    if (ageMs > (strict ? maxAgeForRefusalMs : maxAgeMs)) this.read();
    return this.readAtMs !== before;
  }

  /** Looks at the ledger and the holds of everyone. */
  read(): void {
    const { day, monthFrom, monthTo } = this.moment ?? this.nowAt(this.clock.nowMs());
    this.readAtMs = this.clock.monotonicMs();
    const books: [Book, Book] = [emptyBook(), emptyBook()];
    for (const row of this.store.spend({ fromDay: monthFrom, toDay: monthTo })) {
      addRow(books[row.simulated ? 1 : 0], row, day);
    }
    const others = this.store.holds().filter(({ attemptId }) => !this.holds.has(attemptId));
    for (const hold of [...this.holds.values(), ...others]) addHold(books[hold.simulated ? 1 : 0], hold, 1);
    this.books = books;
  }

  /** What was spent on one model, or on all, in the present day or month. */
  spent(simulated: boolean, period: BudgetPeriod, modelId?: ModelId): Spent {
    this.now();
    return this.book(simulated).spent[period].get(modelId) ?? nothing;
  }

  /** What each model has cost today; models that cost nothing are missing. */
  todayByModel(simulated: boolean): Record<ModelId, number> {
    this.now();
    const costs: Record<ModelId, number> = {};
    for (const [modelId, { costNanoUsd }] of this.book(simulated).spent.day) {
      if (modelId !== undefined && costNanoUsd > 0) costs[modelId] = costNanoUsd;
    }
    return costs;
  }

  /** A budget with what of it is used. */
  use(budget: Budget, simulated: boolean): BudgetUse {
    const { countedNanoUsd } = this.spent(simulated, budget.period, budget.modelId);
    return { ...budget, countedNanoUsd, heldNanoUsd: this.book(simulated).held.get(budget.modelId) ?? 0 };
  }

  /** What is left of the tightest of some budgets; for the pick, right after a refresh. */
  room(budgets: readonly Budget[], simulated: boolean): number {
    const { spent, held } = this.book(simulated);
    let room = Number.POSITIVE_INFINITY;
    for (const { modelId, period, limitNanoUsd } of budgets) {
      const takenNanoUsd = (spent[period].get(modelId)?.countedNanoUsd ?? 0) + (held.get(modelId) ?? 0);
      room = Math.min(room, limitNanoUsd - takenNanoUsd);
    }
    return room;
  }

  /** The bound that a budget is for a hold of today. */
  limitOf({ modelId, period, limitNanoUsd }: Budget, simulated: boolean): SpendLimit {
    const { day, monthFrom, monthTo } = this.now();
    const days = period === 'day' ? { fromDay: day, toDay: day } : { fromDay: monthFrom, toDay: monthTo };
    return { modelId, simulated, limitNanoUsd, ...days };
  }

  /** First day on which a budget is fresh again. */
  freshOn(period: BudgetPeriod): string {
    const { dayToMs, monthFrom } = this.now();
    return period === 'day' ? this.calendar.dayOf(dayToMs) : nextMonth(monthFrom);
  }

  /** Sets money aside; false when a limit forbids it. */
  reserve(hold: Hold, limits: readonly SpendLimit[]): boolean {
    const answer = this.store.reserve(hold, limits);
    if (!answer.ok) {
      // Somebody else has spent what seemed to be left.
      this.read();
      return false;
    }
    this.forget(hold.attemptId);
    this.holds.set(hold.attemptId, hold);
    addHold(this.book(hold.simulated), hold, 1);
    return true;
  }

  /** The hold of an attempt of this process. */
  hold(attemptId: string): Hold | undefined {
    return this.holds.get(attemptId);
  }

  /** Ends a hold; whether there was one. */
  release(attemptId: string): boolean {
    this.store.release(attemptId);
    return this.forget(attemptId);
  }

  private forget(attemptId: string): boolean {
    const hold = this.holds.get(attemptId);
    if (!hold) return false;
    this.holds.delete(attemptId);
    addHold(this.book(hold.simulated), hold, -1);
    return true;
  }

  /** Writes an entry; whether it was new. */
  append(entry: LedgerEntry): boolean {
    const { day } = this.now();
    this.store.append(entry);
    if (this.written.has(entry.attemptId) || this.writtenBefore.has(entry.attemptId)) return false;
    if (this.written.size >= rememberedEntries) {
      this.writtenBefore = this.written;
      this.written = new Set();
    }
    this.written.add(entry.attemptId);
    const { modelId, countedNanoUsd, costNanoUsd, dearestNanoUsd } = entry;
    addRow(
      this.book(entry.simulated),
      {
        day,
        modelId,
        costNanoUsd: costNanoUsd ?? 0,
        countedNanoUsd,
        savedNanoUsd: costNanoUsd === null || dearestNanoUsd === null ? 0 : dearestNanoUsd - costNanoUsd,
        attempts: 1,
        unpricedAttempts: costNanoUsd === null ? 1 : 0,
      },
      day,
    );
    return true;
  }

  private book(simulated: boolean): Book {
    return this.books[simulated ? 1 : 0];
  }
}

/** First day of the month after the one that begins on `monthFrom`. */
function nextMonth(monthFrom: string): string {
  const [year = 0, month = 0] = monthFrom.split('-').map(Number);
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
}

function emptyBook(): Book {
  return { spent: { day: new Map(), month: new Map() }, held: new Map() };
}

function addRow(book: Book, row: Spent & Pick<SpendRow, 'day' | 'modelId'>, today: string): void {
  for (const modelId of [undefined, row.modelId]) {
    add(book.spent.month, modelId, row);
    if (row.day === today) add(book.spent.day, modelId, row);
  }
}

function add(sums: Map<ModelId | undefined, Sum>, modelId: ModelId | undefined, more: Spent): void {
  let sum = sums.get(modelId);
  if (sum === undefined) {
    sum = { ...nothing };
    sums.set(modelId, sum);
  }
  sum.costNanoUsd += more.costNanoUsd;
  sum.countedNanoUsd += more.countedNanoUsd;
  sum.savedNanoUsd += more.savedNanoUsd;
  sum.attempts += more.attempts;
  sum.unpricedAttempts += more.unpricedAttempts;
}

function addHold(book: Book, { modelId, estimateNanoUsd }: Hold, sign: 1 | -1): void {
  for (const key of [undefined, modelId]) {
    book.held.set(key, (book.held.get(key) ?? 0) + sign * estimateNanoUsd);
  }
}
