import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until.ts';

/** The processes of this machine, as the system lists them. These tests look there, because a daemon's own word proves nothing. */
export interface RunningProcess {
  readonly id: number;
  readonly commandLine: readonly string[];
  readonly environment: readonly string[];
}

/** All processes that can be looked at and have not ended. */
export function runningProcesses(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const id = Number(name);
      if (!isRunning(id)) return [];
      try {
        return [{ id, commandLine: words(`/proc/${name}/cmdline`), environment: words(`/proc/${name}/environ`) }];
      } catch {
        return [];
      }
    });
}

const words = (path: string): string[] => readFileSync(path, 'utf8').split('\0').filter(Boolean);

/** A process that has ended and that nobody has asked about stays in the list as a zombie: it does not run. */
export function isRunning(id: number): boolean {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    const state = text.slice(text.lastIndexOf(')') + 2).charAt(0);
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

/** Ends a process at once and waits until it is gone. */
export async function killProcess(id: number): Promise<void> {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  await processEnd(id);
}

export async function processEnd(id: number): Promise<void> {
  await until(`process ${id} has ended`, () => !isRunning(id));
}
