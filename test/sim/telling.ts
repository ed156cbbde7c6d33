import type { ProviderCall, ProviderPart } from '../../server/ports/index.ts';
import type { Message } from '../../server/protocol/index.ts';
import { cut, type Story, storyOf } from './story.ts';

/** The parts of one answer, ready to be sent. */
export interface Telling {
  readonly pieces: readonly ProviderPart[];
  readonly tokens: number;
  /** Usage and terminal marker. */
  readonly ending: readonly ProviderPart[];
}

/**
 * How a model goes on from a text that broke off, when it is asked to begin with the last words of it: `exactly` as asked; `loosely`, with
 * other quotation marks and spaces in what it repeats; `prefaced`, with a few words of its own before; `bare`, without repeating anything;
 * `anew`, from the very beginning. Seen in this order of frequency with real models.
 */
export type Manner = 'exactly' | 'loosely' | 'prefaced' | 'bare' | 'anew';

const finish: ProviderPart = { type: 'finish', unified: 'stop', raw: 'stop' };

/** What a model sends for a call whose answer is cut into so many pieces. Whole answers are made once and sent often. */
export function tell(call: ProviderCall, pieces: number, manner: Manner): Telling {
  const story = storyOf(call.messages);
  if (!isContinued(call)) return wholeTelling(story, pieces);
  const rest = call.prefix === undefined ? restOf(story, call.messages, manner) : restAfter(story, call.prefix);
  return telling(rest, story, pieces);
}

/** Whether the call asks to go on from a text that broke off: a plain request is rules and subject only. */
export const isContinued = (call: ProviderCall): boolean => call.prefix !== undefined || call.messages.length > 2;

const known = new Map<Story, Map<number, Telling>>();

function wholeTelling(story: Story, pieces: number): Telling {
  let byPieces = known.get(story);
  if (byPieces === undefined) {
    byPieces = new Map();
    known.set(story, byPieces);
  }
  let found = byPieces.get(pieces);
  if (found === undefined) {
    found = telling(story.text, story, pieces);
    byPieces.set(pieces, found);
  }
  return found;
}

function telling(text: string, story: Story, pieces: number): Telling {
  const tokens = Math.max(1, Math.round((story.usage.outputTokens * text.length) / story.text.length));
  const usage = { inputTokens: story.usage.inputTokens, outputTokens: tokens };
  return {
    pieces: cut(text, pieces).map((piece) => Object.freeze({ type: 'text-delta', text: piece })),
    tokens,
    ending: [{ type: 'usage', usage }, finish],
  };
}

/** The vendor's own way to go on: directly behind the beginning of the answer. */
function restAfter(story: Story, prefix: string): string {
  const from = endOf(story.text, prefix);
  return from === undefined ? story.text : story.text.slice(from);
}

/**
 * What comes after a text that broke off. It is the last answer in the conversation; behind it stands a request to repeat its last
 * words, which stand between the marks « and ».
 */
function restOf(story: Story, messages: readonly Message[], manner: Manner): string {
  const kept = messages.findLast((message) => message.role === 'assistant')?.content ?? '';
  const from = endOf(story.text, kept);
  if (from === undefined) return story.text;
  const anchor = /«(.*)»/s.exec(messages.at(-1)?.content ?? '')?.[1];
  const repeatFrom = anchor === undefined ? from : story.text.lastIndexOf(anchor.trim(), from);
  const repeated = story.text.slice(repeatFrom < 0 ? from : repeatFrom, from);
  const rest = story.text.slice(from);
  switch (manner) {
    case 'exactly':
      return repeated + rest;
    case 'loosely':
      return repeated.replaceAll("'", '’').replaceAll(' ', '  ') + rest;
    case 'prefaced':
      return `Of course. ${repeated}${rest}`;
    case 'bare':
      return rest.trimStart();
    case 'anew':
      return story.text;
  }
}

/** Where in the story a text ends that was kept of it; undefined when it is of another story. */
function endOf(story: string, kept: string): number | undefined {
  if (story.startsWith(kept)) return kept.length;
  const trimmed = kept.trimEnd();
  return story.startsWith(trimmed) ? trimmed.length : undefined;
}
