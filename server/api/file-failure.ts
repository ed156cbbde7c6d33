import type { Texts } from './texts/index.ts';

/** The system's code of what went wrong with a file, such as `ENOENT`; undefined when it names none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Why a file cannot be read, in a person's language. */
export function cannotRead(fileName: string, error: unknown, { usage }: Texts): string {
  const code = systemCode(error);
  const why = Object.entries(usage.readFailures).find(([name]) => name === code)?.[1];
  return usage.cannotRead(fileName, why ?? usage.readFailures.other);
}
