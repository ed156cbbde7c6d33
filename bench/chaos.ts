import { setTimeout } from 'node:timers/promises';
import type { SessionClient } from '../server/rpc/index.ts';
import { missingEntries } from './chaos-books.ts';
import type { CrashFindings, RunFindings } from './chaos-findings.ts';
import { type ChaosHome, newChaosHome } from './chaos-home.ts';
import { type LedgerImage, readLedger } from './chaos-ledger.ts';
import { type StoryOutcome, writeAll } from './chaos-load.ts';
import { type LogFindings, readLog } from './chaos-log.ts';
import { watchMemory } from './chaos-memory.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { type ChaosPlan, chaosPlan } from './chaos-plan.ts';
import { createProgress } from './chaos-progress.ts';
import { openSeats, type Seats } from './chaos-seats.ts';
import { modelsAt, startUpstreams, type Upstreams } from './chaos-upstreams.ts';
import { createWatch, type Watch } from './chaos-watch.ts';

/** What somebody would set who wants to see silence and stalls within minutes; everything else is as it comes. */
const settings = {
  'videogenius.timeouts.firstContentMs': 5000,
  'videogenius.timeouts.stallMs': 4000,
  'videogenius.failover.deadlineMs': 60_000,
  // Never reached; but with a budget that stops, every attempt is weighed against what was spent and what is held.
  'videogenius.money.dayBudgetUsd': 1000,
  'videogenius.money.whenSpent': 'stop',
};

/** One whole run. Whatever happens, also Ctrl+C, every process that was started is ended and every file removed. */
export async function runChaos(options: ChaosOptions): Promise<RunFindings> {
  const plan = chaosPlan(options.seed, options.faultPercent);
  const cleanUps: (() => void)[] = [];
  const cleanUp = () => {
    for (const each of cleanUps.splice(0).reverse()) each();
  };
  const signals = (['SIGINT', 'SIGTERM'] as const).map((signal, index) => {
    const end = () => {
      cleanUp();
      process.exit(index === 0 ? 130 : 143);
    };
    process.once(signal, end);
    return () => process.off(signal, end);
  });
  let rejections = 0;
  const count = (reason: unknown) => {
    rejections += 1;
    console.error('not handled:', reason);
  };
  process.on('unhandledRejection', count);
  try {
    const home = await newChaosHome();
    cleanUps.push(() => home.remove());
    const upstreams = await startUpstreams(options.seed, options.faultPercent);
    cleanUps.push(() => upstreams.close());
    const found = await runAt(home, upstreams, plan, options);
    return { ...found, rejections };
  } finally {
    process.off('unhandledRejection', count);
    for (const stop of signals) stop();
    cleanUp();
  }
}

async function runAt(
  home: ChaosHome,
  upstreams: Upstreams,
  plan: ChaosPlan,
  options: ChaosOptions,
): Promise<Omit<RunFindings, 'rejections'>> {
  const { requests, concurrent, killEvery } = options;
  const stories = Array.from({ length: requests }, (_, index) => ({
    number: index + 1,
    sentences: plan.sentences(index + 1),
  }));
  const watch = createWatch();
  const seats = await openSeats(home, { ...settings, 'videogenius.models': modelsAt(upstreams) }, watch);
  const memory = await watchMemory(async () => (await seats.first()).client);
  const outcomes: StoryOutcome[] = [];
  const crashes: CrashFindings[] = [];
  const logs: LogFindings[] = [];
  const progress = createProgress(requests);
  const startedMs = performance.now();
  let kills: Promise<void> = Promise.resolve();
  const kill = async () => {
    crashes.push(await crash(home, seats, watch));
    logs.push(readLog(home.takeLog()));
  };
  await writeAll(stories, concurrent, seats.all, (outcome) => {
    outcomes.push(outcome);
    progress.tell(outcomes.length);
    const isDue = killEvery > 0 && outcomes.length % killEvery === 0 && outcomes.length < requests;
    if (isDue) kills = kills.then(kill);
  });
  await kills;
  const wallMs = performance.now() - startedMs;
  progress.end();

  const { client } = await seats.first();
  await lastEvents(client, watch);
  const told = await client.call('ledger/report', {});
  const memoryFound = await memory.stop();
  const { seen, rejections: vendorRejections } = await upstreams.look();
  const ledger = imageOf(home);
  await seats.close();
  logs.push(readLog(home.takeLog()));
  return {
    options,
    digest: plan.digest(requests),
    wallMs,
    outcomes,
    watch,
    crashes,
    ledger,
    told: told.ok ? told.value : undefined,
    seen,
    memory: memoryFound,
    logs,
    vendorRejections,
  };
}

/** kill -9, and a look at what the daemon had kept before anybody starts it again. */
async function crash(home: ChaosHome, seats: Seats, watch: Watch): Promise<CrashFindings> {
  const window = await seats.first();
  return seats.whileClosed(async () => {
    await home.kill(window.processId);
    // What the daemon had said before is still on its way.
    await window.closed;
    watch.crashed();
    const image = imageOf(home);
    return {
      integrity: image?.integrity ?? 'there is no ledger on disk',
      entries: image?.entries.size ?? 0,
      missing: image === undefined ? 0 : missingEntries(image, watch).length,
    };
  });
}

function imageOf(home: ChaosHome): LedgerImage | undefined {
  const copy = home.copyData();
  return copy === undefined ? undefined : readLedger(copy);
}

/** Waits until everything has been told that had happened when this was called. */
async function lastEvents(client: SessionClient, watch: Watch): Promise<void> {
  const state = await client.call('state/get', {});
  const startMs = performance.now();
  while (state.ok && watch.sequence() < state.value.sequence && performance.now() - startMs < 5000)
    await setTimeout(10);
}
