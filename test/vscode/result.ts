import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Counts, readCounts } from '../../scripts/mocha-run.ts';

/** Longest wait for the driver's result. An editor on a busy machine starts slowly; nothing is measured here. */
const waitMs = 300_000;
const pollMs = 500;

/** Waits until the driver has written its result, tells what it says meanwhile, and gives the counts. */
export async function waitForResult(path: string, stopped: () => string | undefined): Promise<Counts> {
  let told = 0;
  const tellNews = (): void => {
    const lines = existsSync(`${path}.lines`) ? readFileSync(`${path}.lines`, 'utf8').split('\n').slice(0, -1) : [];
    for (const line of lines.slice(told)) console.log(line);
    told = lines.length;
  };
  for (let waitedMs = 0; !existsSync(path); waitedMs += pollMs) {
    tellNews();
    const why = stopped();
    if (why !== undefined) throw new Error(`the editor ended before the tests did: ${why}`);
    if (waitedMs > waitMs) throw new Error(`the tests inside the editor gave no result in ${waitMs / 1000} s`);
    await delay(pollMs);
  }
  tellNews();
  return readCounts(path);
}
