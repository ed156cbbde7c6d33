/**
 * Moments as vendors write them, turned into epoch milliseconds without the platform's clock or its lenient date parser.
 */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const httpDatePattern =
  /^(?:[a-z]{3},\s*)?(\d{1,2})[\s-]([a-z]{3})[\s-](\d{4})\s+(\d{2}):(\d{2}):(\d{2})\s*(?:gmt|utc)$/i;
const isoPattern = /^(\d{4})-(\d{2})-(\d{2})[t ](\d{2}):(\d{2}):(\d{2})(\.\d+)?(z|[+-]\d{2}:?\d{2})$/i;

/** An HTTP date such as `Wed, 21 Oct 2026 07:28:00 GMT` (RFC 9110); undefined when it is none. */
export function parseHttpDate(text: string): number | undefined {
  const match = httpDatePattern.exec(text.trim());
  if (match === null) return undefined;
  const [, day, monthName, year, hour, minute, second] = match;
  const month = months.indexOf(String(monthName).toLowerCase()) + 1;
  if (month === 0) return undefined;
  return epochMs(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
}

/** A moment such as `2026-10-21T07:28:00.5Z` or with an offset (RFC 3339); undefined when it is none. */
export function parseIsoMoment(text: string): number | undefined {
  const match = isoPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const local = epochMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  if (local === undefined) return undefined;
  return local + Math.round(Number(fraction ?? 0) * 1000) - offsetMs(zone ?? 'z');
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000;
}

function epochMs(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

/** Days since 1970-01-01. Algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
