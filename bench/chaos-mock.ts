import { type ChatCompletionRequest, type Fixture, LLMock } from '@copilotkit/aimock';
import {
  type ChaosPlan,
  cutPieces,
  hangUpMs,
  type Pace,
  paces,
  retryAfterSeconds,
  type VendorId,
} from './chaos-plan.ts';
import { type Beginning, storyIn, tell } from './chaos-story.ts';

/** Characters in one piece of a streamed answer. */
const pieceLength = 28;

/** Header by which the relay tells aimock which of its fixtures answers a request. */
export const fixtureHeader = 'x-aimock-context';

/** Names of fixtures, as they stand in that header. */
export const fixtureNames = {
  pace: (pace: Pace) => `pace-${pace}`,
  overloaded: 'overloaded',
  rateLimit: (seconds: number) => `limit-${seconds}`,
  cut: (pieces: number) => `cut-${pieces}`,
  hangUp: (afterMs: number) => `hang-up-${afterMs}`,
} as const;

/** Starts aimock for one vendor: it answers with stories, in every pace, and with each of its own faults. */
export async function startMock(vendor: VendorId, plan: ChaosPlan): Promise<LLMock> {
  const mock = await LLMock.create({ port: 0, host: '127.0.0.1', logLevel: 'silent', journalMaxEntries: 1 });
  const answer: Fixture['response'] = (request) => {
    const { prompt, beginning } = readRequest(request);
    const story = storyIn(prompt);
    if (story === undefined) return { content: 'Yes.' };
    const { manner } = plan.request(vendor, story.number, beginning?.text.length ?? 0);
    const content = tell(story, vendor, beginning, manner);
    const usage = { prompt: Math.ceil(prompt.length / 4), completion: Math.ceil(content.length / 4) };
    return {
      content,
      // Each vendor's form of the answer takes the names it knows.
      usage: {
        prompt_tokens: usage.prompt,
        completion_tokens: usage.completion,
        input_tokens: usage.prompt,
        output_tokens: usage.completion,
      },
    };
  };
  const add = (context: string, response: Fixture['response'], more: Omit<Fixture, 'match' | 'response'> = {}) =>
    mock.addFixture({ match: { endpoint: 'chat', context }, response, chunkSize: pieceLength, ...more });
  for (const [pace, profile] of Object.entries(paces)) add(`pace-${pace}`, answer, { streamingProfile: profile });
  for (const pieces of cutPieces) {
    add(fixtureNames.cut(pieces), answer, { streamingProfile: paces.steady, truncateAfterChunks: pieces });
  }
  for (const afterMs of hangUpMs) {
    add(fixtureNames.hangUp(afterMs), answer, { streamingProfile: paces.steady, disconnectAfterMs: afterMs });
  }
  const busy = { message: 'The server is overloaded.', type: 'overloaded_error' };
  add(fixtureNames.overloaded, { error: busy, status: 503 });
  for (const seconds of retryAfterSeconds) {
    const error = { message: 'Too many requests.', type: 'rate_limit_error', code: 'rate_limit_exceeded' };
    add(fixtureNames.rateLimit(seconds), { error, status: 429, retryAfter: seconds });
  }
  return mock;
}

/** The order, and the beginning of an answer that is to be continued. */
function readRequest(request: ChatCompletionRequest): { prompt: string; beginning: Beginning | undefined } {
  const spoken = request.messages.filter(({ role }) => role !== 'system');
  const prompt = request.messages.map(({ content }) => textOf(content)).join('\n');
  const last = spoken.at(-1);
  const partial = spoken.findLast(({ role }) => role === 'assistant');
  if (last === undefined || partial === undefined) return { prompt, beginning: undefined };
  const text = textOf(partial.content);
  const anchor = last === partial ? undefined : (/«([^»]*)»/.exec(textOf(last.content))?.[1] ?? text.slice(-40));
  return { prompt, beginning: { text, anchor } };
}

const textOf = (content: ChatCompletionRequest['messages'][number]['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('');
