import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserStep } from '../browser-steps.ts';

/** Whether there is a browser around the editor that can be asked to do something. The desktop editor has none. */
export const hasBrowser = (): boolean => process.env.VIDEOGENIUS_TEST_STEPS !== undefined;

/** Asks the browser around the editor to do something. Rejects with its words when that fails. */
export async function browser(step: BrowserStep): Promise<unknown> {
  const response = await fetch(process.env.VIDEOGENIUS_TEST_STEPS ?? '', {
    method: 'POST',
    body: JSON.stringify(step),
  });
  const answer: unknown = await response.json();
  if (typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true && 'value' in answer) {
    return answer.value;
  }
  throw new Error(`the browser could not ${step.do}: ${JSON.stringify(answer)}`);
}

/** The value of an expression inside the panel. */
export const inPanel = (expression: string): Promise<unknown> => browser({ do: 'panel', expression });

const pollMs = 50;

/** Waits until `look` gives something that is neither undefined, null nor false, and gives that. Says `what` when it never does. */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  limitMs = 30_000,
): Promise<Exclude<Value, undefined | null | false>> {
  const endMs = Date.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await look();
      if (isThere(value)) return value;
      last = value;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain until ${what}; last seen: ${String(last)}`);
    await delay(pollMs);
  }
}

function isThere<Value>(value: Value): value is Exclude<Value, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
