import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageclient/node';
import { errorCode, type LinkResult, linkFailure, linkTexts, withoutEditor } from '../../server/link/index.ts';
import type { DaemonProgram, Transport } from './transport.ts';

/** How long a daemon may take to end after the end of its input. */
const endLimitMs = 3000;

/** Starts a daemon for this window alone. It ends when its standard input does, and so with this process at the latest. */
export async function openOwn(
  { path }: DaemonProgram,
  onErrorLine: (line: string) => void,
): Promise<LinkResult<Transport>> {
  const child = spawn(process.execPath, [path, 'daemon', '--stdio'], {
    env: { ...withoutEditor(process.env), ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  });
  const problem = await started(child);
  if (problem !== undefined) return linkFailure('startFailed', linkTexts.notStarted(problem));
  createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onErrorLine);
  return {
    ok: true,
    value: {
      messages: { reader: new StreamMessageReader(child.stdout), writer: new StreamMessageWriter(child.stdin) },
      description: `of this window alone, process ${child.pid ?? 0}`,
      newerVersion: undefined,
      isOlder: false,
      close: () => endChild(child),
      kill: () => void child.kill('SIGKILL'),
    },
  };
}

/** The system's code of what kept it from starting; undefined when it runs. */
function started(child: ChildProcessWithoutNullStreams): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    // These listeners stay: a process or a pipe that breaks off later must not raise an error that nobody hears.
    child.on('error', (error) => resolve(errorCode(error)));
    child.stdin.on('error', () => undefined);
  });
}

function endChild(child: ChildProcessWithoutNullStreams): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), endLimitMs);
  timer.unref();
  child.once('exit', () => clearTimeout(timer));
}
