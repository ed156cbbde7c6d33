import type { L10n } from './l10n.ts';

/** How values are written for a person. */
export interface ValueFormat {
  /** A span; a dash where it is not known. */
  milliseconds(value: number | null): string;
  /** Nano-dollars; `isIncomplete` says that a part of the cost is not known. */
  money(nanoUsd: number | null, isIncomplete?: boolean): string;
  /** 0 to 1. */
  share(value: number): string;
  count(value: number): string;
  /** Points or weights, with one place after the point. */
  points(value: number): string;
  /** Epoch milliseconds as the time of day. */
  timeOfDay(epochMs: number): string;
  /** Epoch milliseconds as date and time. */
  moment(epochMs: number): string;
}

const nanoPerDollar = 1_000_000_000;
/** Dollars below which two places are not enough. */
const tenCents = 0.1;

/** Values in the language of the editor. `timeZone` is that of the machine if left out. */
export function createValueFormat(language: string, l10n: L10n, timeZone?: string): ValueFormat {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const usd = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  const dollars = new Intl.NumberFormat(language, usd);
  const smallDollars = new Intl.NumberFormat(language, { ...usd, maximumSignificantDigits: 2 });
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', ...zone });
  const calendar = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', ...zone });
  return {
    milliseconds(value) {
      if (value === null) return '–';
      return value < 1000 ? `${number.format(Math.round(value))} ms` : `${tenths.format(value / 1000)} s`;
    },
    money(nanoUsd, isIncomplete = false) {
      if (nanoUsd === null || (isIncomplete && nanoUsd === 0)) return l10n.t('unknown');
      const amount = nanoUsd / nanoPerDollar;
      const written = amount > 0 && amount < tenCents ? smallDollars.format(amount) : dollars.format(amount);
      return isIncomplete ? l10n.t('at least {0}', written) : written;
    },
    share: (value) => percent.format(value),
    count: (value) => number.format(value),
    points: (value) => tenths.format(value),
    timeOfDay: (epochMs) => clock.format(epochMs),
    moment: (epochMs) => calendar.format(epochMs),
  };
}
