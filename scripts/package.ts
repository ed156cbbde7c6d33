import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { isRecord } from '../server/protocol/outline.ts';
import { buildAll } from './build.ts';
import { projectDirectory } from './generate.ts';

/** The promise of the product: small enough to install without a thought. */
const maxPackageBytes = 1_500_000;

/** Every file a package holds, and nothing else. CHANGELOG.md may be missing. */
const packagedFiles: readonly string[] = [
  'LICENSE',
  'README.md',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/client/app.cjs',
  'dist/client/extension.cjs',
  'dist/server/anthropic.cjs',
  'dist/server/openai.cjs',
  'dist/server/undici.cjs',
  'dist/server/videogenius.cjs',
  'dist/webview/panel.css',
  'dist/webview/panel.js',
  'images/icon.png',
  'images/view.svg',
  'l10n/bundle.l10n.zh-cn.json',
  'media/demo.svg',
  'media/key.svg',
  'media/script.svg',
  'media/weights.svg',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
];

/** What would be packaged now, in alphabetical order. */
export async function filesToPackage(): Promise<string[]> {
  return (await listFiles({ cwd: projectDirectory, packageManager: PackageManager.None })).sort();
}

/** Complaints about a list of files; empty when it is right. */
export function packageProblems(files: readonly string[]): string[] {
  const allowed = new Set([...packagedFiles, 'CHANGELOG.md']);
  return [
    ...files.filter((file) => !allowed.has(file)).map((file) => `${file} must not be in the package`),
    ...packagedFiles.filter((file) => !files.includes(file)).map((file) => `${file} is missing in the package`),
  ];
}

/** Where the package of this version goes. */
export function packagePath(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));
  if (!isRecord(manifest)) throw new Error('package.json is not an object');
  return join(projectDirectory, `${String(manifest.name)}-${String(manifest.version)}.vsix`);
}

async function packageExtension(): Promise<void> {
  await buildAll();
  const problems = packageProblems(await filesToPackage());
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const path = packagePath();
  if (existsSync(path)) rmSync(path);
  await createVSIX({
    cwd: projectDirectory,
    packagePath: path,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
    skipLicense: false,
  });
  const bytes = statSync(path).size;
  if (bytes > maxPackageBytes) throw new Error(`${path} has ${bytes} bytes, more than ${maxPackageBytes}`);
  console.log(`${path}  ${(bytes / 1024).toFixed(0)} KiB`);
}

if (import.meta.main) {
  try {
    await packageExtension();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
