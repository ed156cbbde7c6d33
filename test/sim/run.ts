import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { help, readArguments, type Wish } from './arguments.ts';
import { simulationDocument } from './document.ts';
import { median } from './figures.ts';
import { lawsOf, type Results } from './laws.ts';
import { hedgingPicture, outagePicture, responsePicture } from './pictures.ts';
import { fixedPolicy, type Policy, strategyPolicy } from './policies.ts';
import {
  allPolicies,
  compare,
  exactly,
  overviewHead,
  overviewRow,
  policyTable,
  sharesOf,
  type Table,
} from './report.ts';
import { scenarioOf } from './scenarios.ts';

/** `npm run sim`: see `help` in arguments.ts. */
async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2));
  if (asked.kind === 'help') {
    console.log(help);
    return 0;
  }
  if (asked.kind === 'refused') {
    console.error(`${asked.message}\n"npm run sim -- --help" shows what can be asked for.`);
    return 2;
  }
  const { wish } = asked;
  console.log(`Simulated models in virtual time, seed ${wish.seed}. Nobody is asked.\n`);
  if (wish.seeds > 1) return overSeeds(wish);
  if (wish.kind === 'overview') return overview(wish);
  return reports(wish);
}

async function overview(wish: Wish): Promise<number> {
  const rows: (readonly string[])[] = [];
  let allHold = true;
  const startedAtMs = performance.now();
  let requests = 0;
  for (const name of wish.names) {
    const results = await compare(scenarioOf(name), overviewPolicies(wish, name), wish);
    requests += results.get(wish.strategy ?? 'intelligent')?.requests ?? 0;
    rows.push(overviewRow(name, results, wish.strategy));
    if (wish.strategy === undefined) allHold = printLaws(name, results, wish, false) && allHold;
  }
  print({ head: overviewHead, rows });
  console.log(`${requests} routed requests in ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s.`);
  console.log('A full report: npm run sim -- SCENARIO. Everything side by side: npm run sim -- --all.');
  return allHold ? 0 : 1;
}

const overviewPolicies = (wish: Wish, name: string): readonly Policy[] => [
  strategyPolicy(wish.strategy ?? 'intelligent'),
  ...Object.keys(scenarioOf(name).models).map(fixedPolicy),
];

async function reports(wish: Wish): Promise<number> {
  const all = new Map<string, Results>();
  let allHold = true;
  const beganAtMs = performance.now();
  for (const name of wish.names) {
    const scenario = scenarioOf(name);
    const policies = wish.strategy === undefined ? allPolicies(scenario) : overviewPolicies(wish, name);
    const startedAtMs = performance.now();
    const results = await compare(scenario, policies, wish);
    const wallSeconds = (performance.now() - startedAtMs) / 1000;
    all.set(name, results);
    console.log(`${name}: ${scenario.title}`);
    print(policyTable(results, policies, wish.kind === 'all' ? 1 : undefined));
    if (wish.kind === 'scenarios') printDetails(results, wish);
    allHold = printLaws(name, results, wish, true) && allHold;
    const requests = [...results.values()].reduce((sum, figures) => sum + figures.requests, 0);
    console.log(`${Math.round(requests / wallSeconds)} requests per second of wall time.\n`);
  }
  if (wish.kind === 'all') {
    writeDocuments(all, wish.seed);
    console.log(
      `Wrote docs/simulation.md and three pictures after ${((performance.now() - beganAtMs) / 1000).toFixed(0)} s.`,
    );
  }
  return allHold ? 0 : 1;
}

/** What the table leaves out, for the strategy that was asked for. */
function printDetails(results: Results, wish: Wish): void {
  const id = wish.strategy ?? 'intelligent';
  const figures = results.get(id);
  if (figures === undefined) return;
  console.log(`${id}: in time ${exactly(figures.inDeadline, figures.requests)}, trace ${figures.traceHash}`);
  console.log(`  calls: ${sharesOf(figures.callsByModel)}`);
  for (const [phase, calls] of Object.entries(figures.callsByPhase)) console.log(`  ${phase}: ${sharesOf(calls)}`);
  const errors = Object.entries(figures.errors).map(([code, number]) => `${code} ${number}`);
  if (errors.length > 0) console.log(`  errors: ${errors.join(', ')}`);
}

