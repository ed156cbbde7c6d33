import { parseArgs } from 'node:util';
import { StrategyId, strategyIds } from '../../server/protocol/index.ts';
import { scenarios } from './scenarios.ts';
import { simulate } from './simulation.ts';

/** `npm run sim [-- SCENARIO] [--seed N] [--strategy S] [--requests N] [--all]`: the whole engine in virtual time over simulated models. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      strategy: { type: 'string' },
      requests: { type: 'string' },
      all: { type: 'boolean', default: false },
    },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const unknown = names.find((name) => scenarios[name] === undefined);
  if (unknown !== undefined)
    return refuse(`There is no scenario "${unknown}". Known: ${Object.keys(scenarios).join(', ')}.`);
  const wanted = values.strategy === undefined ? undefined : StrategyId.safeParse(values.strategy);
  if (wanted && !wanted.success)
    return refuse(`There is no strategy "${values.strategy}". Known: ${strategyIds.join(', ')}.`);
  const seed = Number(values.seed);
  const requests = values.requests === undefined ? undefined : Number(values.requests);
  if (!Number.isInteger(seed)) return refuse(`--seed must be a whole number, not "${values.seed}".`);
  if (requests !== undefined && !(Number.isInteger(requests) && requests > 0))
    return refuse(`--requests must be a whole number above 0, not "${values.requests}".`);

  const chosen = wanted?.success
    ? [wanted.data]
    : values.all || positionals.length > 0
      ? strategyIds
      : (['intelligent'] as const);
  console.log(`Simulated models in virtual time, seed ${seed}. No model is asked.\n`);
  for (const name of names) {
    const scenario = scenarios[name];
    if (!scenario) continue;
    console.log(`${name}: ${scenario.title}`);
    const rows = [];
    for (const strategy of chosen) {
      const startedAt = performance.now();
      const report = await simulate(scenario, { seed, strategy, ...(requests === undefined ? {} : { requests }) });
      const wallSeconds = (performance.now() - startedAt) / 1000;
      const [busiest] = Object.entries(report.shares).sort((a, b) => b[1] - a[1]);
      rows.push({
        strategy,
        'success %': ((100 * report.succeeded) / report.requests).toFixed(2),
        'extra attempts %': ((100 * (report.attempts - report.requests)) / report.requests).toFixed(1),
        'first token p50/p95/p99 ms': spans(report.firstTokenMs),
        'total p50/p95/p99 ms': spans(report.totalMs),
        'switch p99 ms': report.switchMs.p99.toFixed(0),
        'cost µ$/request': (report.costNanoUsd / 1000 / report.requests).toFixed(0),
        'largest share': busiest ? `${busiest[0]} ${(100 * busiest[1]).toFixed(0)} %` : '',
        'requests/s of wall time': Math.round(report.requests / wallSeconds),
        trace: report.traceHash.slice(0, 8),
      });
    }
    console.table(Object.fromEntries(rows.map(({ strategy, ...row }) => [strategy, row])));
  }
  return 0;
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}

function spans(values: { readonly p50: number; readonly p95: number; readonly p99: number }): string {
  return [values.p50, values.p95, values.p99].map((value) => Math.round(value)).join(' / ');
}

process.exitCode = await main();
