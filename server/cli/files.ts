import type { Texts } from '../api/texts/index.ts';
import type { CliHost } from './host.ts';
import { UsageError } from './usage-error.ts';

/** Reads a text file, or standard input for `-`. Throws a UsageError that says why it cannot be read. */
export async function readText({ host, texts }: { host: CliHost; texts: Texts }, path: string): Promise<string> {
  if (path === '-') return host.readInput();
  try {
    return await host.readFile(path);
  } catch (error) {
    const { readFailures } = texts.usage;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = Object.entries(readFailures).find(([name]) => name === code)?.[1] ?? readFailures.other;
    throw new UsageError(texts.usage.cannotRead(path, why));
  }
}
