import { type ChildProcess, spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import { withoutEditor } from './environment.ts';
import { errorCode } from './failure.ts';
import { folderVariable, type Places } from './places.ts';

/** The one line that a daemon writes to its standard output when it listens. After it nobody reads there any more. */
export const readinessLine = '{"videogenius":"ready"}';

/** Exit code of a daemon that found another one in its place. */
export const occupiedExitCode = 3;

/**
 * A process that mostly waits is better small than fast: measured, this takes 6 MB less at rest and a third less under load, and a hundred
 * scripts at once half as long again.
 */
const smallNode: readonly string[] = ['--optimize-for-size'];

/** What is started, and with what. */
export interface SpawnOptions {
  /** The script that is run. */
  readonly program: string;
  /** Node, or VS Code's own program, which is made to behave like Node. */
  readonly execPath: string;
  /** Arguments for Node itself, before the program; those that keep it small if left out. */
  readonly nodeArguments?: readonly string[];
  /** Variables of the new process, without those of VS Code. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly places: Places;
}

/**
 * How starting went. `occupied`: another daemon is there already. `ended`: it ended before it was ready, with an exit code or by
 * a signal. `notStarted`: the system could not start it at all.
 */
export type SpawnOutcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'occupied' }
  | { readonly kind: 'ended'; readonly how: string }
  | { readonly kind: 'notStarted'; readonly code: string };

/** A daemon that was started and may not be ready yet. */
export interface SpawnedDaemon {
  /** Undefined when the system could not start it. */
  readonly processId: number | undefined;
  /** Never rejects. */
  readonly outcome: Promise<SpawnOutcome>;
  /** Asks a daemon that does not get ready to end, and stops waiting for it. */
  giveUp(): void;
}

/** Output before the readiness line beyond which nobody listens any more, in characters. */
const mostOutput = 65_536;
/** Size from which the log is put aside before a start, in bytes. */
const longestLog = 1_048_576;

/**
 * Starts the shared daemon as a process of its own, which outlives this one. Its private folder must exist. It gets no key and no
 * token: both travel over the socket. Standard error goes to the log.
 */
export async function spawnDaemon(options: SpawnOptions): Promise<SpawnedDaemon> {
  const { program, execPath, nodeArguments = smallNode, places } = options;
  let log: Awaited<ReturnType<typeof open>>;
  try {
    await putLogAside(places.log);
    log = await open(places.log, 'a', 0o600);
  } catch (error) {
    return notStarted(error);
  }
  try {
    const child = spawn(execPath, [...nodeArguments, program, 'daemon', '--shared'], {
      cwd: places.folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', log.fd],
      env: { ...withoutEditor(options.environment), [folderVariable]: places.folder, ELECTRON_RUN_AS_NODE: '1' },
    });
    return watch(child);
  } catch (error) {
    return notStarted(error);
  } finally {
    await log.close();
  }
}

function notStarted(error: unknown): SpawnedDaemon {
  const outcome = Promise.resolve({ kind: 'notStarted', code: errorCode(error) } as const);
  return { processId: undefined, outcome, giveUp() {} };
}

function watch(child: ChildProcess): SpawnedDaemon {
  let letGo = (): void => {};
  const outcome = new Promise<SpawnOutcome>((resolve) => {
    let output = '';
    letGo = () => {
      child.stdout?.destroy();
      child.unref();
    };
    const end = (result: SpawnOutcome): void => {
      letGo();
      resolve(result);
    };
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('error', () => {});
    child.stdout?.on('data', (text: string) => {
      output += text;
      const lines = output.split('\n').slice(0, -1);
      if (lines.some((line) => line.trim() === readinessLine)) end({ kind: 'ready' });
      else if (output.length > mostOutput) output = output.slice(-readinessLine.length * 2);
    });
    // This listener stays, too: an error nobody listens to would end this process.
    child.on('error', (error) => end({ kind: 'notStarted', code: errorCode(error) }));
    child.once('exit', (code, signal) => {
      if (code === occupiedExitCode) end({ kind: 'occupied' });
      else end({ kind: 'ended', how: code === null ? (signal ?? 'unknown') : `exit code ${code}` });
    });
  });
  return {
    processId: child.pid,
    outcome,
    giveUp() {
      child.kill();
      letGo();
    },
  };
}

/** Keeps one older log. On Windows a log that is still being written stays where it is. */
async function putLogAside(path: string): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > longestLog) await rename(path, `${path}.1`).catch(() => {});
}
