import type { ModelSettings, ProviderId } from '../../server/protocol/index.ts';
import { call, provider, ready, type Setup } from '../wire/setup.ts';
import { anthropicSse, openAiChunk, openAiSse } from './fault-server.ts';

export const pieces = ['The sea ', 'is quiet. ', '海很安静。'];
export const text = pieces.join('');

/** Both wire formats: a whole answer, and the beginning of one. */
export const dialects = [
  { id: 'openai-compatible', sse: openAiSse(pieces), first: openAiChunk('The sea ') },
  {
    id: 'claude',
    sse: anthropicSse(pieces),
    first: anthropicSse(['The sea ']).split('event: content_block_stop')[0] ?? '',
  },
] as const;

/** A provider that talks to the server, and one attempt with it. */
export const attemptAt = (
  id: ProviderId,
  url: string,
  signal: AbortSignal,
  setup: Setup = {},
  fields: Partial<ModelSettings> = {},
) => {
  const vendor = provider(id, setup);
  return vendor.stream(call(ready(vendor, { baseUrl: url, ...fields })), signal);
};

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
