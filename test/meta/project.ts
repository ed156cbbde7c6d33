import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { importsOf } from './source-text.ts';

const leftOut = new Set(['node_modules', 'dist', '.git', '.types', '.cache']);

/** Every file of the project that is ours, by its path from the project's folder, with forward slashes. */
export function projectFiles(folder = '.'): string[] {
  const directory = join(projectDirectory, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !leftOut.has(entry.name))
    .flatMap((entry) => {
      const path = relative(projectDirectory, join(directory, entry.name)).split(sep).join('/');
      return entry.isDirectory() ? projectFiles(path) : [path];
    })
    .sort();
}

export function readProjectFile(path: string): string {
  return readFileSync(join(projectDirectory, path), 'utf8');
}

/** TypeScript files of the product, without tests, scripts and benches. */
export function productSources(): string[] {
  return ['server', 'client', 'webview']
    .flatMap((folder) => projectFiles(folder))
    .filter((path) => path.endsWith('.ts'));
}

export interface ModuleImport {
  /** A path of the project, or the name of a package. */
  readonly target: string;
  readonly ours: boolean;
  readonly typesOnly: boolean;
}

/** What a file of the project imports. */
export function moduleImports(path: string): ModuleImport[] {
  return importsOf(readProjectFile(path)).map(({ from, typesOnly }) => {
    const ours = from.startsWith('.');
    return { target: ours ? posix.join(dirname(path), from) : from, ours, typesOnly };
  });
}
