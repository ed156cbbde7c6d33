import type { LedgerItem, LedgerReport, LedgerRow } from '../protocol/index.ts';
import { exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { moneyText } from './format.ts';
import { exitCodeOf, showError, writeJson } from './generation.ts';
import { entryColumns, reportColumns } from './ledger-csv.ts';
import { safeJson } from './safe-text.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `videogenius ledger`: what was spent. */
export const ledgerCommand: Command = {
  name: 'ledger',
  usage: '',
  takesTopic: false,
  asksDaemon: true,
  options: ['by', 'from', 'to', 'entries', 'csv'],
  async run(context) {
    checkOptions(context);
    return context.options.entries ? writeEntries(context) : writeReport(context);
  },
};

function checkOptions({ options: { csv, json, entries, by, from, to }, texts }: CommandContext): void {
  const wrong = (names: string, rule: string) => new UsageError(texts.field(names, { kind: 'rule', path: [], rule }));
  if (csv && json) throw wrong('--csv, --json', 'choose one of --csv and --json');
  if (entries && !csv && !json) throw wrong('--entries', 'single entries are written with --csv or --json');
  if (entries && by !== undefined) throw wrong('--by', 'single entries are not grouped; leave out --by');
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(texts.ledger.wrongOrder(from, to), 'invalidRequest', texts.ledger.wrongOrderHint);
  }
}

const daysOf = ({ options: { from, to } }: CommandContext) => ({
  ...(from === undefined ? {} : { fromDay: from }),
  ...(to === undefined ? {} : { toDay: to }),
});

async function writeReport(context: CommandContext) {
  const { options, terminal, client, texts } = context;
  const { by } = options;
  const answer = await client.call('ledger/report', { ...daysOf(context), ...(by === undefined ? {} : { by }) });
  if (!answer.ok) return refused(answer.error, context);
  const report = answer.value;
  if (options.json) writeJson(context, report);
  else if (options.csv) {
    const columns = reportColumns(report.by);
    terminal.record(columns.map(({ title }) => title));
    for (const row of report.rows) terminal.record(columns.map(({ cell }) => cell(row)));
  } else showReport(report, context);
  if (report.trouble !== null)
    terminal.say(texts.progress.warning(texts.ledger.trouble[report.trouble.kind](report.trouble.path)));
  return exitCodes.success;
}

function showReport(report: LedgerReport, { terminal, texts }: CommandContext): void {
  const { columns, ledger } = texts;
  const { fromDay, toDay, rows, totals, by, place, trouble } = report;
  if (rows.length === 0) terminal.line(ledger.nothing(fromDay, toDay));
  else {
    terminal.line(ledger.span(fromDay, toDay));
    const keyed = by === 'task' ? rows.map((row) => ({ ...row, key: texts.tasks[row.key] ?? row.key })) : rows;
    const named = [...keyed, ...totals.map((row) => ({ ...row, key: ledger.total }))];
    terminal.table(
      [
        { title: { day: columns.day, model: columns.model, task: columns.task }[by] },
        { title: columns.attempts, align: 'right' },
        { title: columns.inputTokens, align: 'right', optional: true },
        { title: columns.outputTokens, align: 'right', optional: true },
        { title: columns.cost, align: 'right' },
        { title: columns.saved, align: 'right' },
      ],
      named.map((row) => [
        row.simulated ? ledger.simulated(row.key) : row.key,
        String(row.attempts),
        String(row.inputTokens),
        String(row.outputTokens),
        knownMoney(row, row.costNanoUsd, texts),
        knownMoney(row, row.savedNanoUsd, texts),
      ]),
    );
    const unpriced = totals.reduce((sum, row) => sum + row.unpricedAttempts, 0);
    if (unpriced > 0) terminal.say(ledger.unpriced(unpriced));
    terminal.note(ledger.saved);
  }
  if (place !== null) terminal.note(ledger.place(place));
  else if (trouble === null) terminal.note(ledger.inMemory);
}

/** Where no attempt has a known price, money is unknown and not nothing. */
function knownMoney(
  { attempts, unpricedAttempts }: LedgerRow,
  nanoUsd: number,
  texts: CommandContext['texts'],
): string {
  return moneyText(unpricedAttempts === attempts ? null : nanoUsd, texts);
}

/** A page after the other: a ledger of any size takes the memory of one page. */
async function writeEntries(context: CommandContext) {
  const { options, terminal, client, host } = context;
  const write = options.csv ? csvWriter(terminal) : jsonWriter(terminal);
  let after = 0;
  for (;;) {
    const answer = await client.call('ledger/entries', { ...daysOf(context), after, limit: pageSize });
    if (!answer.ok && after === 0) return refused(answer.error, context);
    if (!answer.ok) {
      showError(answer.error, context);
      return exitCodeOf(answer.error);
    }
    if (after === 0) write.begin();
    for (const entry of answer.value.entries) write.entry(entry);
    await host.stdout.flushed?.();
    if (host.signal.aborted) return exitCodes.interrupted;
    if (answer.value.next === null) break;
    after = answer.value.next;
  }
  write.end();
  return exitCodes.success;
}

const pageSize = 500;

interface EntryWriter {
  begin(): void;
  entry(entry: LedgerItem): void;
  end(): void;
}

const csvWriter = (terminal: Terminal): EntryWriter => ({
  begin: () => terminal.record(entryColumns.map(({ title }) => title)),
  entry: (entry) => terminal.record(entryColumns.map(({ cell }) => cell(entry))),
  end() {},
});

/** One object whose list grows line by line. */
function jsonWriter(terminal: Terminal): EntryWriter {
  let separator = '\n';
  return {
    begin: () => terminal.write('{"entries": ['),
    entry(entry) {
      terminal.write(`${separator}${safeJson(entry, undefined, 0)}`);
      separator = ',\n';
    },
    end: () => terminal.write('\n]}\n'),
  };
}

function refused(error: Parameters<typeof showError>[0], context: CommandContext) {
  if (context.options.json)
    writeJson(context, { error: { code: error.code, message: error.message, hint: error.hint } });
  else showError(error, context);
  return exitCodeOf(error);
}
