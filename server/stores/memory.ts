import type { Calendar, Hold, LedgerEntry, LedgerFilter, Reservation, SpendLimit, Store } from '../ports/index.ts';
import { concerns, HoldSums } from './hold-sums.ts';
import { SpendSums } from './spend-sums.ts';

/** Entries of a page whose size nobody named. */
export const usualPageSize = 1000;

/**
 * Ledger, holds and values of one process, gone when it ends. Nothing is ever dropped: the sum of the entries must equal the reported
 * spend, so a limit would have to falsify it. One entry takes about 0.5 KB, a million attempts 0.5 GB; a service that runs for months
 * belongs on a store on disk. `calendar` decides to which day an entry belongs.
 */
export function memoryStore(calendar: Calendar): Store {
  const written = new Set<string>();
  const ledger: LedgerEntry[] = [];
  const sums = new SpendSums(calendar);
  const holds = new HoldSums();
  const values = new Map<string, string>();
  return {
    append(entry) {
      if (written.has(entry.attemptId)) return;
      written.add(entry.attemptId);
      ledger.push(copied(entry));
      sums.add(entry);
    },
    entries(filter, { after = 0, limit = usualPageSize } = {}) {
      const entries: LedgerEntry[] = [];
      for (let index = after; index < ledger.length; index += 1) {
        const entry = ledger[index];
        if (entry === undefined || !fits(entry, filter)) continue;
        // One more than fits on the page: there is a next one.
        if (entries.length === limit) return { entries, next: index };
        entries.push(frozen(entry));
      }
      return { entries, next: undefined };
    },
    spend: ({ fromDay, toDay }) => sums.rows(fromDay, toDay),
    reserve(hold, limits) {
      const already = holds.get(hold.attemptId);
      const counted = (limit: SpendLimit) => sums.counted(limit) + holds.held(limit) - ofLimit(limit, already);
      const answer = judged(hold, limits, counted);
      if (answer.ok) holds.set(hold);
      return answer;
    },
    release: (attemptId) => holds.delete(attemptId),
    holds: () => holds.all(),
    get(name) {
      const text = values.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    put(name, value) {
      if (value === undefined) values.delete(name);
      else values.set(name, JSON.stringify(value));
    },
    place: () => undefined,
    trouble: () => undefined,
    close() {},
  };
}

const granted: Reservation = Object.freeze({ ok: true });

/** Whether a hold stays within all limits. `used` is what was spent and is held of a limit, by everyone else. */
export function judged(hold: Hold, limits: readonly SpendLimit[], used: (limit: SpendLimit) => number): Reservation {
  if (hold.estimateNanoUsd <= 0) return granted;
  for (const limit of limits) {
    if (!concerns(limit, hold)) continue;
    if (used(limit) + hold.estimateNanoUsd > limit.limitNanoUsd) return { ok: false, limit };
  }
  return granted;
}

/** What a hold takes of a limit. */
const ofLimit = (limit: SpendLimit, hold: Hold | undefined): number =>
  hold !== undefined && concerns(limit, hold) ? hold.estimateNanoUsd : 0;

/** Whether an entry is among those that are meant. */
export function fits(entry: LedgerEntry, { fromMs, toMs, modelId, simulated }: LedgerFilter): boolean {
  if (fromMs !== undefined && entry.atMs < fromMs) return false;
  if (toMs !== undefined && entry.atMs >= toMs) return false;
  if (modelId !== undefined && entry.modelId !== modelId) return false;
  return simulated === undefined || entry.simulated === simulated;
}

/** A copy that the writer cannot change afterwards. */
const copied = (entry: LedgerEntry): LedgerEntry => ({
  ...entry,
  usage: entry.usage === null ? null : { ...entry.usage },
});

/** The same entry, so that no reader can change it. Done for readers only: every attempt writes one, hardly any is read. */
export function frozen(entry: LedgerEntry): LedgerEntry {
  if (entry.usage !== null) Object.freeze(entry.usage);
  return Object.freeze(entry);
}
