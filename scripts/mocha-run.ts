import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../server/protocol/outline.ts';
import { projectDirectory } from './generate.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs one program with our own Node in the project's folder; gives its exit code. */
export function runNode(script: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const child = spawn(process.execPath, script, { cwd: projectDirectory, stdio: 'inherit', env: environment });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs mocha with the given arguments; the counts come from the file that our reporter writes. */
export async function runMocha(mochaArguments: readonly string[]): Promise<Counts> {
  const directory = mkdtempSync(join(tmpdir(), 'videogenius-test-'));
  const countsFile = join(directory, 'counts.json');
  try {
    const code = await runNode(['node_modules/mocha/bin/mocha.js', ...mochaArguments], {
      ...process.env,
      VIDEOGENIUS_TEST_COUNTS: countsFile,
    });
    const counts = readCounts(countsFile);
    // A run that crashed, or that failed without a failed test, is a failure all the same.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Reads `{ passed, failed, skipped }`. A file that is not there or not whole counts as one failure. */
export function readCounts(path: string): Counts {
  try {
    const counts: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isRecord(counts)) return oneFailure;
    const { passed, failed, skipped } = counts;
    if (typeof passed !== 'number' || typeof failed !== 'number' || typeof skipped !== 'number') return oneFailure;
    return { passed, failed, skipped };
  } catch {
    return oneFailure;
  }
}

const oneFailure: Counts = { passed: 0, failed: 1, skipped: 0 };

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** The closing line of every test command. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
