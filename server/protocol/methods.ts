import * as z from 'zod';
import { FailureClass } from './errors.ts';
import { ModelId, StrategyId } from './ids.ts';
import { KeywordsRequest, KeywordsResult, ScriptRequest, ScriptResult } from './requests.ts';
import { Sentence } from './sentence-schema.ts';
import { Explanation, ModelStatus, Snapshot } from './state.ts';

/** What Test Connection found out about one model. */
export const CheckResult = z.object({
  modelId: ModelId,
  simulated: z.boolean(),
  /** `unchecked`: the vendor has no free check and a paid one was not asked for. */
  outcome: z.enum(['ok', 'failed', 'unchecked', 'notConfigured', 'disabled']),
  class: FailureClass.nullable(),
  /** Plain words: what was found, and what to do when it is not well. */
  message: Sentence,
  /** Nothing to say when all is well: `noSentence`. */
  hint: Sentence,
  /** Milliseconds the check took; null when nothing was sent. */
  totalMs: z.number().nullable(),
  /** Names the vendor offers; empty when it does not list them. */
  availableModels: z.array(z.string()),
});
export type CheckResult = z.infer<typeof CheckResult>;

/**
 * Every call that a surface can make, once. `parts` marks a method that streams parts while it runs. From this table
 * follow the types of caller and server on every transport; a handler that is missing does not compile.
 */
export const methods = {
  'script/generate': { from: 'client', parts: true, params: ScriptRequest, result: ScriptResult },
  'keywords/generate': { from: 'client', parts: true, params: KeywordsRequest, result: KeywordsResult },
  'routing/explain': { from: 'client', parts: false, params: ScriptRequest, result: Explanation },
  'routing/update': {
    from: 'client',
    parts: false,
    params: z.strictObject({
      strategy: StrategyId.optional(),
      fallbackChain: z.array(ModelId).max(100).optional(),
      modelWeights: z.record(ModelId, z.number().min(0).max(2)).optional(),
    }),
    result: z.object({ configRevision: z.number().int() }),
  },
  'models/check': {
    from: 'client',
    parts: false,
    /** `paid` allows a one-token generation where no free check proves enough. */
    params: z.strictObject({ modelIds: z.array(ModelId).optional(), paid: z.boolean().optional() }),
    result: z.object({ checks: z.array(CheckResult) }),
  },
  'model/isolate': {
    from: 'client',
    parts: false,
    params: z.strictObject({ modelId: ModelId, isolated: z.boolean() }),
    result: z.object({ status: ModelStatus }),
  },
  'state/get': { from: 'client', parts: false, params: z.strictObject({}), result: Snapshot },
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller gives. */
export type MethodInput<Name extends MethodName> = z.input<Methods[Name]['params']>;
/** What a handler gets, after the params were parsed. */
export type MethodParams<Name extends MethodName> = z.output<Methods[Name]['params']>;
export type MethodResult<Name extends MethodName> = z.output<Methods[Name]['result']>;
