import { setTimeout } from 'node:timers/promises';

const lookAgainMs = 5;
/** Long enough for a busy machine; a test that waits this long fails. */
const limitMs = 15_000;

/** Looks again and again until the condition gives something that is neither undefined nor false, and gives that. */
export async function until<Value>(
  what: string,
  condition: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const startMs = performance.now();
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - startMs > limitMs) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
    await setTimeout(lookAgainMs);
  }
}
