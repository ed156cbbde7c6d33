import type { Sentence } from '../server/protocol/index.ts';
import { renderSentence } from '../server/protocol/sentence.ts';
import type { Texts } from './texts.ts';

/** How values are written in one language. */
export interface Format {
  readonly texts: Texts;
  /** A text of the daemon. */
  say(text: string | Sentence): string;
  count(value: number): string;
  /** 0 to 1. */
  share(value: number): string;
  milliseconds(value: number | null): string;
  /** Nano-dollars; `missing` says that some of the cost is not known. */
  money(nanoUsd: number | null, missing?: boolean): string;
  /** A moment, epoch milliseconds, as the time of day. */
  moment(epochMs: number): string;
}

const nanoPerDollar = 1_000_000_000;

/** `catalog` has the daemon's sentences in the language of the page; those it does not know stay English. */
export function createFormat(language: string, texts: Texts, catalog: Readonly<Record<string, string>> = {}): Format {
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dollars = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
  });
  const smallDollars = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    maximumSignificantDigits: 2,
  });
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return {
    texts,
    say: (text) => (typeof text === 'string' ? text : renderSentence(text, catalog)),
    count: (value) => number.format(value),
    share: (value) => percent.format(value),
    milliseconds(value) {
      if (value === null) return texts.none;
      return value < 1000 ? `${number.format(Math.round(value))} ms` : `${seconds.format(value / 1000)} s`;
    },
    money(nanoUsd, missing = false) {
      if (nanoUsd === null || (missing && nanoUsd === 0)) return texts.unknown;
      const amount = nanoUsd / nanoPerDollar;
      const written = amount > 0 && amount < 1 ? smallDollars.format(amount) : dollars.format(amount);
      return missing ? `${texts.atLeast} ${written}` : written;
    },
    moment: (epochMs) => clock.format(epochMs),
  };
}
