import type { Calendar } from '../../server/ports/index.ts';

/** Days of Greenwich: the same in every time zone in which the tests run. */
export const utcCalendar: Calendar = {
  dayOf: (atMs) => new Date(atMs).toISOString().slice(0, 10),
  startOf: (day) => Date.parse(`${day}T00:00:00Z`),
};
