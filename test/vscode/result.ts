import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Counts, readCounts } from '../../scripts/mocha-run.ts';
import { isRecord } from '../../scripts/setting-schema.ts';

/** Longest wait for the driver's result. An editor on a busy machine starts slowly; nothing is measured here. */
const waitMs = 300_000;
const pollMs = 500;

/** Waits until the driver has written its result, tells of every failed test, and gives the counts. */
export async function waitForResult(path: string, stopped: () => string | undefined): Promise<Counts> {
  for (let waitedMs = 0; !existsSync(path); waitedMs += pollMs) {
    const why = stopped();
    if (why !== undefined) throw new Error(`the editor ended before the tests did: ${why}`);
    if (waitedMs > waitMs) throw new Error(`the tests inside the editor gave no result in ${waitMs / 1000} s`);
    await delay(pollMs);
  }
  const result: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (isRecord(result) && Array.isArray(result.lines)) for (const line of result.lines) console.log(String(line));
  return readCounts(path);
}
