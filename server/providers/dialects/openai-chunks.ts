import * as z from 'zod';
import type { FinishReason, Usage } from '../../protocol/index.ts';
import { ownValue } from '../vendor.ts';
import type { AnswerPiece } from '../wire/think-filter.ts';
import { detailTokens, tokenCount } from '../wire/token-counts.ts';

/** Token counts in the spellings of all vendors. */
const WireUsage = z.looseObject({
  prompt_tokens: tokenCount,
  completion_tokens: tokenCount,
  total_tokens: detailTokens,
  cached_tokens: detailTokens,
  prompt_cache_hit_tokens: detailTokens,
  prompt_tokens_details: z.looseObject({ cached_tokens: detailTokens }).nullish().catch(undefined),
  completion_tokens_details: z.looseObject({ reasoning_tokens: detailTokens }).nullish().catch(undefined),
});

/** Content in blocks, as a few servers write it. */
const Blocks = z.array(
  z.looseObject({ type: z.string().optional(), text: z.string().optional(), thinking: z.unknown().optional() }),
);

/**
 * `delta` of a chunk or `message` of a complete answer. Rare and optional fields stay `unknown` and are looked at where they
 * are used: this runs once per token.
 */
const Delta = z.looseObject({
  content: z.unknown().optional(),
  refusal: z.unknown().optional(),
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  thinking: z.unknown().optional(),
});

const Choice = z.looseObject({
  index: z.unknown().optional(),
  delta: Delta.nullish(),
  message: Delta.nullish(),
  finish_reason: z.string().nullish(),
  usage: z.unknown().optional(),
});

/** One chunk of a stream or one complete answer, read leniently: unknown fields pass, missing ones are fine. */
export const Chunk = z.looseObject({
  choices: z.array(Choice).nullish(),
  usage: z.unknown().optional(),
});
export type Chunk = z.infer<typeof Chunk>;

/** The token counts of a chunk, wherever they stand; undefined when there are none that can be believed. */
export const usageOf = (chunk: Chunk): Usage | undefined => {
  const value = chunk.usage ?? chunk.choices?.[0]?.usage;
  const wire = value == null ? undefined : WireUsage.safeParse(value).data;
  if (wire === undefined || (wire.prompt_tokens == null && wire.completion_tokens == null)) return undefined;
  const inputTokens = wire.prompt_tokens ?? 0;
  // Where reasoning is not counted in completion_tokens it still is in total_tokens.
  const outputTokens = Math.max(wire.completion_tokens ?? 0, (wire.total_tokens ?? 0) - inputTokens);
  const cached = wire.prompt_tokens_details?.cached_tokens ?? wire.prompt_cache_hit_tokens ?? wire.cached_tokens;
  const reasoning = wire.completion_tokens_details?.reasoning_tokens;
  return {
    inputTokens,
    outputTokens,
    ...(cached == null ? {} : { cachedInputTokens: Math.min(cached, inputTokens) }),
    ...(reasoning == null ? {} : { reasoningTokens: Math.min(reasoning, outputTokens) }),
  };
};

const nonEmpty = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What a choice adds to the answer. */
export interface Addition {
  readonly pieces: readonly AnswerPiece[];
  readonly refused: boolean;
}

/** What a `delta` or a `message` holds: thinking from its own fields first, then content. Undefined when content is of no known kind. */
export const piecesOf = (delta: z.infer<typeof Delta> | null | undefined): Addition | undefined => {
  if (!delta) return { pieces: [], refused: false };
  const pieces: AnswerPiece[] = [];
  const refused = nonEmpty(delta.refusal) !== undefined;
  const reasoning = nonEmpty(delta.reasoning_content) ?? nonEmpty(delta.reasoning) ?? nonEmpty(delta.thinking);
  if (reasoning !== undefined) pieces.push({ kind: 'reasoning', text: reasoning });
  const { content } = delta;
  if (typeof content === 'string') pieces.push({ kind: 'text', text: content });
  else if (content != null) {
    const blocks = Blocks.safeParse(content);
    if (!blocks.success) return undefined;
    for (const { type, text, thinking } of blocks.data) {
      if (text !== undefined && (type === undefined || type === 'text')) pieces.push({ kind: 'text', text });
      else if (typeof thinking === 'string') pieces.push({ kind: 'reasoning', text: thinking });
    }
  }
  return { pieces, refused };
};

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  stop_sequence: 'stop',
  end_turn: 'stop',
  eos: 'stop',
  normal: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'contentFilter',
  safety: 'contentFilter',
  recitation: 'contentFilter',
  prohibited_content: 'contentFilter',
  blocklist: 'contentFilter',
  spii: 'contentFilter',
  sensitive: 'contentFilter',
  refusal: 'contentFilter',
};

/** A vendor's reason to finish in the common vocabulary; Gemini adds details after the word. */
export const finishOf = (raw: string): FinishReason =>
  ownValue(finishReasons, raw.toLowerCase().split(/[^a-z_]/, 1)[0] ?? '') ?? 'other';
