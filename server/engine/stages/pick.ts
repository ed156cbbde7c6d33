import { type BudgetRule, type Eligibility, nextModel, type RequestFacts, selectCandidates } from '../../core/index.ts';
import type { FilteredModel, ModelId } from '../../protocol/index.ts';
import { type AttemptContext, draws, type RequestContext, requestFacts } from '../context.ts';
import { isFresh } from '../look.ts';

export type PickResult =
  | { readonly kind: 'picked'; readonly modelId: ModelId }
  /**
   * Only models at their concurrency limit are left: a place will be free when another request ends, or when a paused model
   * is back (`untilMs`, epoch milliseconds).
   */
  | { readonly kind: 'busy'; readonly untilMs: number | undefined }
  | { readonly kind: 'nobody'; readonly filtered: readonly FilteredModel[] };

const nobodyRefused: ReadonlyMap<ModelId, BudgetRule> = new Map();

/**
 * The balancer decides every attempt, also when failover is on. Synchronous: nothing can happen between the look at the
 * models and the choice.
 *
 * @param refused models for which the money could not be set aside just now
 */
export function pick(attempt: AttemptContext, refused: ReadonlyMap<ModelId, BudgetRule> = nobodyRefused): PickResult {
  const { requestContext: context } = attempt;
  const { workshop, config } = context;
  if (attempt.repeat) {
    const { modelId, inFlight, resolution } = attempt.repeat;
    const isFull = resolution.kind === 'ready' && inFlight >= resolution.target.maxConcurrent;
    return isFull ? { kind: 'busy', untilMs: undefined } : { kind: 'picked', modelId };
  }

  const { look } = context;
  const isFirst = look !== undefined && attempt.role === 'first' && refused.size === 0 && isFresh(look, context);
  const nowMs = workshop.clock.nowMs();
  const request = isFirst ? look.request : requestFacts(context, attempt.avoid);
  const eligibility = isFirst ? look.eligibility : eligibleNow(attempt, request, refused, nowMs);
  const { filtered } = eligibility;
  if (eligibility.candidates.length === 0) {
    return filtered.some((each) => each.reason === 'full')
      ? { kind: 'busy', untilMs: firstBack(filtered) }
      : { kind: 'nobody', filtered };
  }
  const balancer = workshop.balancers.of(config.strategy);
  const next = nextModel({
    eligibility,
    request,
    config,
    strategy: balancer.strategy,
    strategyState: balancer.state,
    nowMs,
    draws: takeDraws(context),
    attemptNumber: attempt.number,
  });
  if (!next) return { kind: 'nobody', filtered };
  balancer.state = next.strategyState;
  return { kind: 'picked', modelId: next.modelId };
}

/** Who may take the attempt as things are now. */
function eligibleNow(
  { requestContext: context, largerThanTokens }: AttemptContext,
  request: RequestFacts,
  refused: ReadonlyMap<ModelId, BudgetRule>,
  nowMs: number,
): Eligibility {
  const { workshop, config } = context;
  const models = workshop.registry
    .facts(request, config)
    .filter((model) => model.contextTokens > largerThanTokens || model.notConfigured !== undefined)
    .map((model) => {
      const budget = refused.get(model.modelId);
      return budget === undefined ? model : { ...model, budget };
    });
  return selectCandidates(models, request, config, nowMs);
}

/** The first pick uses the draws that its plan was made with. */
function takeDraws(context: RequestContext): ReturnType<typeof draws> {
  const { firstDraws } = context;
  context.firstDraws = undefined;
  return firstDraws ?? draws(context.workshop.random);
}

function firstBack(filtered: readonly FilteredModel[]): number | undefined {
  const moments = filtered.flatMap((each) => (each.untilMs === undefined ? [] : [each.untilMs]));
  return moments.length === 0 ? undefined : Math.min(...moments);
}
