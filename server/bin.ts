#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { textsFor } from './api/texts/index.ts';
import { attachToDaemon } from './attach.ts';
import type { TextSink } from './cli/host.ts';
import { chosenLocale, runCli } from './cli.ts';
import { runDaemonProcess } from './daemon-process.ts';
import { createDiskStore } from './disk-store.ts';
import { createApplication } from './main.ts';
import {
  createRedactor,
  exitCodes,
  reportUnhandledRejections,
  stderrLog,
  watchInterruption,
  writeFileAtomically,
} from './system/index.ts';

/** The process around the command line: streams, signals, exit code. Entry point of `dist/server/cli.cjs`. */
async function main(): Promise<void> {
  const commandLine = { arguments: process.argv.slice(2), environment: process.env };
  const interruption = watchInterruption();
  const redactor = createRedactor();
  const log = stderrLog('error', { redactor });
  const stopReporting = reportUnhandledRejections(log);
  const output = watchOutput(process.stdout);
  // What is said about the work must never end the work: without a reader, or on a full disk, it is lost and that is all.
  process.stderr.on('error', () => {});

  let filesBeingRead = 0;
  const code = await runCli({
    ...commandLine,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr, () => !output.signal.aborted),
    readInput: () => buffer(process.stdin),
    async readFile(path) {
      filesBeingRead += 1;
      try {
        return await readFile(path);
      } finally {
        filesBeingRead -= 1;
      }
    },
    signal: AbortSignal.any([interruption.signal, output.signal]),
    connect: (options) =>
      createApplication({
        ...options,
        redactor,
        log,
        ...(options.models === 'configured' ? { store: createDiskStore({ program: process, log }) } : {}),
      }),
    writeFile: writeFileAtomically,
    attach: () => attachToDaemon(process),
    runDaemon: (transport) => runDaemonProcess({ transport, environment: process.env }),
  });
  await written(process.stdout);
  const failure = output.failure();
  if (failure !== undefined) {
    const texts = textsFor(chosenLocale(commandLine));
    process.stderr.write(`${texts.progress.error(texts.usage.cannotWrite(failure))}\n`);
  }
  process.exitCode = output.signal.aborted
    ? withoutOutput(code, failure)
    : interruption.signal.aborted && code !== exitCodes.success
      ? interruption.exitCode()
      : code;
  stopReporting();
  interruption.dispose();
  if (!interruption.signal.aborted && !output.signal.aborted) return;
  // Standard input that never ends would keep the process alive.
  await written(process.stderr);
  // A named pipe that nobody writes to blocks a thread for which `exit` would wait: only a signal ends that.
  if (filesBeingRead > 0) process.kill(process.pid, process.exitCode === exitCodes.terminated ? 'SIGTERM' : 'SIGINT');
  process.exit();
}

const sinkOf = (stream: NodeJS.WriteStream, isWanted = () => true): TextSink => ({
  isTty: stream.isTTY === true,
  get columns() {
    return stream.isTTY ? stream.columns : undefined;
  },
  write(chunk) {
    if (stream.writable && isWanted()) stream.write(chunk);
  },
  flushed: () => written(stream),
});

interface OutputWatch {
  /** Fires when nothing can be written any more. */
  readonly signal: AbortSignal;
  /** The system's code for what went wrong; undefined while all is well, and when the reader has just gone. */
  failure(): string | undefined;
}

/**
 * `videogenius script TOPIC | head -1` closes the pipe early: the reader has what it wants, and that is no error. Anything
 * else, such as a full disk, is one. Either way there is nothing left to work for: what runs is cancelled and settled.
 */
function watchOutput(stream: NodeJS.WriteStream): OutputWatch {
  const closed = new AbortController();
  let failure: string | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (closed.signal.aborted) return;
    if (error.code !== 'EPIPE') failure = error.code ?? error.name;
    closed.abort(new Error('the output is closed'));
  });
  return { signal: closed.signal, failure: () => failure };
}

/** A run that was cut short because its reader left has done its duty; one that failed by itself has failed all the same. */
function withoutOutput(code: number, failure: string | undefined): number {
  if (failure !== undefined) return code === exitCodes.usage ? code : exitCodes.failed;
  return code === exitCodes.interrupted ? exitCodes.success : code;
}

/** Waits until everything is out, and every error of it known. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writable) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  await setImmediate();
}

void main();
