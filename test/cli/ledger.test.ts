import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { csvLine, exactDollars } from '../../server/cli/csv.ts';
import { createApplication } from '../../server/main.ts';
import type { LedgerEntry } from '../../server/ports/index.ts';
import { LedgerEntries, LedgerReport } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/index.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { dayMs, ledgerEntry, noonMs } from '../stores/entries.ts';
import { type RunOptions, run } from './cli-harness.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const spent: readonly LedgerEntry[] = [
  ledgerEntry('a1', { costNanoUsd: 1_000_000_001, countedNanoUsd: 1_000_000_001, dearestNanoUsd: 3_000_000_000 }),
  ledgerEntry('a2', { modelId: 'claude', task: 'keywords', costNanoUsd: 250_000_000, dearestNanoUsd: 250_000_000 }),
  ledgerEntry('a3', {
    modelId: 'ernie',
    outcome: 'failed',
    class: 'truncated',
    usage: null,
    costNanoUsd: null,
    dearestNanoUsd: null,
    certainty: 'unknown',
    atMs: noonMs - dayMs,
  }),
  ledgerEntry('a4', { modelId: 'fleet', simulated: true, costNanoUsd: 7, countedNanoUsd: 7, dearestNanoUsd: 7 }),
];

/** The command line over an engine whose ledger has these entries, on 5 October 2026. */
function ledger(line: string, entries = spent, options: Partial<RunOptions> = {}) {
  return run({
    arguments: ['ledger', ...line.split(' ').filter((word) => word !== '')],
    connect(wanted) {
      const store = memoryStore(utcCalendar);
      for (const entry of entries) store.append(entry);
      const clock = new SimClock({ startMs: noonMs });
      return createApplication({ ...wanted, clock, calendar: utcCalendar, store, log: silent });
    },
    ...options,
  });
}

