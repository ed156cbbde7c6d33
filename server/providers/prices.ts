import type { ModelTarget, Prices } from '../ports/index.ts';
import type { ModelSettings, Price, PriceView, Usage } from '../protocol/index.ts';
import type { Peak, PriceRow } from './price-schema.ts';
import { freeWhenLocal, priceTable } from './price-table.ts';

export interface PricesOptions {
  /** The setting `money.cnyPerUsd` as it stands now. */
  readonly cnyPerUsd: () => number;
  /** The built-in list if left out. */
  readonly table?: readonly PriceRow[];
}

type KnownPrice = Extract<PriceView, { kind: 'known' }>;

const free: PriceView = { kind: 'free' };
const unknown: PriceView = { kind: 'unknown' };

/**
 * What vendors add to a name without changing what it is: a date, a number of a snapshot, `latest`. Such a name gets the
 * price of the model without it, marked as uncertain, because a snapshot can have a price of its own.
 */
const snapshotSuffix =
  /^[-@](?:latest|preview|\d{3,4}|\d{6}|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|preview-\d{2}-\d{2}|preview-\d{2}-\d{4})$/;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * Prices from the user's settings and the price table. Money is integer nano-dollars (1 US dollar = 10^9), always rounded
 * up; a price that is not known stays unknown and never becomes 0.
 */
export function createPrices(options: PricesOptions): Prices {
  const table = (options.table ?? priceTable)
    .filter(({ onlyCompared }) => onlyCompared !== true)
    .map((row) => ({ ...row, ...period(row) }));
  const matches = new Map<string, readonly Match[]>();

  const rowsFor = (provider: string, model: string, host: string): readonly Match[] => {
    const key = `${provider} ${host} ${model}`;
    let found = matches.get(key);
    if (found === undefined) {
      found = findRows(
        table.filter((row) => row.provider === provider),
        model,
        host,
      );
      matches.set(key, found);
    }
    return found;
  };

  // Every pick asks for the price of every model: what follows from settings and target alone is worked out once for each of them.
  const usersPrices = new WeakMap<Price, { readonly cnyPerUsd: number; readonly view: PriceView }>();
  const listed = new WeakMap<
    ModelTarget,
    { readonly settings: ModelSettings; readonly rows: readonly Match[] | 'free' }
  >();

  const usersPrice = (price: Price): PriceView => {
    const cnyPerUsd = options.cnyPerUsd();
    const known = usersPrices.get(price);
    if (known?.cnyPerUsd === cnyPerUsd) return known.view;
    const view = userPrice(price, cnyPerUsd);
    usersPrices.set(price, { cnyPerUsd, view });
    return view;
  };

  const listedOf = (target: ModelTarget, settings: ModelSettings): readonly Match[] | 'free' => {
    const known = listed.get(target);
    if (known?.settings === settings) return known.rows;
    const model = priceName(settings, target.model);
    const isFree = freeWhenLocal.some(
      (rule) => target.local && rule.provider === target.provider && !rule.except.test(model),
    );
    const rows = isFree ? 'free' : rowsFor(target.provider, model, hostOf(target.origin));
    listed.set(target, { settings, rows });
    return rows;
  };

  return {
    priceOf(target, settings, atMs) {
      if (settings.price !== undefined) return usersPrice(settings.price);
      if (target.simulated) return free;
      const rows = listedOf(target, settings);
      if (rows === 'free') return free;
      const match = rows
        .filter(({ row }) => row.fromMs <= atMs && atMs < row.toMs)
        .reduce<Match | undefined>(
          (best, next) => (best === undefined || next.row.verifiedOn > best.row.verifiedOn ? next : best),
          undefined,
        );
      return match === undefined ? unknown : listPrice(match, atMs, options.cnyPerUsd());
    },
    costOf,
  };
}

interface Match {
  readonly row: PriceRow & { readonly fromMs: number; readonly toMs: number };
  readonly uncertain: boolean;
}

/** The name of a deployment says nothing of its price; the name of the model behind it may stand in the settings. */
const priceName = (settings: ModelSettings, asked: string): string =>
  ((settings.deployment === undefined ? undefined : settings.model) ?? asked).toLowerCase().replace(/^models\//, '');

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).hostname : '');

/** Exact names first, then the longest name that differs by a snapshot suffix; the right server first, then any. */
function findRows(rows: readonly Match['row'][], model: string, host: string): readonly Match[] {
  const named = (name: string): readonly Match['row'][] => rows.filter((row) => row.models.includes(name));
  let found = named(model);
  let uncertain = false;
  if (found.length === 0) {
    const [longest] = rows
      .flatMap((row) => row.models)
      .filter((name) => model.startsWith(name) && snapshotSuffix.test(model.slice(name.length)))
      .sort((a, b) => b.length - a.length);
    if (longest === undefined) return [];
    found = named(longest);
    uncertain = true;
  }
  const here = found.filter((row) => row.hosts.includes(host));
  if (here.length > 0) return here.map((row) => ({ row, uncertain: uncertain || row.uncertain }));
  // Another server: the first one listed is the best guess, and no more than that.
  const firstHosts = found[0]?.hosts.join(' ');
  return found.filter((row) => row.hosts.join(' ') === firstHosts).map((row) => ({ row, uncertain: true }));
}

