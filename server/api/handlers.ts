import type * as z from 'zod';
import type { Engine } from '../engine/index.ts';
import {
  Config,
  failure,
  type MethodName,
  type MethodParams,
  type MethodResult,
  type ModelId,
  methods,
  type Part,
  type Result,
  success,
} from '../protocol/index.ts';
import type { Studio } from '../writing/studio.ts';
import { fieldProblems } from './field-problems.ts';
import { type LedgerSource, ledgerEntries, ledgerReport } from './ledger.ts';
import { nearestName } from './nearest.ts';
import { en } from './texts/en.ts';

/** What a handler has besides its params. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onPart: (part: Part) => void;
}

type Handler<Name extends MethodName> = (
  params: MethodParams<Name>,
  context: CallContext,
) => Promise<Result<MethodResult<Name>>>;

/** One handler for every entry of the method table: a missing one does not compile. */
export type Handlers = { readonly [Name in MethodName]: Handler<Name> };

/** What handlers work with. */
export interface HandlerDependencies {
  readonly engine: Engine;
  readonly studio: Studio;
  /** What was spent. */
  readonly ledger: LedgerSource;
  /** Models that can be asked although nobody configured them; empty if left out. */
  readonly preset?: ReadonlySet<ModelId>;
  /** Takes over settings that a caller changes; the engine does it if left out. */
  readonly configure?: (config: Config) => void;
}

const invalid = (message: string): Result<never> =>
  failure({ code: 'invalidRequest', message, hint: en.errors.invalidRequest.hint, attempts: [] });

/** What every transport serves. The params given to a handler were parsed before, by `callHandler`. */
export function createHandlers(dependencies: HandlerDependencies): Handlers {
  const { engine, studio, ledger, preset = new Set(), configure = engine.configure } = dependencies;
  /** An error when a model is named that does not exist; undefined when all do. */
  const unknownModel = (modelIds: readonly (ModelId | undefined)[]) => {
    const known = engine.snapshot().models.map(({ modelId }) => modelId);
    const wrong = modelIds.find((modelId) => modelId !== undefined && !known.includes(modelId));
    return wrong === undefined ? undefined : invalid(en.unknownModel(wrong, known, nearestName(wrong, known)));
  };

  return {
    'script/generate': async (request, context) =>
      unknownModel([request.routing?.pinnedModel]) ?? explained(await studio.generateScript(request, context), preset),

    'keywords/generate': async (request, context) =>
      unknownModel([request.routing?.pinnedModel]) ??
      explained(await studio.generateKeywords(request, context), preset),

    'script/outline': async ({ brief }) => success(studio.outlineScript(brief)),

    'routing/explain': async (request) =>
      unknownModel([request.routing?.pinnedModel]) ?? success(studio.explainScript(request)),

    'routing/update': async ({ strategy, fallbackChain, modelWeights }) => {
      const wrong = unknownModel([...(fallbackChain ?? []), ...Object.keys(modelWeights ?? {})]);
      if (wrong !== undefined) return wrong;
      const config = engine.config();
      configure(
        Config.parse({
          ...config,
          strategy: strategy ?? config.strategy,
          fallbackChain: fallbackChain ?? config.fallbackChain,
          modelWeights: { ...config.modelWeights, ...modelWeights },
        }),
      );
      return success({ configRevision: engine.snapshot().configRevision });
    },

    'models/check': async ({ modelIds, paid }, { signal }) => {
      const wrong = unknownModel(modelIds ?? []);
      if (wrong !== undefined) return wrong;
      return success({ checks: [...(await engine.check(modelIds, { paid: paid ?? false, signal }))] });
    },

    'model/isolate': async ({ modelId, isolated }) =>
      unknownModel([modelId]) ?? success({ status: engine.isolate(modelId, isolated) }),

    'model/destination': async ({ modelId }) => {
      const destination = engine.destination(modelId);
      return destination === undefined ? (unknownModel([modelId]) ?? invalid(modelId)) : success(destination);
    },

    'ledger/report': async (query) => ledgerReport(query, ledger),

    'ledger/entries': async (query) => ledgerEntries(query, ledger),

    'state/get': async () => success(engine.snapshot()),
  };
}

/**
 * A person without any key is told about keys, not about the connection to a server that was never started: when only
 * models were tried that nobody configured, and none could be reached, then no model is configured.
 */
function explained<Value>(result: Result<Value>, preset: ReadonlySet<ModelId>): Result<Value> {
  if (result.ok || result.error.code !== 'allModelsFailed') return result;
  const { attempts } = result.error;
  const nobodyThere = attempts.every((attempt) => preset.has(attempt.modelId) && attempt.class === 'network');
  if (!nobodyThere || attempts.length === 0) return result;
  return failure({ code: 'noModelConfigured', ...en.errors.noModelConfigured, attempts });
}

const schemas: { readonly [Name in MethodName]: { readonly params: z.ZodType<MethodParams<Name>> } } = methods;

/** Parses the params of a call and answers it. */
export function callHandler<Name extends MethodName>(
  handlers: Handlers,
  name: Name,
  input: unknown,
  context: CallContext,
): Promise<Result<MethodResult<Name>>> {
  return withParams(schemas[name].params, input, (params) => handlers[name](params, context));
}

/**
 * The one place where params from outside are parsed, for every transport. Params that the contract does not allow become
 * an `invalidRequest` that names field, value and what is allowed.
 */
export async function withParams<Params, Value>(
  schema: z.ZodType<Params>,
  input: unknown,
  answer: (params: Params) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return answer(parsed.data);
  const problems = fieldProblems(schema, parsed.error);
  return invalid(problems.map((problem) => en.field(problem.path.join('.'), problem)).join(' '));
}
