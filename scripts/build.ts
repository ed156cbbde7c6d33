import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, context, type Metafile } from 'esbuild';
import { bundles, commandLineProgram, sizeBudgets } from './bundles.ts';
import { projectDirectory } from './generate.ts';
import { thirdPartyNotices } from './notices.ts';

/** One file that a build wrote. */
export interface BuiltFile {
  readonly path: string;
  readonly bytes: number;
}

/** Builds everything into dist/. Throws when a file is over its size budget. */
export async function buildAll(): Promise<BuiltFile[]> {
  const metafiles = await Promise.all(
    Object.values(bundles).map(async (options) => {
      const { metafile } = await build({ ...options, metafile: true });
      return metafile;
    }),
  );
  finish(metafiles);
  const files = metafiles.flatMap((metafile) =>
    Object.entries(metafile.outputs).map(([path, output]) => ({ path, bytes: output.bytes })),
  );
  for (const { path, bytes } of files) {
    const budget = sizeBudgets[path];
    if (budget === undefined) throw new Error(`${path} has no size budget in scripts/bundles.ts`);
    if (bytes > budget) throw new Error(`${path} has ${bytes} bytes, more than its budget of ${budget}`);
  }
  return files;
}

function finish(metafiles: readonly Metafile[]): void {
  chmodSync(commandLineProgram, 0o755);
  mkdirSync(join(projectDirectory, 'dist'), { recursive: true });
  writeFileSync(join(projectDirectory, 'dist', 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafiles));
}

/** Builds again after every change, with source maps, until the process is ended. */
async function watch(): Promise<void> {
  for (const options of Object.values(bundles)) {
    const watcher = await context({ ...options, minify: false, sourcemap: 'linked', logLevel: 'info' });
    await watcher.watch();
  }
}

if (import.meta.main) {
  if (process.argv.includes('--watch')) await watch();
  else {
    try {
      for (const { path, bytes } of await buildAll()) console.log(`${path}  ${(bytes / 1024).toFixed(1)} KiB`);
    } catch (error) {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    }
  }
}
