import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build as bundle } from 'esbuild';
import { bundles } from '../scripts/bundles.ts';
import { findPlaces, type Places, surroundingsOf } from '../server/link/index.ts';
import type { Build } from '../server/protocol/index.ts';
import { version } from '../server/version.ts';

/** A person of one's own for the run: home, runtime folder and data folder lie under one temporary folder. */
export interface ChaosHome {
  readonly places: Places;
  readonly environment: Readonly<Record<string, string>>;
  readonly program: string;
  readonly build: Build;
  /** Remembers a process that was started for this person; it is ended with the home. */
  started(processId: number): void;
  /** Ends the daemon at once, as a crash would, and waits until it is gone. */
  kill(processId: number): Promise<void>;
  /** Copies what the daemon keeps on disk, untouched, into a new folder; undefined when it keeps nothing. */
  copyData(): string | undefined;
  /** The log that was written since the last time. */
  takeLog(): string;
  /** Ends every process and removes everything. Synchronous, so that an interrupted run can do it, too. */
  remove(): void;
}

/** Keys of no value: the vendors here accept any. */
const keys = ['DEEPSEEK', 'ANTHROPIC', 'OPENAI', 'MOONSHOT', 'AZURE_OPENAI', 'GEMINI', 'DASHSCOPE', 'QIANFAN'];

/** Builds the daemon from the sources as they are, with the options of the real build, and gives it a home. */
export async function newChaosHome(): Promise<ChaosHome> {
  const folder = mkdtempSync(join(tmpdir(), 'videogenius-chaos-'));
  const builtAtMs = Date.now();
  const { server } = bundles;
  await bundle({
    ...server,
    define: { ...server.define, VIDEOGENIUS_BUILT_AT_MS: String(builtAtMs) },
    outdir: join(folder, 'program'),
  });
  const data = join(folder, 'data');
  const environment = {
    PATH: process.env.PATH ?? '',
    LANG: 'C',
    HOME: join(folder, 'home'),
    VIDEOGENIUS_RUNTIME_DIR: join(folder, 'run'),
    VIDEOGENIUS_DATA_DIR: data,
    ...Object.fromEntries(keys.map((name) => [`${name}_API_KEY`, 'chaos-key-of-no-value'])),
  };
  mkdirSync(environment.HOME);
  const places = await findPlaces({ ...surroundingsOf(process), variables: environment });
  if (!places.ok) throw new Error(places.error.message.en);
  const { log } = places.value;
  const processes = new Set<number>();
  let copies = 0;
  return {
    places: places.value,
    environment,
    program: join(folder, 'program', 'videogenius.cjs'),
    build: { version, builtAtMs, id: `built-${builtAtMs}` },
    started: (processId) => void processes.add(processId),
    async kill(processId) {
      endNow(processId);
      while (isThere(processId)) await setTimeout(2);
      processes.delete(processId);
    },
    copyData() {
      if (!existsSync(data)) return undefined;
      copies += 1;
      const copy = join(folder, `copy-${copies}`);
      mkdirSync(copy);
      for (const name of readdirSync(data)) copyFileSync(join(data, name), join(copy, name));
      return copy;
    },
    takeLog() {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      rmSync(log, { force: true });
      return text;
    },
    remove() {
      for (const processId of processes) endNow(processId);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function endNow(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A process that was killed stays in the list of the system until its parent, which is this process, has taken note. */
function isThere(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
