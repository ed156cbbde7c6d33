import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { commandLineProgram } from './bundles.ts';
import { projectDirectory } from './generate.ts';

/** Everything a build is made of. */
const sources = ['server', 'client', 'webview', 'scripts', 'package.json', 'package-lock.json'];

/** Builds when it is needed, then runs the command line with the given arguments; its exit code becomes ours. */
async function start(): Promise<number> {
  if (isStale()) {
    console.error('Building VideoGenius ...');
    await buildAll();
  }
  const given = process.argv.slice(2);
  return run(given.length > 0 ? given : ['demo']);
}

/** Is there no build, or has a source changed after it? */
function isStale(): boolean {
  if (!existsSync(commandLineProgram)) return true;
  const builtAtMs = statSync(commandLineProgram).mtimeMs;
  return sources.some((source) => newestMs(join(projectDirectory, source)) > builtAtMs);
}

function newestMs(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [commandLineProgram, ...args], { stdio: 'inherit' });
  // The terminal sends Ctrl+C to both of us; the child decides what it means, and this one waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
