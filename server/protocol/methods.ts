import * as z from 'zod';
import { FailureClass } from './errors.ts';
import { ModelId, ProviderId, StrategyId } from './ids.ts';
import { LedgerEntries, LedgerEntriesQuery, LedgerQuery, LedgerReport } from './money.ts';
import { Brief, KeywordsRequest, KeywordsResult, ScriptOutline, ScriptRequest, ScriptResult } from './requests.ts';
import { Sentence } from './sentence-schema.ts';
import { Explanation, KeySource, ModelStatus, Snapshot } from './state.ts';

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

/** Where requests of one model go, and which key they take along. */
export const KeyDestination = z.object({
  modelId: ModelId,
  provider: ProviderId,
  /** Scheme, host and port of the server; null while no address is set. */
  origin: z.string().nullable(),
  /** Environment variables in which a key is looked for, in this order. */
  variables: z.array(z.string()),
  keyRequired: z.boolean(),
  keySource: KeySource,
  /** Page of the vendor where a person gets a key. */
  keyPage: z.string().nullable(),
});
export type KeyDestination = z.infer<typeof KeyDestination>;

/**
 * Every call that a surface can make, once. `parts` marks a method that streams parts while it runs. From this table
 * follow the types of caller and server on every transport; a handler that is missing does not compile.
 */
export const methods = {
  'script/generate': { parts: true, params: ScriptRequest, result: ScriptResult },
  'keywords/generate': { parts: true, params: KeywordsRequest, result: KeywordsResult },
  /** The last thing that can be had: made on the spot, without any model, key or network. */
  'script/outline': { parts: false, params: z.strictObject({ brief: Brief }), result: ScriptOutline },
  'routing/explain': { parts: false, params: ScriptRequest, result: Explanation },
  'routing/update': {
    parts: false,
    params: z.strictObject({
      strategy: StrategyId.optional(),
      fallbackChain: z.array(ModelId).max(100).optional(),
      modelWeights: z.record(ModelId, z.number().min(0).max(2)).optional(),
    }),
    result: z.object({ configRevision: z.number().int() }),
  },
  'models/check': {
    parts: false,
    /** `paid` allows a one-token generation where no free check proves enough. */
    params: z.strictObject({ modelIds: z.array(ModelId).optional(), paid: z.boolean().optional() }),
    result: z.object({ checks: z.array(CheckResult) }),
  },
  'model/isolate': {
    parts: false,
    params: z.strictObject({ modelId: ModelId, isolated: z.boolean() }),
    result: z.object({ status: ModelStatus }),
  },
  /** Where a model's key would go, and where its present one comes from. */
  'model/destination': { parts: false, params: z.strictObject({ modelId: ModelId }), result: KeyDestination },
  /** What was spent, from the ledger. */
  'ledger/report': { parts: false, params: LedgerQuery, result: LedgerReport },
  /** Single entries of the ledger, a page at a time; without days all there are. */
  'ledger/entries': { parts: false, params: LedgerEntriesQuery, result: LedgerEntries },
  'state/get': { parts: false, params: z.strictObject({}), result: Snapshot },
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller gives. */
export type MethodInput<Name extends MethodName> = z.input<Methods[Name]['params']>;
/** What a handler gets, after the params were parsed. */
export type MethodParams<Name extends MethodName> = z.output<Methods[Name]['params']>;
export type MethodResult<Name extends MethodName> = z.output<Methods[Name]['result']>;

/** A table of calls, such as `methods`. */
export type MethodTable = Readonly<
  Record<string, { readonly parts: boolean; readonly params: z.ZodType; readonly result: z.ZodType }>
>;
