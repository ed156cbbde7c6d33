import type { Calendar, Clock, LedgerFilter, SpendRow, Store } from '../ports/index.ts';
import {
  failure,
  type LedgerEntries,
  type LedgerEntriesQuery,
  type LedgerQuery,
  type LedgerReport,
  type LedgerRow,
  type Result,
  success,
} from '../protocol/index.ts';
import { en } from './texts/en.ts';

/** Where reports come from. */
export interface LedgerSource {
  readonly store: Pick<Store, 'spend' | 'entries' | 'place' | 'trouble'>;
  readonly calendar: Calendar;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** How many days a report covers that names none. */
const usualDays = 30;
const dayMs = 86_400_000;
/** Days have 23 to 25 hours: from the middle of a day one lands in another day and not on its border. */
const middayMs = 12 * 3_600_000;

interface Days {
  readonly fromDay: string;
  readonly toDay: string;
}

/** Sums of the days in question. The error names the day that cannot be. */
export function ledgerReport(query: LedgerQuery, source: LedgerSource): Result<LedgerReport> {
  const { store } = source;
  const days = daysOf(query, source);
  if (!days.ok) return days;
  const spent = store.spend(days.value);
  const { by } = query;
  const keyOf = (row: SpendRow) => (by === 'day' ? row.day : by === 'model' ? row.modelId : row.task);
  const rows = grouped(spent, keyOf);
  return success({
    ...days.value,
    by,
    rows: rows.sort((one, other) => compared(one.key, other.key) || Number(one.simulated) - Number(other.simulated)),
    totals: grouped(spent, () => '').sort((one, other) => Number(one.simulated) - Number(other.simulated)),
    place: store.place() ?? null,
    trouble: store.trouble() ?? null,
  });
}

/** A page of single entries; without days from the first to the last there are. */
export function ledgerEntries(query: LedgerEntriesQuery, source: LedgerSource): Result<LedgerEntries> {
  const { calendar, store } = source;
  const { fromDay, toDay, after, limit } = query;
  if (fromDay !== undefined && toDay !== undefined && fromDay > toDay) return wrongOrder(fromDay, toDay);
  const filter: LedgerFilter = {
    ...(fromDay === undefined ? {} : { fromMs: calendar.startOf(fromDay) }),
    ...(toDay === undefined ? {} : { toMs: calendar.startOf(moved(toDay, 1, calendar)) }),
  };
  const { entries, next } = store.entries(filter, { after, limit });
  return success({ entries: [...entries], next: next ?? null });
}

function daysOf(query: LedgerQuery, { calendar, clock }: LedgerSource): Result<Days> {
  const toDay = query.toDay ?? calendar.dayOf(clock.nowMs());
  const fromDay = query.fromDay ?? moved(toDay, 1 - usualDays, calendar);
  return fromDay > toDay ? wrongOrder(fromDay, toDay) : success({ fromDay, toDay });
}

const wrongOrder = (fromDay: string, toDay: string): Result<never> =>
  failure({
    code: 'invalidRequest',
    message: en.ledger.wrongOrder(fromDay, toDay),
    hint: en.ledger.wrongOrderHint,
    attempts: [],
  });

/** The day so many days later. */
const moved = (day: string, days: number, calendar: Calendar): string =>
  calendar.dayOf(calendar.startOf(day) + days * dayMs + middayMs);

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Sums with the same key, real and simulated money apart. */
function grouped(spent: readonly SpendRow[], keyOf: (row: SpendRow) => string): LedgerRow[] {
  const groups = new Map<string, LedgerRow>();
  for (const row of spent) {
    const key = keyOf(row);
    const name = `${row.simulated ? 'simulated' : 'real'} ${key}`;
    const group = groups.get(name) ?? { key, simulated: row.simulated, ...nothing };
    groups.set(name, {
      key,
      simulated: row.simulated,
      attempts: group.attempts + row.attempts,
      successes: group.successes + row.successes,
      inputTokens: group.inputTokens + row.inputTokens,
      cachedInputTokens: group.cachedInputTokens + row.cachedInputTokens,
      outputTokens: group.outputTokens + row.outputTokens,
      costNanoUsd: group.costNanoUsd + row.costNanoUsd,
      countedNanoUsd: group.countedNanoUsd + row.countedNanoUsd,
      savedNanoUsd: group.savedNanoUsd + row.savedNanoUsd,
      unpricedAttempts: group.unpricedAttempts + row.unpricedAttempts,
    });
  }
  return [...groups.values()];
}

const nothing = {
  attempts: 0,
  successes: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costNanoUsd: 0,
  countedNanoUsd: 0,
  savedNanoUsd: 0,
  unpricedAttempts: 0,
} as const;
