import { cannotRead } from '../api/file-failure.ts';
import type { Texts } from '../api/texts/index.ts';
import type { CliHost } from './host.ts';
import { UsageError } from './usage-error.ts';

/** How a file is called in messages: standard input has no name of its own. */
export const fileTitle = (path: string, texts: Texts): string => (path === '-' ? texts.usage.standardInput : path);

/**
 * Reads a text file, or standard input for `-`. Throws a UsageError when it cannot be read or is no text, and one with the
 * code `cancelled` as soon as the person has pressed Ctrl+C.
 */
export async function readText({ host, texts }: { host: CliHost; texts: Texts }, path: string): Promise<string> {
  const bytes = await unlessCancelled(path === '-' ? host.readInput() : host.readFile(path), { host, texts }).catch(
    (error: unknown) => {
      if (error instanceof UsageError) throw error;
      throw new UsageError(cannotRead(fileTitle(path, texts), error, texts));
    },
  );
  const text = decodeText(bytes);
  if (text === undefined) throw new UsageError(texts.usage.notText(fileTitle(path, texts)));
  return text;
}

/** Somebody may still be typing, or a pipe may never end: a person who wants to leave does not wait for it. */
function unlessCancelled<Value>(
  reading: Promise<Value>,
  { host: { signal }, texts }: { host: CliHost; texts: Texts },
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new UsageError(texts.errors.cancelled.message, 'cancelled', texts.usage.nothingSent));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    reading.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

/**
 * The text that bytes hold; undefined when they hold none. A byte order mark tells UTF-16, which Windows programs write,
 * from UTF-8 and is left out. Anything else that is not UTF-8 is refused, because a guess would garble a text without a word.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
