#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { TextSink } from './cli/host.ts';
import { runCli } from './cli.ts';
import { createApplication } from './main.ts';
import { exitCodes, reportUnhandledRejections, stderrLog, watchInterruption } from './system/index.ts';

/** The process around the command line: streams, signals, exit code. Entry point of `dist/server/cli.cjs`. */
async function main(): Promise<void> {
  const interruption = watchInterruption();
  const stopReporting = reportUnhandledRejections(stderrLog('error'));
  quietWhenClosed(process.stdout);
  quietWhenClosed(process.stderr);
  const code = await runCli({
    arguments: process.argv.slice(2),
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    readInput: () => text(process.stdin),
    readFile: (path) => readFile(path, 'utf8'),
    environment: process.env,
    signal: interruption.signal,
    connect: createApplication,
  });
  process.exitCode = interruption.signal.aborted && code !== 0 ? interruption.exitCode() : code;
  stopReporting();
  interruption.dispose();
}

const sinkOf = (stream: NodeJS.WriteStream): TextSink => ({
  isTty: stream.isTTY === true,
  get columns() {
    return stream.isTTY ? stream.columns : undefined;
  },
  write: (chunk) => void stream.write(chunk),
});

/**
 * `videogenius script TOPIC | head -1` closes the pipe early: the reader has what it wants, and that is no error. Anything
 * else, such as a full disk, is one.
 */
function quietWhenClosed(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.success);
    if (stream !== process.stderr) process.stderr.write(`Error: the output cannot be written (${error.code}).\n`);
    process.exit(exitCodes.failed);
  });
}

void main();
