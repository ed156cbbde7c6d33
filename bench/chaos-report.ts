import { cpus } from 'node:os';
import { attemptRoles } from '../server/protocol/index.ts';
import type { RunFindings } from './chaos-findings.ts';
import type { StoryOutcome } from './chaos-load.ts';
import { faultKinds } from './chaos-plan.ts';
import type { ChaosPromise } from './chaos-promises.ts';
import { mebibytes, spread } from './figures.ts';

type Row = readonly (string | number)[];

const format = (cell: string | number): string => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell);

/** A table as Markdown has it, its columns in line so that it can be read on a screen, too. */
function table(head: readonly string[], rows: readonly Row[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => format(cell).replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)].join('\n');
}

const percent = (part: number, all: number): string => (all === 0 ? '-' : `${((100 * part) / all).toFixed(2)} %`);

function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** The whole report as Markdown: printed as it is, and the content of docs/chaos.md. */
export function chaosReport(findings: RunFindings, promises: readonly ChaosPromise[]): string {
  const { options, digest, wallMs } = findings;
  const kills = options.killEvery === 0 ? 'no kills' : `kill -9 after every ${format(options.killEvery)}`;
  return [
    `Seed ${options.seed} (plan ${digest}), ${format(options.requests)} scripts, ${options.concurrent} at the same time, ${kills}, ${options.faultPercent} % of the vendors' requests faulty and each vendor down for 5 % of the scripts. ${(wallMs / 1000).toFixed(0)} s on ${cpus().length} processors, Node ${process.versions.node}.`,
    '## Promises',
    table(
      ['promise', 'kept', 'found'],
      promises.map(({ name, isKept, found }) => [name, isKept ? 'yes' : 'NO', found]),
    ),
    '## What the writers got',
    deliveries(findings),
    '## Times',
    times(findings),
    '## Attempts',
    roles(findings),
    'Failed attempts by class:',
    classes(findings),
    '## Vendors',
    vendors(findings),
    `Faults that were dealt: ${faults(findings)}.`,
    '## Memory',
    memory(findings),
    ...incomplete(findings),
  ].join('\n\n');
}

function deliveries({ outcomes }: RunFindings): string {
  const row = (name: string, some: readonly StoryOutcome[]): Row => {
    const of = (delivery: StoryOutcome['delivery']) => some.filter((each) => each.delivery === delivery).length;
    const errors = grouped(
      some.filter(({ errorCode }) => errorCode !== null),
      ({ errorCode }) => String(errorCode),
    );
    return [
      name,
      some.length,
      of('whole'),
      percent(of('whole'), some.length),
      of('partial'),
      of('nothing'),
      of('spoiled'),
      [...errors].map(([code, failed]) => `${code} ${failed.length}`).join(', '),
    ];
  };
  const strategies = grouped(outcomes, ({ strategy }) => strategy);
  const shared = outcomes.filter(({ delivery, tellers }) => delivery === 'whole' && tellers > 1).length;
  return [
    table(
      ['scripts', 'asked', 'whole', 'success', 'partial, marked', 'nothing', 'spoiled', 'errors'],
      [
        row('all', outcomes),
        row(
          'never interrupted',
          outcomes.filter(({ interruptions }) => interruptions === 0),
        ),
        row(
          'interrupted by a kill, repeated',
          outcomes.filter(({ interruptions }) => interruptions > 0),
        ),
        ...[...strategies].map(([strategy, some]) => row(`strategy ${strategy}`, some)),
      ],
    ),
    `${format(shared)} whole scripts were begun by one model and finished by another.`,
  ].join('\n\n');
}

function times({ outcomes, watch }: RunFindings): string {
  const whole = outcomes.filter(({ delivery }) => delivery === 'whole');
  const calm = whole.filter(({ interruptions }) => interruptions === 0);
  const first = (some: readonly StoryOutcome[]) => some.flatMap(({ firstTextMs }) => firstTextMs ?? []);
  const reports = [...watch.attempts.values()].flatMap(({ report }) => report ?? []);
  const switches = (...wanted: readonly string[]) =>
    reports.flatMap(({ role, switchMs, queuedMs = 0 }) =>
      wanted.includes(role) && switchMs !== null ? [{ switchMs, queuedMs }] : [],
    );
  const row = (name: string, values: readonly number[]): Row => [
    name,
    values.length,
    values.length === 0 ? '-' : spread(values),
  ];
  return table(
    ['time', 'measured', 'p50 / p95 / p99'],
    [
      row('first text', first(calm)),
      row(
        'whole script',
        calm.map(({ totalMs }) => totalMs),
      ),
      row(
        'waiting for a free place, in it',
        calm.flatMap(({ attempts: [attempt] }) => attempt?.startedMs ?? []),
      ),
      row('first text, repeated after a kill', first(whole.filter(({ interruptions }) => interruptions > 0))),
      row(
        'failure detected to the next model asked (promise: p99 50 ms)',
        switches('failover', 'resume').map(({ switchMs, queuedMs }) => switchMs - queuedMs),
      ),
      row(
        'the same with the wait for a free place, while every model was full',
        switches('failover', 'resume').map(({ switchMs }) => switchMs),
      ),
      row(
        'the same model once more, with its pause',
        switches('retry').map(({ switchMs }) => switchMs),
      ),
    ],
  );
}

