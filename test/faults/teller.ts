import assert from 'node:assert/strict';
import * as z from 'zod';
import { readContinued } from '../../server/providers/simulated/continuation.ts';
import { anthropicSse, type FaultScript, faults, openAiSse, type SeenRequest } from './fault-server.ts';

/** What a request wants, as any vendor understands it. */
export interface Wanted {
  /** The host it was meant for: the first part of its path. */
  readonly host: string;
  readonly dialect: 'openai' | 'anthropic';
  /** What was asked at first. */
  readonly question: string;
  /** The text to go on from; empty for a plain request. */
  readonly kept: string;
  /** What is to be repeated of it; empty where the vendor goes on directly. */
  readonly fragment: string;
}

const Content = z.union([
  z.string(),
  z.array(z.object({ text: z.string() })).transform((blocks) => blocks.map(({ text }) => text).join('')),
]);
const Body = z.object({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: Content })),
});

export function wantedBy({ path, body }: SeenRequest): Wanted {
  const { messages } = Body.parse(JSON.parse(body));
  const [, host = ''] = path.split('/');
  const dialect = path.endsWith('/messages') ? 'anthropic' : 'openai';
  const question = messages.find(({ role }) => role === 'user')?.content ?? '';
  const last = messages.at(-1);
  if (last?.role === 'assistant') return { host, dialect, question, kept: last.content, fragment: '' };
  const asked = readContinued(messages);
  // Whatever else was added to the question would be a way to go on that nobody understands.
  assert.ok(asked || messages.filter(({ role }) => role !== 'system').length === 1, 'a plain request has one question');
  return { host, dialect, question, kept: asked?.kept ?? '', fragment: asked?.fragment ?? '' };
}

/** Does as it is asked: tells the whole story, or repeats the fragment and goes on from there, or goes on directly. */
export function tells(story: string, { dialect, kept, fragment }: Wanted): FaultScript {
  assert.ok(story.startsWith(kept.trimEnd()), 'what is kept is a beginning of the story');
  const text = fragment === '' ? story.slice(kept.length) : fragment + story.slice(kept.trimEnd().length);
  const pieces = text.match(/[\s\S]{1,13}/gu) ?? [];
  return faults.answer(dialect === 'openai' ? openAiSse(pieces) : anthropicSse(pieces));
}
