import type { LedgerReport, LedgerRow, Task } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { ledgerTroubleText } from '../words/money-words.ts';
import { taskWords } from '../words/request-words.ts';
import type { ValueFormat } from '../words/value-format.ts';

/** The ledger of the last days as Markdown: by day, by model and by kind of work. Real and simulated money stand apart. */
export function costsDocument(reports: readonly LedgerReport[], l10n: L10n, format: ValueFormat): string {
  const [first] = reports;
  if (first === undefined) return '';
  const { fromDay, toDay, place, trouble, totals } = first;
  const unpriced = totals.reduce((sum, row) => sum + row.unpricedAttempts, 0);
  const tables = reports.flatMap((report) => [`## ${titleOf(report, l10n)}`, table(report, l10n, format)]);
  const blocks = [
    `# ${l10n.t('Costs')}`,
    l10n.t('From {0} to {1}.', fromDay, toDay),
    ...(trouble === null ? [] : [escapeMarkdown(ledgerTroubleText(trouble, l10n))]),
    ...(totals.length === 0 ? [l10n.t('Nothing was spent.')] : tables),
    ...(unpriced === 0
      ? []
      : [l10n.t('Attempts without a known price: {0}. What they cost is missing above.', format.count(unpriced))]),
    ...(totals.length === 0
      ? []
      : [l10n.t('Saved: what the dearest configured model would have cost for the same text, minus what was paid.')]),
    place === null ? l10n.t('The ledger is kept in memory only.') : l10n.t('The ledger is kept in {0}.', code(place)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A day begins no list inside a cell. */
const inCell = (name: string): string => (/^\d{4}-\d\d-\d\d(?![\w-])/.test(name) ? name : escapeMarkdown(name));

const code = (path: string): string => `\`${path.replaceAll('`', '')}\``;

function titleOf({ by }: LedgerReport, l10n: L10n): string {
  return { day: l10n.t('By day'), model: l10n.t('By model'), task: l10n.t('By kind of work') }[by];
}

function table({ by, rows, totals }: LedgerReport, l10n: L10n, format: ValueFormat): string {
  const right = { align: 'right' } as const;
  const head = { day: l10n.t('Day'), model: l10n.t('Model'), task: l10n.t('Kind of work') }[by];
  const line = (row: LedgerRow, name: string): string[] => {
    const { attempts, unpricedAttempts, costNanoUsd, savedNanoUsd } = row;
    const isUnknown = attempts > 0 && unpricedAttempts === attempts;
    return [
      inCell(row.simulated ? l10n.t('{0} (simulated)', name) : name),
      format.count(attempts),
      format.count(row.inputTokens),
      format.count(row.outputTokens),
      escapeMarkdown(format.money(costNanoUsd, unpricedAttempts > 0)),
      isUnknown ? '–' : escapeMarkdown(format.money(savedNanoUsd)),
    ];
  };
  const names: Readonly<Record<string, string>> = by === 'task' ? (taskWords(l10n) satisfies Record<Task, string>) : {};
  const nameOf = (key: string): string => (Object.hasOwn(names, key) ? (names[key] ?? key) : key);
  return markdownTable(
    [
      { title: head },
      { title: l10n.t('Attempts'), ...right },
      { title: l10n.t('Tokens in'), ...right },
      { title: l10n.t('Tokens out'), ...right },
      { title: l10n.t('Cost'), ...right },
      { title: l10n.t('Saved'), ...right },
    ],
    [...rows.map((row) => line(row, nameOf(row.key))), ...totals.map((row) => line(row, l10n.t('Total')))],
  );
}
