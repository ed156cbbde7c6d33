import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../scripts/bundles.ts';
import type { Build } from '../../server/protocol/index.ts';
import { version } from '../../server/version.ts';

/** A built daemon, as an extension brings it along. */
export interface Program {
  readonly path: string;
  readonly build: Build;
}

export interface Programs {
  /** What most tests run. */
  readonly usual: Program;
  /** The same sources, built later. */
  readonly newer: Program;
  /** Removes the built files. */
  remove(): Promise<void>;
}

const usualBuiltAtMs = 1_700_000_000_001;
const newerBuiltAtMs = 1_700_000_000_002;

let built: Promise<Programs> | undefined;

/** Builds the real bundle once per run, with the real options, into a temporary folder. */
export function builtPrograms(): Promise<Programs> {
  built ??= buildPrograms();
  return built;
}

/** Removes the built files, if anything was built. For the end of the run. */
export async function removePrograms(): Promise<void> {
  await (await built)?.remove();
}

async function buildPrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), 'videogenius-built-'));
  const { server, webview } = bundles;
  const define = { ...server.define, VIDEOGENIUS_BUILT_AT_MS: String(usualBuiltAtMs) };
  await Promise.all([
    build({ ...server, define, outdir: join(folder, 'server') }),
    build({ ...webview, outdir: join(folder, 'webview') }),
  ]);
  const usual = join(folder, 'server', 'videogenius.cjs');
  const newer = join(folder, 'server', 'videogenius-newer.cjs');
  const pieces = (await readFile(usual, 'utf8')).split(String(usualBuiltAtMs));
  if (pieces.length < 2) throw new Error('The bundle does not hold the moment of its build.');
  await writeFile(newer, pieces.join(String(newerBuiltAtMs)));
  return {
    usual: { path: usual, build: buildAt(usualBuiltAtMs) },
    newer: { path: newer, build: buildAt(newerBuiltAtMs) },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const buildAt = (builtAtMs: number): Build => ({ version, builtAtMs, id: `built-${builtAtMs}` });
