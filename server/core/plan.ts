import type { Config, Explanation, ModelId, ScoredCandidate } from '../protocol/index.ts';
import { pickChances } from './chances.ts';
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
 * Why a request goes where it goes: everyone's score (whatever the strategy), what the strategy looks at, who was left out and why,
 * and the order in which models would be tried if each of them failed. With failover off, or a pinned model, that order has one entry.
 */
export function explainPlan(input: Choice & { readonly models: readonly ModelFacts[] }): Explanation {
  return explainEligible(input, selectCandidates(input.models, input.request, input.config, input.nowMs));
}

/** The same when it is known already who may take the request. */
export function explainEligible(input: Choice, eligibility: Eligibility): Explanation {
  return explanationOf(input, eligibility, failureOrder(input, eligibility));
}

/**
 * The same for somebody who asks without sending anything: with everyone's chance to be asked first, and an order that begins with the
 * likeliest. Needs no draws: it spends no chance.
 */
export function explainChances(input: Omit<Choice, 'draws'> & { readonly models: readonly ModelFacts[] }): Explanation {
  const eligibility = selectCandidates(input.models, input.request, input.config, input.nowMs);
  const { candidates } = eligibility;
  const choice: Choice = { ...input, draws: middleDraws };
  if (candidates.length === 0) return explanationOf(choice, eligibility, []);
  const { request, config, strategy, strategyState, nowMs } = input;
  const chances = pickChances(strategy, strategyState, { candidates, nowMs, request, config });
  const chanceOf = (modelId: ModelId) => chances.get(modelId) ?? 0;
  const likeliest = candidates.reduce((best, each) => (chanceOf(each.modelId) > chanceOf(best.modelId) ? each : best));
  const explanation = explanationOf(choice, eligibility, failureOrder(choice, eligibility, likeliest.modelId));
  const withChance = (scored: ScoredCandidate) => ({ ...scored, chance: chanceOf(scored.modelId) });
  return { ...explanation, candidates: explanation.candidates.map(withChance) };
}

const middleDraws: PickInput['draws'] = [0.5, 0.5, 0.5];

function explanationOf(choice: Choice, eligibility: Eligibility, order: ModelId[]): Explanation {
  const { request, config, strategy, strategyState, nowMs, draws } = choice;
  const { candidates } = eligibility;
  const input: PickInput = { candidates, nowMs, draws, request, config };
  const scored = scoreCandidates(candidates, request, config, nowMs);
  // One reason may take a look at everyone, so that thousands of them would take seconds.
  const isExplained = (modelId: ModelId) => candidates.length <= listedOrder || order.includes(modelId);
  return {
    strategy: strategy.id,
    candidates: scored.map((each, index) => {
      const candidate = candidates[index];
      if (candidate === undefined || !isExplained(each.modelId)) return each;
      return { ...each, reason: strategy.explain(strategyState, input, candidate) };
    }),
    filtered: [...eligibility.filtered],
    order,
    panic: eligibility.panic,
  };
}

/** No request makes so many attempts, and nobody reads further. */
const listedOrder = 20;

/** @param first who comes first, if that is known already; the state of the strategy then stays as it is for the next. */
function failureOrder(choice: Choice, eligibility: Eligibility, first?: ModelId): ModelId[] {
  const order: ModelId[] = [];
  const tried = new Set(choice.request.tried);
  let { candidates } = eligibility;
  let { strategyState } = choice;
  while (candidates.length > 0 && order.length < listedOrder) {
    const isGiven = first !== undefined && order.length === 0;
    const next = isGiven
      ? { modelId: first, strategyState }
      : nextModel({
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