function listPrice({ row, uncertain }: Match, atMs: number, cnyPerUsd: number): KnownPrice {
  const perUsd = row.currency === 'CNY' ? cnyPerUsd : 1;
  const rates = row.peak !== undefined && isPeak(row.peak, atMs) ? row.peak.rates : row.rates;
  return {
    kind: 'known',
    ...perToken(rates, perUsd),
    ...(row.largePrompt === undefined
      ? {}
      : {
          largePrompt: {
            aboveInputTokens: row.largePrompt.aboveInputTokens,
            ...perToken(row.largePrompt.rates, perUsd),
          },
        }),
    source: row.source,
    verifiedOn: row.verifiedOn,
    uncertain,
  };
}

function userPrice(price: Price, cnyPerUsd: number): PriceView {
  const rates: PlainRates = {
    input: price.inputPerMillion,
    output: price.outputPerMillion,
    ...(price.cacheReadPerMillion === undefined ? {} : { cacheRead: price.cacheReadPerMillion }),
    ...(price.cacheWritePerMillion === undefined ? {} : { cacheWrite: price.cacheWritePerMillion }),
  };
  if (Object.values(rates).every((rate) => rate === 0)) return free;
  return {
    kind: 'known',
    ...perToken(rates, price.currency === 'CNY' ? cnyPerUsd : 1),
    source: 'your settings',
    verifiedOn: '',
    uncertain: false,
  };
}

type PlainRates = PriceRow['rates'];

/** One dollar for a million tokens is 1,000 nano-dollars for one. */
function perToken(rates: PlainRates, perUsd: number) {
  return {
    inputNanoUsdPerToken: (rates.input * 1000) / perUsd,
    outputNanoUsdPerToken: (rates.output * 1000) / perUsd,
    ...(rates.cacheRead === undefined ? {} : { cacheReadNanoUsdPerToken: (rates.cacheRead * 1000) / perUsd }),
    ...(rates.cacheWrite === undefined ? {} : { cacheWriteNanoUsdPerToken: (rates.cacheWrite * 1000) / perUsd }),
    ...(rates.cacheWriteHour === undefined
      ? {}
      : { cacheWriteHourNanoUsdPerToken: (rates.cacheWriteHour * 1000) / perUsd }),
  };
}

/** Whether a moment lies in the dearer hours. 1970-01-01 was a Thursday. */
function isPeak(peak: Peak, atMs: number): boolean {
  const weekday = (Math.floor((atMs + peak.weekdayOffsetHours * hourMs) / dayMs) + 4) % 7;
  const hour = (atMs / hourMs) % 24;
  return peak.weekdays.includes(weekday) && peak.utcHours.some(([from, to]) => from <= hour && hour < to);
}

function period(row: PriceRow): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: row.effectiveFrom === undefined ? Number.NEGATIVE_INFINITY : dayStartMs(row.effectiveFrom),
    toMs: row.effectiveTo === undefined ? Number.POSITIVE_INFINITY : dayStartMs(row.effectiveTo),
  };
}

/** Epoch milliseconds of the first moment of a `YYYY-MM-DD`, UTC (days_from_civil by Howard Hinnant). */
export function dayStartMs(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  // The year begins in March, so that the leap day is its last.
  const shiftedYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(shiftedYear / 4) - Math.floor(shiftedYear / 100) + Math.floor(shiftedYear / 400);
  return (shiftedYear * 365 + leapDays + dayOfYear - 719_468) * dayMs;
}

/** Rates are counted in millionths of a nano-dollar, so that sums are exact integers before the one rounding. */
const fineness = 1_000_000;

function costOf(price: PriceView, usage: Usage): number | null {
  if (price.kind === 'unknown') return null;
  if (price.kind === 'free') return 0;
  const { largePrompt } = price;
  const rates = largePrompt !== undefined && usage.inputTokens > largePrompt.aboveInputTokens ? largePrompt : price;
  const { inputTokens, outputTokens } = usage;
  // Parts of the input: however the vendor counts, together they are never more than all of it.
  const readTokens = Math.min(usage.cachedInputTokens ?? 0, inputTokens);
  const writtenTokens = Math.min(usage.cacheWriteInputTokens ?? 0, inputTokens - readTokens);
  const hourTokens = Math.min(usage.cacheWriteHourInputTokens ?? 0, writtenTokens);
  const freshTokens = inputTokens - readTokens - writtenTokens;
  const minutesTokens = writtenTokens - hourTokens;
  const input = fine(rates.inputNanoUsdPerToken);
  const read = fineOr(rates.cacheReadNanoUsdPerToken, input);
  const write = fineOr(rates.cacheWriteNanoUsdPerToken, input);
  const writeHour = fineOr(rates.cacheWriteHourNanoUsdPerToken, write);
  const output = fine(rates.outputNanoUsdPerToken);
  const sum =
    freshTokens * input + readTokens * read + minutesTokens * write + hourTokens * writeHour + outputTokens * output;
  if (sum <= Number.MAX_SAFE_INTEGER) return roundedUp(sum);
  const exact =
    BigInt(freshTokens) * BigInt(input) +
    BigInt(readTokens) * BigInt(read) +
    BigInt(minutesTokens) * BigInt(write) +
    BigInt(hourTokens) * BigInt(writeHour) +
    BigInt(outputTokens) * BigInt(output);
  return Number((exact + BigInt(fineness) - 1n) / BigInt(fineness));
}

const fineOr = (nanoUsd: number | undefined, other: number): number => (nanoUsd === undefined ? other : fine(nanoUsd));

const fine = (nanoUsd: number): number => Math.round(nanoUsd * fineness);

function roundedUp(fineNanoUsd: number): number {
  const rest = fineNanoUsd % fineness;
  return (fineNanoUsd - rest) / fineness + (rest > 0 ? 1 : 0);
}
