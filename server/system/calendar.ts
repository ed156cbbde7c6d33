import type { Calendar } from '../ports/index.ts';

/**
 * Days as they begin and end in the time zone of the machine, which may be 23 or 25 hours long. A zone that changes while the process
 * runs counts from the next day on.
 */
export function systemCalendar(): Calendar {
  // Nearly every question is about the day of the question before.
  let known = { day: '', fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
  return {
    dayOf(atMs) {
      if (atMs >= known.fromMs && atMs < known.toMs) return known.day;
      const at = new Date(atMs);
      const [year, month, date] = [at.getFullYear(), at.getMonth(), at.getDate()];
      const day = [padded(year, 4), padded(month + 1, 2), padded(date, 2)].join('-');
      known = { day, fromMs: firstMomentOf(year, month, date), toMs: firstMomentOf(year, month, date + 1) };
      return day;
    },
    startOf(day) {
      const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
      return firstMomentOf(year, month - 1, date);
    },
  };
}

/** Where the clocks jump over midnight, a day begins later; the constructor of Date knows that. */
function firstMomentOf(year: number, month: number, date: number): number {
  const moment = new Date(2000, 0, 1);
  // The constructor takes years before 100 for years of the twentieth century.
  moment.setFullYear(year, month, date);
  return moment.getTime();
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** A moment in epoch milliseconds as machines write it, in UTC: `2026-10-05T12:00:00.000Z`. */
export const utcText = (atMs: number): string => new Date(atMs).toISOString();
