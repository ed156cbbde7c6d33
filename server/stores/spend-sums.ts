import type { Calendar, LedgerEntry, SpendLimit, SpendRow } from '../ports/index.ts';

type Sum = { -readonly [Name in keyof SpendRow]: SpendRow[Name] };
type Amounts = Omit<SpendRow, 'day' | 'modelId' | 'task' | 'simulated'>;

/** What one entry adds to the sums of its day, model and task. */
export function amountsOf({ outcome, usage, costNanoUsd, countedNanoUsd, dearestNanoUsd }: LedgerEntry): Amounts {
  return {
    attempts: 1,
    successes: outcome === 'success' ? 1 : 0,
    inputTokens: usage?.inputTokens ?? 0,
    cachedInputTokens: usage?.cachedInputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    costNanoUsd: costNanoUsd ?? 0,
    countedNanoUsd,
    savedNanoUsd: costNanoUsd === null || dearestNanoUsd === null ? 0 : dearestNanoUsd - costNanoUsd,
    unpricedAttempts: costNanoUsd === null ? 1 : 0,
  };
}

/** Adds amounts to a sum, in place. */
export function addAmounts(sum: { -readonly [Name in keyof Amounts]: number }, amounts: Amounts): void {
  sum.attempts += amounts.attempts;
  sum.successes += amounts.successes;
  sum.inputTokens += amounts.inputTokens;
  sum.cachedInputTokens += amounts.cachedInputTokens;
  sum.outputTokens += amounts.outputTokens;
  sum.costNanoUsd += amounts.costNanoUsd;
  sum.countedNanoUsd += amounts.countedNanoUsd;
  sum.savedNanoUsd += amounts.savedNanoUsd;
  sum.unpricedAttempts += amounts.unpricedAttempts;
}

/** The sums of one day. */
interface Day {
  readonly rows: Map<string, Sum>;
  /** What counts against budgets, of all models together under the empty name. One for real and one for simulated money. */
  readonly counted: { readonly real: Map<string, number>; readonly simulated: Map<string, number> };
}

/** Days in which something was spent, and their sums. An entry costs the same however many there are. */
export class SpendSums {
  private readonly calendar: Calendar;
  private readonly byDay = new Map<string, Day>();
  /** Keys of `byDay` in ascending order. */
  private readonly days: string[] = [];
  /** The day of the last entry, epoch milliseconds from (inclusive) to (exclusive). */
  private present: { readonly name: string; readonly fromMs: number; readonly toMs: number } | undefined;

  constructor(calendar: Calendar) {
    this.calendar = calendar;
  }

  add(entry: LedgerEntry): void {
    const { modelId, task, simulated } = entry;
    const name = this.dayOf(entry.atMs);
    const day = this.byDay.get(name) ?? this.begin(name);
    const amounts = amountsOf(entry);
    const key = `${simulated ? 'simulated' : 'real'} ${task} ${modelId}`;
    const sum = day.rows.get(key);
    if (sum === undefined) day.rows.set(key, { day: name, modelId, task, simulated, ...amounts });
    else addAmounts(sum, amounts);
    const counted = simulated ? day.counted.simulated : day.counted.real;
    for (const whose of ['', modelId]) counted.set(whose, (counted.get(whose) ?? 0) + amounts.countedNanoUsd);
  }

  /** Days in ascending order, both ends included. */
  rows(fromDay: string, toDay: string): SpendRow[] {
    return this.within(fromDay, toDay).flatMap(({ rows }) =>
      [...rows.values()].map((row) => Object.freeze({ ...row })),
    );
  }

  /** What counts against a limit. */
  counted({ modelId = '', simulated, fromDay, toDay }: Omit<SpendLimit, 'limitNanoUsd'>): number {
    let sum = 0;
    for (const { counted } of this.within(fromDay, toDay)) {
      sum += (simulated ? counted.simulated : counted.real).get(modelId) ?? 0;
    }
    return sum;
  }

  /** Asks the calendar once a day: it takes longer than all the sums. */
  private dayOf(atMs: number): string {
    const { present } = this;
    if (present !== undefined && present.fromMs <= atMs && atMs < present.toMs) return present.name;
    const name = this.calendar.dayOf(atMs);
    const fromMs = this.calendar.startOf(name);
    // A day has 23 to 25 hours: 36 hours after its start it is the next one.
    const toMs = this.calendar.startOf(this.calendar.dayOf(fromMs + 36 * 3_600_000));
    this.present = { name, fromMs, toMs };
    return name;
  }

  private begin(name: string): Day {
    const day: Day = { rows: new Map(), counted: { real: new Map(), simulated: new Map() } };
    this.byDay.set(name, day);
    this.days.splice(this.firstFrom(name), 0, name);
    return day;
  }

  private within(fromDay: string, toDay: string): Day[] {
    const found: Day[] = [];
    for (let index = this.firstFrom(fromDay); index < this.days.length; index += 1) {
      const name = this.days[index];
      if (name === undefined || name > toDay) break;
      const day = this.byDay.get(name);
      if (day !== undefined) found.push(day);
    }
    return found;
  }

  /** The place of the first day that is not before this one. Most questions are about the last days. */
  private firstFrom(name: string): number {
    let index = this.days.length;
    while (index > 0 && (this.days[index - 1] ?? '') >= name) index -= 1;
    return index;
  }
}
