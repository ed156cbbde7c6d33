import * as z from 'zod';
import { FailureClass, OutcomeKind, RequestError } from './errors.ts';
import { AttemptRole, ModelId, Task } from './ids.ts';

/**
 * Tokens of one attempt. `inputTokens` counts all input, what was read from a cache and what was written to one included;
 * `outputTokens` all output, reasoning included. The other counts are parts of these two.
 */
export const Usage = z.object({
  inputTokens: z.number().int().min(0),
  outputTokens: z.number().int().min(0),
  cachedInputTokens: z.number().int().min(0).optional(),
  /** Input that the vendor put into its cache, and bills at a price of its own. */
  cacheWriteInputTokens: z.number().int().min(0).optional(),
  /** The part of it that is kept for an hour instead of five minutes. */
  cacheWriteHourInputTokens: z.number().int().min(0).optional(),
  reasoningTokens: z.number().int().min(0).optional(),
  /** `true` when the vendor sent no usage and the tokens were counted from the text. */
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof Usage>;

/** Why a complete stream ended, in one vocabulary for all vendors. */
export const FinishReason = z.enum(['stop', 'length', 'contentFilter', 'other']);
export type FinishReason = z.infer<typeof FinishReason>;

export const TextDeltaPart = z.object({ type: z.literal('text-delta'), text: z.string() });
export const ReasoningDeltaPart = z.object({ type: z.literal('reasoning-delta'), text: z.string() });
export const UsagePart = z.object({ type: z.literal('usage'), usage: Usage });
export const FinishPart = z.object({ type: z.literal('finish'), unified: FinishReason, raw: z.string() });

/** An attempt is about to be sent. Nothing of it has been shown yet. */
export const AttemptStartPart = z.object({
  type: z.literal('attempt-start'),
  attemptId: z.string(),
  modelId: ModelId,
  /** 1 for the first attempt of the request. */
  number: z.number().int().min(1),
  role: AttemptRole,
  simulated: z.boolean(),
  /** What the attempt is for: a `repair` corrects an answer that came before it. */
  task: Task,
});

/** An attempt is over. What was held back of a failed attempt has been thrown away. */
export const AttemptEndPart = z.object({
  type: z.literal('attempt-end'),
  attemptId: z.string(),
  modelId: ModelId,
  outcome: OutcomeKind,
  class: FailureClass.optional(),
  message: z.string().optional(),
});

/**
 * Everything after `offset` (UTF-16 units from the start of the answer) is taken back; the text goes on from there. That place is the
 * seam when an answer that broke off is continued.
 */
export const TextRewindPart = z.object({ type: z.literal('text-rewind'), offset: z.number().int().min(0) });

/** The request failed. Text that was already delivered stays and is incomplete. */
export const ErrorPart = z.object({ type: z.literal('error'), error: RequestError });

/** What a caller of the router sees, in order. A request ends with exactly one `finish` or one `error`. */
export const Part = z.discriminatedUnion('type', [
  AttemptStartPart,
  AttemptEndPart,
  TextDeltaPart,
  ReasoningDeltaPart,
  TextRewindPart,
  UsagePart,
  FinishPart,
  ErrorPart,
]);
export type Part = z.infer<typeof Part>;
