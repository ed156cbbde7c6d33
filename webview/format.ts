import type { Sentence } from '../server/protocol/index.ts';
import { renderSentence } from '../server/protocol/sentence.ts';
import type { Texts } from './texts.ts';

/** How values are written in one language. */
export interface Format {
  readonly texts: Texts;
  /** A text of the daemon. */
  say(text: string | Sentence): string;
  /** What went wrong with an attempt. The daemon says it in English; other languages know it by its clause. */
  failure(message: string): string;
  count(value: number): string;
  /** 0 to 1. */
  share(value: number): string;
  /** A number with exactly this many places behind the point. */
  decimal(value: number, places: number): string;
  milliseconds(value: number | null): string;
  /** Time that is left, as a clock that runs down: `0:18`. */
  countdown(ms: number): string;
  /** Time that has passed, in one unit: `5 min`. */
  age(ms: number): string;
  /** Nano-dollars; `missing` says that some of the cost is not known. */
  money(nanoUsd: number | null, missing?: boolean): string;
  /** Nano-dollars for one token as dollars for a million. */
  perMillion(nanoUsdPerToken: number): string;
  /** A moment, epoch milliseconds, as the time of day. */
  moment(epochMs: number): string;
}

const nanoPerDollar = 1_000_000_000;
/** Dollars below which two places are not enough. */
const tenCents = 0.1;
const smallestShown = 0.0001;
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `catalog` has the daemon's sentences in the language of the panel; those it does not know stay English. */
export function createFormat(language: string, texts: Texts, catalog: Readonly<Record<string, string>> = {}): Format {
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dollars = new Intl.NumberFormat(language, currency({ maximumFractionDigits: 2 }));
  const smallDollars = new Intl.NumberFormat(language, currency({ maximumSignificantDigits: 2 }));
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const amountText = (amount: number): string => {
    if (amount > 0 && amount < smallestShown) return `< ${smallDollars.format(smallestShown)}`;
    return amount > 0 && amount < tenCents ? smallDollars.format(amount) : dollars.format(amount);
  };
  return {
    texts,
    say(text) {
      return typeof text === 'string' ? text : renderSentence(text, catalog).replace(gap, '');
    },
    failure(message) {
      const [, clause = message, status = ''] = /^(.*?)( \(HTTP \d+\))?\.$/s.exec(message) ?? [];
      return Object.hasOwn(catalog, clause) ? `${catalog[clause] ?? clause}${status}` : message;
    },
    count: (value) => (Math.abs(value) < 10_000 ? number : compact).format(value),
    share: (value) => percent.format(value),
    decimal: (value, places) =>
      value.toLocaleString(language, { minimumFractionDigits: places, maximumFractionDigits: places }),
    milliseconds(value) {
      if (value === null) return texts.none;
      if (value < secondMs) return `${number.format(Math.round(value))} ms`;
      if (value < 2 * minuteMs) return `${seconds.format(value / secondMs)} s`;
      return `${number.format(Math.round(value / minuteMs))} min`;
    },
    countdown(ms) {
      const left = Math.max(0, Math.ceil(ms / secondMs));
      const two = (part: number): string => String(part).padStart(2, '0');
      const hours = Math.floor(left / 3600);
      const minutes = Math.floor((left % 3600) / 60);
      return hours > 0 ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
    },
    age(ms) {
      if (ms < minuteMs) return texts.age.seconds(Math.max(1, Math.floor(ms / secondMs)));
      if (ms < hourMs) return texts.age.minutes(Math.floor(ms / minuteMs));
      if (ms < dayMs) return texts.age.hours(Math.floor(ms / hourMs));
      return texts.age.days(Math.floor(ms / dayMs));
    },
    money(nanoUsd, missing = false) {
      if (nanoUsd === null || (missing && nanoUsd === 0)) return texts.unknown;
      const written = amountText(nanoUsd / nanoPerDollar);
      return missing ? `${texts.atLeast} ${written}` : written;
    },
    perMillion: (nanoUsdPerToken) => amountText((nanoUsdPerToken * 1_000_000) / nanoPerDollar),
    moment: (epochMs) => clock.format(epochMs),
  };
}

/** Templates put spaces around values, which are mostly Latin; between Chinese characters there is none. */
const gap = /(?<=[\p{Script=Han}）]) (?=\p{Script=Han})/gu;

function currency(digits: Intl.NumberFormatOptions): Intl.NumberFormatOptions {
  return { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', ...digits };
}
