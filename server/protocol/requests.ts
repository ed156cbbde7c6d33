import * as z from 'zod';
import { briefTextLimits, maxScriptLength, paragraphsLimits, scriptFormats, secondsLimits } from './brief-values.ts';
import { FailureClass, OutcomeKind } from './errors.ts';
import { AttemptRole, ModelId } from './ids.ts';
import { Usage } from './parts.ts';
import { Sentence } from './sentence-schema.ts';

export const ScriptFormat = z.enum(scriptFormats);
export type ScriptFormat = z.infer<typeof ScriptFormat>;

export const Message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
export type Message = z.infer<typeof Message>;

/** The writer's order for a script. Length is paragraphs or target seconds, not both. */
export const Brief = z
  .strictObject({
    topic: z
      .string()
      .trim()
      .min(1, 'the topic is empty')
      .max(briefTextLimits.topic, 'the topic is longer than 2,000 characters'),
    /** `auto` follows the topic's language; otherwise a tag or a name. The `writing.language` setting if left out. */
    language: z.string().trim().min(1).max(briefTextLimits.language).optional(),
    format: ScriptFormat.optional(),
    paragraphs: z.number().int().min(paragraphsLimits.least).max(paragraphsLimits.most).optional(),
    seconds: z.number().int().min(secondsLimits.least).max(secondsLimits.most).optional(),
    tone: z.string().trim().max(briefTextLimits.tone).optional(),
    audience: z.string().trim().max(briefTextLimits.audience).optional(),
    /** The writer's extra wishes, added after the rules. */
    instructions: z.string().trim().max(briefTextLimits.instructions).optional(),
    /** Replaces the built-in rules; the context block is always added. */
    customRules: z.string().trim().max(briefTextLimits.customRules).optional(),
  })
  .refine((brief) => brief.paragraphs === undefined || brief.seconds === undefined, {
    message: 'give a length in paragraphs or in seconds, not both',
  });
export type Brief = z.infer<typeof Brief>;

/** How a request may be routed, apart from the settings. */
export const RoutingWish = z.strictObject({
  /** Only this model is used; failover is off for the request. */
  pinnedModel: ModelId.optional(),
  /** Milliseconds for the whole request; the `failover.deadlineMs` setting if left out. */
  deadlineMs: z.number().int().min(1000).max(1_800_000).optional(),
  /** Requests with the same key prefer the model that served the last one, within the switch margin. */
  stickyKey: z.string().max(200).optional(),
});
export type RoutingWish = z.infer<typeof RoutingWish>;

export const ScriptRequest = z.strictObject({
  brief: Brief,
  routing: RoutingWish.optional(),
  /**
   * The text so far of a script that broke off: it is gone on from there. Whoever folds the parts begins with exactly this text; an
   * unfinished sentence at its end may be taken back, nothing else of it is changed. Lengths of the brief are those of the whole script.
   */
  continuation: z.string().max(maxScriptLength).optional(),
});
export type ScriptRequest = z.infer<typeof ScriptRequest>;

export const KeywordsRequest = z.strictObject({
  /** The subject; taken from the script if left out. One of topic and script is needed. */
  topic: z.string().trim().min(1).max(briefTextLimits.topic).optional(),
  script: z.string().max(maxScriptLength).optional(),
  amount: z.number().int().min(1).max(50).optional(),
  /** Language of the keywords; the `writing.keywordLanguage` setting if left out. */
  language: z.string().trim().min(1).max(briefTextLimits.language).optional(),
  routing: RoutingWish.optional(),
});
export type KeywordsRequest = z.infer<typeof KeywordsRequest>;

/** One attempt as results report it. Times are milliseconds from the start of the attempt. */
export const AttemptReport = z.object({
  attemptId: z.string(),
  model: ModelId,
  role: AttemptRole,
  outcome: OutcomeKind,
  class: FailureClass.nullable(),
  /** Plain words when the attempt did not succeed. */
  message: z.string().nullable(),
  status: z.number().int().nullable(),
  /** Milliseconds from the start of the request to the start of this attempt. */
  startedMs: z.number(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
  /** Milliseconds from the detection of the previous failure to this attempt; null for the first attempt. */
  switchMs: z.number().nullable(),
  /** Milliseconds of these that it waited for a free place, when every model that could take it was full; missing when it did not. */
  queuedMs: z.number().optional(),
  usage: Usage.nullable(),
  /** Integer nano-dollars; null when the price is unknown. */
  costNanoUsd: z.number().int().nullable(),
  simulated: z.boolean(),
});
export type AttemptReport = z.infer<typeof AttemptReport>;

const Answer = z.object({
  requestId: z.string(),
  /** The model whose text this is. */
  model: ModelId,
  attempts: z.array(AttemptReport),
  /** Sum over all attempts, calls for repair included. */
  usage: Usage,
  /** Sum over all attempts; null as soon as one of them has an unknown price. */
  costNanoUsd: z.number().int().nullable(),
  simulated: z.boolean(),
  /** Plain sentences about what was not perfect, such as a length that missed its target. */
  warnings: z.array(Sentence),
});

/** A skeleton for a script, made without any model. Nothing of its text is spoken. */
export const ScriptOutline = z.object({
  /** Markdown with a heading for each scene; its first line says that it is an offline outline. */
  text: z.string(),
  /** Tag of the language the outline is written in. */
  language: z.string(),
  /** What the seconds of its scenes add up to. */
  seconds: z.number().int(),
});
export type ScriptOutline = z.infer<typeof ScriptOutline>;

export const ScriptResult = Answer.extend({
  text: z.string(),
  language: z.string(),
  /** Words, or characters for scripts that are counted by character. */
  words: z.number().int(),
  counted: z.enum(['words', 'characters', 'mixed']),
  /** Estimated spoken seconds. */
  seconds: z.number(),
  paragraphs: z.number().int(),
});
export type ScriptResult = z.infer<typeof ScriptResult>;

export const KeywordsResult = Answer.extend({ keywords: z.array(z.string()) });
export type KeywordsResult = z.infer<typeof KeywordsResult>;