function roles({ watch }: RunFindings): string {
  const attempts = [...watch.attempts.values()];
  return table(
    ['role', 'attempts', 'success', 'failed', 'ignored (cancelled, outpaced)', 'end unknown (killed)'],
    [...attemptRoles].map((role) => {
      const own = attempts.filter((attempt) => attempt.role === role);
      const ended = (outcome: string) => own.filter(({ report }) => report?.outcome === outcome).length;
      const unknown = own.filter(({ report }) => report === undefined).length;
      return [role, own.length, ended('success'), ended('failed'), ended('ignored'), unknown];
    }),
  );
}

function classes({ watch }: RunFindings): string {
  const failed = [...watch.attempts.values()].flatMap(({ report }) =>
    report === undefined || report.class === null ? [] : [{ role: report.role, class: report.class }],
  );
  const byClass = [...grouped(failed, (each) => each.class)].sort(([, a], [, b]) => b.length - a.length);
  return table(
    ['class', 'all', ...attemptRoles],
    byClass.map(([name, some]) => [
      name,
      some.length,
      ...attemptRoles.map((role) => some.filter((each) => each.role === role).length),
    ]),
  );
}

function vendors({ seen, watch, ledger }: RunFindings): string {
  const attempts = [...watch.attempts.values()];
  const entries = ledger === undefined ? [] : [...ledger.entries.values()];
  return table(
    ['vendor', 'requests seen', 'faults dealt', 'ledger entries', 'attempts without an end (killed)', 'free checks'],
    Object.entries(seen).map(([vendor, { requests, checks, faults: dealt }]) => [
      vendor,
      requests,
      Object.values(dealt).reduce((sum, count) => sum + count, 0),
      entries.filter((line) => line.model_id === vendor).length,
      attempts.filter(({ modelId, report }) => modelId === vendor && report === undefined).length,
      checks,
    ]),
  );
}

function faults({ seen }: RunFindings): string {
  const count = (kind: (typeof faultKinds)[number]) =>
    Object.values(seen).reduce((sum, each) => sum + (each.faults[kind] ?? 0), 0);
  return faultKinds.map((kind) => `${kind} ${format(count(kind))}`).join(', ');
}

const memory = ({ memory: { before, peak, after } }: RunFindings): string =>
  table(
    ['resident memory of the daemon', ''],
    [
      ['before the first request', mebibytes(before)],
      ['at most', mebibytes(peak)],
      ['at the end, nothing running', mebibytes(after)],
    ],
  );

const mostListed = 10;

/** Scripts that did not become whole, with their attempts; nothing when there is none. */
function incomplete({ outcomes, watch }: RunFindings): readonly string[] {
  const some = outcomes.filter(({ delivery }) => delivery !== 'whole');
  if (some.length === 0) return [];
  const spoiledFirst = some.toSorted((a, b) => Number(b.damage !== null) - Number(a.damage !== null));
  const lines = spoiledFirst
    .slice(0, mostListed)
    .map(({ story, delivery, errorCode, errorMessage, damage, attemptIds }) => {
      const legs = attemptIds.map((id) => {
        const { modelId, role, report } = watch.attempts.get(id) ?? { modelId: id, role: 'unknown', report: undefined };
        return `${modelId} ${role} ${report === undefined ? 'no end' : (report.class ?? 'ok')}`;
      });
      const what = [delivery, errorCode, damage].filter((each) => each !== null).join(', ');
      const how = legs.length === 0 ? (errorMessage ?? '') : legs.join(', ');
      return `- script ${story}: ${what}; ${how.slice(0, 300)}`;
    });
  return ['## Scripts that did not become whole', lines.join('\n')];
}
