import * as z from 'zod';
import type { FinishReason, Usage } from '../../protocol/index.ts';
import { ownValue } from '../vendor.ts';
import { detailTokens, mostTokens, tokenCount } from '../wire/token-counts.ts';

/** Token counts; `message_delta` repeats some of those of `message_start` with their final values. */
const WireUsage = z.looseObject({
  input_tokens: tokenCount,
  output_tokens: tokenCount,
  cache_read_input_tokens: tokenCount,
  cache_creation_input_tokens: tokenCount,
  /** The same by how long it is kept. */
  cache_creation: z.looseObject({ ephemeral_1h_input_tokens: detailTokens }).nullish().catch(undefined),
  output_tokens_details: z.looseObject({ thinking_tokens: detailTokens }).nullish().catch(undefined),
});
export type WireUsage = z.infer<typeof WireUsage>;

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
});

/** One event of a stream, or one complete message; read leniently. */
export const MessageEvent = z.looseObject({
  type: z.string(),
  /** message_start */
  message: z
    .looseObject({ usage: WireUsage.nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
  /** content_block_start */
  content_block: Block.nullish().catch(undefined),
  /** content_block_delta (text_delta, thinking_delta, ...) and message_delta (stop_reason) */
  delta: z
    .looseObject({
      type: z.string().optional(),
      text: z.string().optional(),
      thinking: z.string().optional(),
      stop_reason: z.string().nullish(),
    })
    .nullish(),
  usage: WireUsage.nullish().catch(undefined),
  /** A complete message. */
  content: z.array(Block).nullish(),
  stop_reason: z.string().nullish(),
});
export type MessageEvent = z.infer<typeof MessageEvent>;

/**
 * The final counts: values that came later win. What was read from the cache and what was written to it is not part of `input_tokens`
 * on the wire. Undefined when they cannot be believed or the input was never counted.
 */
export const usageOf = (start: WireUsage | undefined, end: WireUsage | undefined): Usage | undefined => {
  const read = end?.cache_read_input_tokens ?? start?.cache_read_input_tokens ?? 0;
  const written = end?.cache_creation_input_tokens ?? start?.cache_creation_input_tokens ?? 0;
  const forAnHour = (end?.cache_creation ?? start?.cache_creation)?.ephemeral_1h_input_tokens ?? 0;
  const fresh = end?.input_tokens ?? start?.input_tokens;
  if (fresh == null || fresh + read + written > mostTokens) return undefined;
  const outputTokens = end?.output_tokens ?? start?.output_tokens ?? 0;
  const thinking = end?.output_tokens_details?.thinking_tokens;
  return {
    inputTokens: fresh + read + written,
    outputTokens,
    ...(read > 0 ? { cachedInputTokens: read } : {}),
    ...(written > 0 ? { cacheWriteInputTokens: written } : {}),
    ...(written > 0 && forAnHour > 0 ? { cacheWriteHourInputTokens: Math.min(forAnHour, written) } : {}),
    ...(thinking == null ? {} : { reasoningTokens: Math.min(thinking, outputTokens) }),
  };
};

const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'contentFilter',
};

/** The vendor's stop reason in the common vocabulary; tool_use and pause_turn are `other`. */
export const finishOf = (raw: string): FinishReason => ownValue(finishReasons, raw) ?? 'other';
