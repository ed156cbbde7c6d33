import { editorFigures } from './editor.ts';
import { mebibytes, milliseconds, spread } from './figures.ts';
import { directFetches, failingIds, modelIds, routedScripts, startUpstream } from './load.ts';
import { pickCosts } from './picks.ts';
import { switchTimes } from './switches.ts';

/** `npm run bench`: figures with ratios against a baseline measured in the same run. Nothing is asserted. */
async function main(): Promise<void> {
  console.log(
    `Node ${process.versions.node}, ${modelIds.length} local models over real sockets, ${failingIds.length} of them always answer 503.\n`,
  );
  const upstream = await startUpstream(failingIds);
  try {
    await routedScripts(upstream, 20);
    await directFetches(upstream, 20);
    for (const count of [100, 1000]) await concurrent(upstream, count);
    await editorFigures(upstream);
  } finally {
    upstream.close();
  }
  await switches();
  picks();
}

async function switches(): Promise<void> {
  const times = await switchTimes();
  console.log('From the detection of a failure to the start of the next attempt, by kind of failure');
  console.table(
    Object.fromEntries(
      [...times].map(([fault, values]) => [fault, { switches: values.length, 'p50 / p95 / p99': spread(values) }]),
    ),
  );
}

async function concurrent(upstream: Parameters<typeof routedScripts>[0], count: number): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const direct = await directFetches(upstream, count);
  const routed = await routedScripts(upstream, count);
  const after = process.memoryUsage();
  const totals = routed.engine.snapshot().totals;
  console.log(`${count} concurrent scripts, a third of the models failing`);
  console.table({
    answered: { value: `${routed.answered} of ${count}` },
    'distinct answers': { value: routed.distinct },
    'attempts sent': { value: `${routed.attempts} (statistics say ${totals.attempts})` },
    'wall time routed': { value: milliseconds(routed.wallMs) },
    'wall time direct (no router, no failing model)': { value: milliseconds(direct.wallMs) },
    'ratio routed / direct': { value: (routed.wallMs / direct.wallMs).toFixed(2) },
    'first text p50 / p95 / p99': { value: spread(routed.firstTextMs) },
    'whole script p50 / p95 / p99': { value: spread(routed.totalMs) },
    'failure detected to next attempt p50 / p95 / p99': { value: spread(routed.switchMs) },
    'resident memory before / after': { value: `${mebibytes(before.rss)} / ${mebibytes(after.rss)}` },
    'heap before / after': { value: `${mebibytes(before.heapUsed)} / ${mebibytes(after.heapUsed)}` },
  });
}

function picks(): void {
  const nine = pickCosts(9, 50_000);
  const thousand = pickCosts(1000, 1000);
  const baseline = nine.random ?? 1;
  console.log('One pick of each strategy, microseconds');
  console.table(
    Object.fromEntries(
      Object.keys(nine).map((id) => [
        id,
        {
          '9 models': nine[id]?.toFixed(2),
          '1,000 models': thousand[id]?.toFixed(1),
          'ratio to random, 9 models': ((nine[id] ?? 0) / baseline).toFixed(1),
        },
      ]),
    ),
  );
}

const [part, ...rest] = process.argv.slice(2);
if (part === 'chaos') {
  const { chaosMain } = await import('./chaos-main.ts');
  process.exitCode = await chaosMain(rest);
} else await main();
