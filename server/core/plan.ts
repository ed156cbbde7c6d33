import type { Config, Explanation, ModelId } from '../protocol/index.ts';
import { selectCandidates } from './eligibility.ts';
import { scoreCandidates } from './score.ts';
import type { Candidate, Eligibility, ModelFacts, PickInput, RequestFacts, Strategy } from './types.ts';

/** What a choice depends on besides the models. */
export interface Choice {
  readonly request: RequestFacts;
  readonly config: Config;
  readonly strategy: Strategy<unknown>;
  readonly strategyState: unknown;
  readonly nowMs: number;
  readonly draws: PickInput['draws'];
}

export interface NextModelInput extends Choice {
  readonly eligibility: Eligibility;
  /** 1 for the first attempt of the request. */
  readonly attemptNumber: number;
}

export interface NextModel {
  readonly modelId: ModelId;
  readonly strategyState: unknown;
}

/**
 * The model for the next attempt; undefined when none is left. The strategy decides the first attempt whether failover is on or off.
 * Later ones follow the fallback chain when it is set, as far as it names candidates; otherwise the strategy decides again
 * among those that were not tried.
 */
export function nextModel(input: NextModelInput): NextModel | undefined {
  const { candidates } = input.eligibility;
  if (candidates.length === 0) return undefined;
  const chained = input.attemptNumber > 1 ? firstInChain(candidates, input.config.fallbackChain) : undefined;
  if (chained !== undefined) return { modelId: chained, strategyState: input.strategyState };
  const { request, config, strategy, nowMs, draws } = input;
  const picked = strategy.pick(input.strategyState, { candidates, nowMs, draws, request, config });
  return { modelId: picked.modelId, strategyState: picked.state };
}

/**
 * Why a request goes where it goes: everyone's score (whatever the strategy), who was left out and why, and the order in which models
 * would be tried if each of them failed. With failover off, or a pinned model, that order has one entry.
 */
export function explainPlan(input: Choice & { readonly models: readonly ModelFacts[] }): Explanation {
  const { models, request, config, nowMs } = input;
  const eligibility = selectCandidates(models, request, config, nowMs);
  return {
    strategy: input.strategy.id,
    candidates: scoreCandidates(eligibility.candidates, request, config),
    filtered: [...eligibility.filtered],
    order: failureOrder(input, eligibility),
    panic: eligibility.panic,
  };
}

/** No request makes so many attempts, and nobody reads further. */
const listedOrder = 20;

function failureOrder(choice: Choice, eligibility: Eligibility): ModelId[] {
  const order: ModelId[] = [];
  const tried = new Set(choice.request.tried);
  let { candidates } = eligibility;
  let { strategyState } = choice;
  while (candidates.length > 0 && order.length < listedOrder) {
    const next = nextModel({
      ...choice,
      strategyState,
      request: { ...choice.request, tried: new Set(tried) },
      eligibility: { ...eligibility, candidates },
      attemptNumber: order.length + 1,
    });
    if (next === undefined) break;
    order.push(next.modelId);
    if (!choice.config.failover.enabled) break;
    tried.add(next.modelId);
    strategyState = next.strategyState;
    candidates = candidates.filter(({ modelId }) => modelId !== next.modelId);
  }
  return order;
}

function firstInChain(candidates: readonly Candidate[], chain: readonly ModelId[]): ModelId | undefined {
  return chain.find((modelId) => candidates.some((candidate) => candidate.modelId === modelId));
}