describe('videogenius ledger', () => {
  it('shows days, what each has cost and saved, and totals; simulated money stands apart and says so', async () => {
    const { code, stdout, stderr } = await ledger('');
    assert.equal(code, 0);
    assert.equal(
      stdout,
      [
        'What was spent from 2026-09-06 to 2026-10-05:',
        'Day                     Attempts  Tokens in  Tokens out          Cost    Saved',
        '2026-10-04                     1          0           0       unknown  unknown',
        '2026-10-05                     2       1400         600         $1.25    $2.00',
        '2026-10-05 (simulated)         1        700         300  $0.000000007    $0.00',
        'Total                          3       1400         600         $1.25    $2.00',
        'Total (simulated)              1        700         300  $0.000000007    $0.00',
        '',
      ].join('\n'),
    );
    assert.match(stderr, /^1 attempt without a known price: what it cost is missing above\.$/m);
    assert.match(stderr, /^The ledger is kept in memory only/m);
  });

  it('groups by model and by task, and looks only at the days that are asked for', async () => {
    const byModel = await ledger('--by model');
    assert.deepEqual(
      byModel.stdout
        .split('\n')
        .slice(2, 6)
        .map((line) => line.split(/ {2,}/)[0]),
      ['claude', 'deepseek', 'ernie', 'fleet (simulated)'],
    );
    const byTask = await ledger('--by task --from 2026-10-05 --to 2026-10-05');
    assert.deepEqual(
      byTask.stdout
        .split('\n')
        .slice(2)
        .map((line) => line.split(/ {2,}/)[0]),
      ['keywords', 'script', 'script (simulated)', 'Total', 'Total (simulated)', ''],
    );
  });

  it('writes comma-separated values with units, and every digit of the money', async () => {
    const { stdout } = await ledger('--csv');
    assert.equal(
      stdout,
      [
        'day,simulated,attempts,successes,input_tokens,cached_input_tokens,output_tokens,cost_usd,counted_usd,saved_usd,unpriced_attempts',
        '2026-10-04,false,1,0,0,0,0,0.000000000,0.000123456,0.000000000,1',
        '2026-10-05,false,2,2,1400,256,600,1.250000001,1.000123457,1.999999999,0',
        '2026-10-05,true,1,1,700,128,300,0.000000007,0.000000007,0.000000000,0',
        '',
      ].join('\r\n'),
    );
  });

  it('gives the report as JSON, whatever the language', async () => {
    const { stdout } = await ledger('--json --by model --locale zh-cn');
    const report = LedgerReport.parse(JSON.parse(stdout));
    assert.deepEqual(
      report.totals.map(({ costNanoUsd, simulated }) => [costNanoUsd, simulated]),
      [
        [1_250_000_001, false],
        [7, true],
      ],
    );
    assert.deepEqual([report.by, report.place, report.trouble], ['model', null, null]);
  });

  it('writes every single attempt, page after page', async () => {
    const many = Array.from({ length: 1200 }, (_, number) => ledgerEntry(`n${number}`, { costNanoUsd: number }));
    const csv = (await ledger('--csv --entries', many)).stdout.split('\r\n');
    assert.equal(csv.length, 1202);
    assert.match(csv[0] ?? '', /^ended_at_utc,attempt_id,.*,cost_usd,counted_usd,dearest_usd,certainty,price_source$/);
    assert.match(
      csv[1200] ?? '',
      /^2026-10-05T12:00:00\.000Z,n1199,request-1,deepseek,false,script,first,success,,700,128,300,,0\.000001199,/,
    );
    const json = LedgerEntries.pick({ entries: true }).parse(
      JSON.parse((await ledger('--json --entries', many)).stdout),
    );
    assert.deepEqual(json.entries, many);
    const day = await ledger('--csv --entries --to 2026-10-04');
    assert.deepEqual(
      day.stdout
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
      ['a3', undefined],
    );
    assert.deepEqual(JSON.parse((await ledger('--json --entries', [])).stdout), { entries: [] });
  });

  it('says that nothing was spent', async () => {
    const { code, stdout } = await ledger('--from 2026-01-01 --to 2026-01-31');
    assert.deepEqual([code, stdout], [0, 'Nothing was spent from 2026-01-01 to 2026-01-31.\n']);
  });

  for (const [line, message] of [
    ['--from yesterday', '--from: a day is written as year-month-day, such as 2026-10-05.'],
    ['--to 2026-02-30', '--to: a day is written as year-month-day, such as 2026-10-05.'],
    ['--from 2026-10-05 --to 2026-10-04', 'from 2026-10-05 to 2026-10-04: it would end before it begins'],
    ['--by vendor', '--by cannot be "vendor": it takes one of day, model, task.'],
    ['--csv --json', 'choose one of --csv and --json'],
    ['--entries', '--entries: single entries are written with --csv or --json'],
    ['--entries --csv --by model', '--by: single entries are not grouped'],
    ['--entries --csv --from 2026-10-05 --to 2026-10-04', 'it would end before it begins'],
  ] as const) {
    it(`refuses ${line}, says why, and writes nothing`, async () => {
      const { code, stdout, stderr } = await ledger(line);
      assert.equal(code, 2);
      if (!line.includes('--json')) assert.equal(stdout, '');
      assert.ok((line.includes('--json') ? stdout : stderr).includes(message), stdout + stderr);
    });
  }

  it('speaks Chinese', async () => {
    const { stdout, stderr } = await ledger('--by task --locale zh-cn');
    assert.match(stdout, /^2026-09-06 至 2026-10-05 的花费：$/m);
    assert.match(stdout, /^脚本（模拟）/m);
    assert.match(stderr, /1 次尝试的价格未知/);
    assert.match((await ledger('--from x --locale zh-cn')).stderr, /日期应写成“年-月-日”/);
    const turned = await ledger('--from 2026-10-05 --to 2026-10-04 --locale zh-cn');
    assert.match(turned.stderr, /结束日期早于开始日期/);
  });

  it('tells what is wrong with the file, also beside JSON', async () => {
    const connect: RunOptions['connect'] = (wanted) => {
      const trouble = () => ({ kind: 'damaged' as const, path: '/data/ledger.db.damaged-2026-10-05-1' });
      const store = { ...memoryStore(utcCalendar), trouble, place: () => '/data/ledger.db' };
      return createApplication({ ...wanted, clock: new SimClock(), calendar: utcCalendar, store, log: silent });
    };
    const plain = await ledger('', [], { connect });
    assert.match(plain.stderr, /was damaged\. It was moved to \/data\/ledger\.db\.damaged-2026-10-05-1/);
    assert.match(plain.stderr, /The ledger is kept in \/data\/ledger\.db\./);
    const json = await ledger('--json', [], { connect });
    assert.equal(LedgerReport.parse(JSON.parse(json.stdout)).trouble?.kind, 'damaged');
    assert.match(json.stderr, /was damaged/);
  });
});

describe('comma-separated values', () => {
  it('quote what RFC 4180 wants quoted, and keep a spreadsheet from running a text as a formula', () => {
    assert.equal(
      csvLine(['a,b', 'say "hi"', 'two\nlines', 3, true, null]),
      '"a,b","say ""hi""","two\nlines",3,true,\r\n',
    );
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx']) {
      assert.match(csvLine([text]), /^"?'/, text);
    }
    assert.equal(csvLine([-5]), '-5\r\n');
  });

  it('carry money to the last nano-dollar', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (nanoUsd) => {
        const text = exactDollars(nanoUsd);
        assert.match(text, /^-?\d+\.\d{9}$/);
        assert.equal(Number(text.replace('.', '')), nanoUsd);
      }),
    );
    assert.equal(exactDollars(1), '0.000000001');
    assert.equal(exactDollars(-1_500_000_000), '-1.500000000');
  });
});
