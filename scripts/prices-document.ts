import { defaultConfig } from '../server/protocol/index.ts';
import type { PriceRow, Rates } from '../server/providers/price-schema.ts';
import { priceTable } from '../server/providers/price-table.ts';

/** The whole of docs/prices.md. */
export function pricesDocument(): string {
  const used = priceTable.filter(({ onlyCompared }) => onlyCompared !== true);
  const providers = [...new Set(used.map(({ provider }) => provider))];
  const sections = providers.map((provider) => {
    const rows = used.filter((row) => row.provider === provider).flatMap(lines);
    return [`## ${provider}`, '', ...columns, ...rows, ''].join('\n');
  });
  return [head, ...sections, disagreementSection()].join('\n');
}

const head = `# Prices

This page is generated from [server/providers/price-table.ts](../server/providers/price-table.ts) by \`npm run generate\`. The amounts
are list prices for one million tokens as their source gives them: no taxes, discounts, free tiers or commitments. Yuan are converted
with the setting \`videogenius.money.cnyPerUsd\`. A price of your own in \`videogenius.models\` wins over this table.

A model that is not here has an unknown price, never a price of nothing: it counts as the dearest of your models, in scores and
against budgets. No source gives Baidu's own prices, so ERNIE is not here. Models that Ollama runs on this machine are free. A price
marked with ? is uncertain: sources disagree, or it depends on something that is not known here. On any other server than the
named ones a price is only a guess and marked alike.
`;

const columns = [
  '| model | server | when | input | output | cache read | cache write (minutes, hour) | source |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
];

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function lines(row: PriceRow): string[] {
  const period = periodOf(row);
  return [
    line(row, period, row.rates),
    ...(row.peak === undefined
      ? []
      : [line(row, [period, peakWords(row.peak)].filter(Boolean).join('; '), row.peak.rates)]),
    ...(row.largePrompt === undefined
      ? []
      : [
          line(
            row,
            [period, `prompt above ${row.largePrompt.aboveInputTokens / 1000}K tokens`].filter(Boolean).join('; '),
            row.largePrompt.rates,
          ),
        ]),
  ];
}

function line(row: PriceRow, when: string, rates: Rates): string {
  const amount = (value: number | undefined) =>
    value === undefined ? '' : `${row.currency === 'CNY' ? '¥' : '$'}${value}`;
  const writes = [rates.cacheWrite, rates.cacheWriteHour].map(amount).filter(Boolean).join(', ');
  const cells = [
    row.models.join(', '),
    row.hosts.join(', '),
    when,
    `${amount(rates.input)}${row.uncertain ? ' ?' : ''}`,
    amount(rates.output),
    amount(rates.cacheRead),
    writes,
    `${row.source}, ${row.verifiedOn}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function periodOf({ effectiveFrom, effectiveTo }: PriceRow): string {
  return [
    ...(effectiveFrom === undefined ? [] : [`from ${effectiveFrom}`]),
    ...(effectiveTo === undefined ? [] : [`before ${effectiveTo}`]),
  ].join(', ');
}

function peakWords({ utcHours, weekdays, weekdayOffsetHours }: NonNullable<PriceRow['peak']>): string {
  const hours = utcHours.map(([from, to]) => `${from}:00-${to}:00`).join(' and ');
  const first = weekdayNames[weekdays[0] ?? 0];
  const last = weekdayNames[weekdays.at(-1) ?? 0];
  const days = weekdays.length === 7 ? 'every day' : `${first} to ${last} at UTC+${weekdayOffsetHours}`;
  return `${hours} UTC, ${days}`;
}

/** Two sources that differ by more than a tenth on the same model, server and time. */
export interface Disagreement {
  readonly first: PriceRow;
  readonly second: PriceRow;
  readonly models: readonly string[];
  /** By how much the dearer figure exceeds the other, at the worst of the figures: .5 is half as much again. */
  readonly share: number;
}

/** By how much sources may differ without being said to disagree. */
const toleratedShare = 0.1;

/** Where sources disagree, as of the table: every pair once. */
export function priceDisagreements(table: readonly PriceRow[] = priceTable): Disagreement[] {
  return table.flatMap((first, index) =>
    table.slice(index + 1).flatMap((second) => {
      const models = first.models.filter((model) => second.models.includes(model));
      const comparable =
        models.length > 0 &&
        first.provider === second.provider &&
        first.hosts.join() === second.hosts.join() &&
        (first.effectiveFrom ?? '0') < (second.effectiveTo ?? '9') &&
        (second.effectiveFrom ?? '0') < (first.effectiveTo ?? '9');
      if (!comparable) return [];
      const share = Math.max(
        differs(first, first.rates, second, second.rates),
        differs(first, first.peak?.rates, second, second.peak?.rates),
      );
      return share > toleratedShare ? [{ first, second, models, share }] : [];
    }),
  );
}

function differs(
  first: PriceRow,
  firstRates: Rates | undefined,
  second: PriceRow,
  secondRates: Rates | undefined,
): number {
  const shares = (['input', 'output', 'cacheRead'] as const).flatMap((name) => {
    const [one, other] = [inUsd(first, firstRates?.[name]), inUsd(second, secondRates?.[name])];
    return one === undefined || other === undefined ? [] : [Math.max(one, other) / Math.min(one, other) - 1];
  });
  return Math.max(0, ...shares);
}

const inUsd = ({ currency }: PriceRow, amount: number | undefined): number | undefined =>
  amount === undefined || currency === 'USD' ? amount : amount / defaultConfig.money.cnyPerUsd;

function disagreementSection(): string {
  const rows = priceDisagreements().map(({ first, second, models, share }) => {
    const said = (row: PriceRow) => `${row.source} (${row.verifiedOn})`;
    return `| ${models.join(', ')} | ${said(first)} | ${said(second)} | ${Math.round(share * 100)} % |`;
  });
  return `## Where sources disagree

By more than a tenth, for the same model, server and time. What is used is marked as uncertain: the source that
was read last, unless it is known to be stale.

| model | one source | another | the dearer exceeds the other by |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
