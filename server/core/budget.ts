import {
  type BudgetPeriod,
  type BudgetPolicy,
  type Config,
  type ModelId,
  type Sentence,
  sentence,
} from '../protocol/index.ts';
import type { Candidate, ModelFacts } from './types.ts';

/** A bound on what may be spent in a calendar day or month. Amounts are integer nano-dollars. */
export interface Budget {
  /** All models together if undefined. */
  readonly modelId: ModelId | undefined;
  readonly period: BudgetPeriod;
  readonly limitNanoUsd: number;
}

/** A budget with what of it is used. */
export interface BudgetUse extends Budget {
  /** What counts against it. */
  readonly countedNanoUsd: number;
  /** Set aside for attempts that are running. */
  readonly heldNanoUsd: number;
}

/** What a used-up budget means for one model and one request. */
export type BudgetRule =
  /** It may not be asked. */
  | { readonly kind: 'refused'; readonly use: BudgetUse }
  /** It may be asked only if no other that could take the request is cheaper. */
  | { readonly kind: 'onlyCheapest'; readonly use: BudgetUse };

const nanoPerUsd = 1e9;

/** The budgets of the settings: those of all models first, then those of single models. An amount of 0 is no budget. */
export function budgetsOf({ dayBudgetUsd, monthBudgetUsd, modelBudgets }: Config['money']): readonly Budget[] {
  const written: readonly (readonly [ModelId | undefined, number | undefined, number | undefined])[] = [
    [undefined, dayBudgetUsd, monthBudgetUsd],
    ...Object.entries(modelBudgets).map(([modelId, { dayUsd, monthUsd }]) => [modelId, dayUsd, monthUsd] as const),
  ];
  return written.flatMap(([modelId, dayUsd = 0, monthUsd = 0]) => [
    ...(dayUsd > 0 ? [{ modelId, period: 'day' as const, limitNanoUsd: nanoUsd(dayUsd) }] : []),
    ...(monthUsd > 0 ? [{ modelId, period: 'month' as const, limitNanoUsd: nanoUsd(monthUsd) }] : []),
  ]);
}

const nanoUsd = (usd: number): number => Math.round(usd * nanoPerUsd);

/**
 * What the budgets that apply to a model (its own and those of all models) mean for it. `stop` refuses what would not fit any more,
 * running attempts included; `cheapest` asks for thrift once everything is used; `warn` changes nothing. What is free is never touched.
 *
 * @param estimateNanoUsd what the request is expected to cost on this model; for an unknown price a cautious guess, never 0
 */
export function budgetRule(
  policy: BudgetPolicy,
  uses: readonly BudgetUse[],
  estimateNanoUsd: number,
): BudgetRule | undefined {
  if (policy === 'warn' || estimateNanoUsd === 0) return undefined;
  for (const use of uses) {
    const takenNanoUsd = use.countedNanoUsd + use.heldNanoUsd;
    if (policy === 'stop' && takenNanoUsd + estimateNanoUsd > use.limitNanoUsd) return { kind: 'refused', use };
    if (policy === 'cheapest' && takenNanoUsd >= use.limitNanoUsd) return { kind: 'onlyCheapest', use };
  }
  return undefined;
}

/** What an unknown price counts as: the dearest known estimate; without any, the reference of the score. Never 0. */
export function cautiousNanoUsd(estimates: readonly (number | null)[], config: Config): number {
  let dearest = 0;
  for (const estimate of estimates) {
    if (estimate !== null && estimate > dearest) dearest = estimate;
  }
  return dearest > 0 ? dearest : Math.ceil(config.score.costReferenceUsd * nanoPerUsd);
}

/**
 * The candidates that are dearer than the cheapest of those that could take the request, although a budget asks for the cheapest.
 * A model that is only full at the moment could take it, too: it is waited for. Simulated models and real ones are no
 * competition for each other.
 */
export function dearerThanCheapest(
  candidates: readonly Candidate[],
  full: readonly ModelFacts[],
  config: Config,
): ReadonlySet<ModelId> {
  const asksForCheapest = (facts: ModelFacts) => facts.budget?.kind === 'onlyCheapest';
  if (!candidates.some(asksForCheapest)) return new Set();
  const able = [...candidates, ...full];
  const dearest = cautiousNanoUsd(
    able.map((facts) => facts.estimatedCostNanoUsd),
    config,
  );
  const costOf = (facts: ModelFacts) => facts.estimatedCostNanoUsd ?? dearest;
  const isDearer = (facts: ModelFacts) =>
    able.some((other) => other.simulated === facts.simulated && costOf(other) < costOf(facts));
  return new Set(candidates.filter((facts) => asksForCheapest(facts) && isDearer(facts)).map((facts) => facts.modelId));
}

/** Why a budget leaves a model out. */
export function budgetSentence({ kind, use }: BudgetRule): Sentence {
  const name = budgetName(use);
  return kind === 'refused'
    ? sentence('{0} has no room for it: {1} of {2} are used.', name, dollars(taken(use)), dollars(use.limitNanoUsd))
    : sentence('{0} is used up, so only the cheapest model is asked.', name);
}

/** Begins a sentence. */
export function budgetName({ modelId, period }: Budget): Sentence {
  if (modelId === undefined) {
    return period === 'day' ? sentence('The budget for today') : sentence('The budget for this month');
  }
  return period === 'day'
    ? sentence('The budget of {0} for today', modelId)
    : sentence('The budget of {0} for this month', modelId);
}

const taken = (use: BudgetUse): number => use.countedNanoUsd + use.heldNanoUsd;

/** An amount for people: cents from one dollar on, four digits that count below it, and no more than six decimals. */
export function dollars(amountNanoUsd: number): string {
  const usd = amountNanoUsd / nanoPerUsd;
  if (usd === 0 || usd >= 1) return `$${usd.toFixed(2)}`;
  if (usd < 0.000001) return '<$0.000001';
  const decimals = Math.min(6, Math.max(2, 3 - Math.floor(Math.log10(usd))));
  return `$${usd.toFixed(decimals).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** The highest of the given marks that spending has reached, in percent of the limit; 0 when none. */
export function highestMark(percents: readonly number[], { countedNanoUsd, limitNanoUsd }: BudgetUse): number {
  let highest = 0;
  for (const percent of percents) {
    if (percent > highest && countedNanoUsd >= (limitNanoUsd * percent) / 100) highest = percent;
  }
  return highest;
}

/**
 * What an attempt counts as against budgets: what it cost; for a broken or cancelled answer, of which the vendor may bill more than
 * is known, never less than was held for it; for an unknown price what was held.
 */
export function countedOf(
  certainty: 'exact' | 'estimate' | 'underEstimate' | 'unknown',
  costNanoUsd: number | null,
  heldNanoUsd: number,
): number {
  if (costNanoUsd === null) return heldNanoUsd;
  return certainty === 'underEstimate' ? Math.max(costNanoUsd, heldNanoUsd) : costNanoUsd;
}
