import type { Part, Result, ScriptResult } from '../../server/protocol/index.ts';
import type { SessionClient } from '../../server/rpc/index.ts';
import { until } from './until.ts';

/** A script that is being written, as the window that asked for it sees it. */
export interface Story {
  readonly parts: readonly Part[];
  /** The text that is there so far. */
  text(): string;
  readonly result: Promise<Result<ScriptResult>>;
  /** Waits until the text has this beginning. */
  begins(text: string): Promise<void>;
  cancel(): void;
}

export function writeStory(caller: SessionClient, topic: string, pinnedModel?: string): Story {
  const cancellation = new AbortController();
  const parts: Part[] = [];
  const text = () => textOf(parts);
  const result = caller.call(
    'script/generate',
    { brief: { topic }, ...(pinnedModel === undefined ? {} : { routing: { pinnedModel } }) },
    { signal: cancellation.signal, onPart: (part) => parts.push(part) },
  );
  return {
    parts,
    text,
    result,
    begins: async (beginning) =>
      void (await until(`the text begins with "${beginning}"`, () => text().startsWith(beginning))),
    cancel: () => cancellation.abort(),
  };
}

function textOf(parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) {
    if (part.type === 'text-delta') text += part.text;
    if (part.type === 'text-rewind') text = text.slice(0, part.offset);
  }
  return text;
}
