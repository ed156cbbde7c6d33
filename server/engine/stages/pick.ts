import { nextModel, selectCandidates } from '../../core/index.ts';
import type { FilteredModel, ModelId } from '../../protocol/index.ts';
import { type AttemptContext, draws, requestFacts } from '../context.ts';

export type PickResult =
  | { readonly kind: 'picked'; readonly modelId: ModelId }
  /**
   * Only models at their concurrency limit are left: a place will be free when another request ends, or when a paused model
   * is back (`untilMs`, epoch milliseconds).
   */
  | { readonly kind: 'busy'; readonly untilMs: number | undefined }
  | { readonly kind: 'nobody'; readonly filtered: readonly FilteredModel[] };

/**
 * The balancer decides every attempt, also when failover is on. Synchronous: nothing can happen between the look at the
 * models and the choice.
 */
export function pick(attempt: AttemptContext): PickResult {
  const { requestContext: context, largerThanTokens } = attempt;
  const { workshop, config } = context;
  if (attempt.repeat) {
    const { modelId, inFlight, resolution } = attempt.repeat;
    const isFull = resolution.kind === 'ready' && inFlight >= resolution.target.maxConcurrent;
    return isFull ? { kind: 'busy', untilMs: undefined } : { kind: 'picked', modelId };
  }

  const request = requestFacts(context);
  const nowMs = workshop.clock.nowMs();
  const models = workshop.registry
    .facts(request, config)
    .filter((model) => model.contextTokens > largerThanTokens || model.notConfigured !== undefined);
  const eligibility = selectCandidates(models, request, config, nowMs);
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
    draws: draws(workshop.random),
    attemptNumber: attempt.number,
  });
  if (!next) return { kind: 'nobody', filtered };
  balancer.state = next.strategyState;
  return { kind: 'picked', modelId: next.modelId };
}

function firstBack(filtered: readonly FilteredModel[]): number | undefined {
  const moments = filtered.flatMap((each) => (each.untilMs === undefined ? [] : [each.untilMs]));
  return moments.length === 0 ? undefined : Math.min(...moments);
}