/** Says which laws hold, as far as their policies were run. */
function printLaws(name: string, results: Results, wish: Wish, withThoseThatHold: boolean): boolean {
  let allHold = true;
  for (const law of lawsOf(name)) {
    if (!law.policies.every((id) => results.has(id))) continue;
    const { holds, found } = law.judge(results);
    allHold &&= holds;
    if (holds && !withThoseThatHold) continue;
    console.log(`${holds ? 'holds         ' : 'DOES NOT HOLD '} ${name}: ${law.text} Found: ${found}.`);
    if (!holds) console.log(`               npm run sim -- ${name} --seed ${wish.seed}`);
  }
  return allHold;
}

/** The same over many seeds: a result that needs a lucky one is none. */
async function overSeeds(wish: Wish): Promise<number> {
  let allHold = true;
  for (const name of wish.names) {
    const rows: (readonly string[])[] = [];
    const runs: { readonly seed: number; readonly results: Results }[] = [];
    for (let seed = wish.seed; seed < wish.seed + wish.seeds; seed += 1) {
      runs.push({ seed, results: await compare(scenarioOf(name), overviewPolicies(wish, name), { ...wish, seed }) });
    }
    const id = wish.strategy ?? 'intelligent';
    const figures = runs.flatMap(({ seed, results }) => {
      const found = results.get(id);
      return found === undefined ? [] : [{ seed, found }];
    });
    for (const [title, value] of measures) {
      const values = figures.map(({ seed, found }) => ({ seed, value: value(found) }));
      const worst = values.reduce((a, b) => (b.value > a.value ? b : a));
      const middle = median(values.map((each) => each.value));
      rows.push([title, middle.toFixed(2), worst.value.toFixed(2), `${worst.seed}`]);
    }
    console.log(`${name}, ${id}, seeds ${wish.seed} to ${wish.seed + wish.seeds - 1}`);
    print({ head: ['', 'median', 'worst', 'seed of the worst'], rows });
    for (const { seed, results } of runs) allHold = printLaws(name, results, { ...wish, seed }, false) && allHold;
    console.log('');
  }
  return allHold ? 0 : 1;
}

/** Measures of which less is better. */
const measures = [
  ['failed or late, per 10,000', (of) => (10_000 * (of.requests - of.inDeadline)) / of.requests],
  ['spoiled texts', (of) => of.quality.spoiled],
  ['mean response s', (of) => of.responseMs.mean / 1000],
  ['response p95 s', (of) => of.responseMs.p95 / 1000],
  ['first text p99 s', (of) => of.firstTokenMs.p99 / 1000],
  ['extra calls %', (of) => (100 * (of.calls - of.requests)) / of.requests],
] as const satisfies readonly (readonly [string, (figures: NonNullable<ReturnType<Results['get']>>) => number])[];

function print({ head, rows }: Table): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'));
}

function writeDocuments(all: ReadonlyMap<string, Results>, seed: number): void {
  const folder = join(projectDirectory, 'docs');
  mkdirSync(join(folder, 'images'), { recursive: true });
  const of = (name: string): Results => all.get(name) ?? new Map();
  writeFileSync(join(folder, 'simulation.md'), simulationDocument(all, seed));
  writeFileSync(
    join(folder, 'images/simulation.svg'),
    responsePicture(of('mixedFault'), allPolicies(scenarioOf('mixedFault'))),
  );
  writeFileSync(join(folder, 'images/simulation-hedging.svg'), hedgingPicture(of('mixedStall')));
  writeFileSync(join(folder, 'images/simulation-outage.svg'), outagePicture(of('failWithin')));
}

process.exitCode = await main();
