import { selectCandidates } from '../../core/index.ts';
import type { RequestError } from '../../protocol/index.ts';
import { type RequestContext, requestFacts } from '../context.ts';
import { budgetReached, noModelEligible } from '../request-errors.ts';

/** Why nobody may be asked, as things stand now: a used-up budget, if it leaves somebody out, is what a person can change. */
export function nobodyLeft(context: RequestContext): RequestError {
  const { workshop, config, attempts } = context;
  const request = requestFacts(context);
  const models = workshop.registry.facts(request, config);
  const { filtered } = selectCandidates(models, request, config, workshop.clock.nowMs());
  const overBudget = filtered.find(({ reason }) => reason === 'overBudget');
  const rule = models.find(({ modelId }) => modelId === overBudget?.modelId)?.budget;
  return rule === undefined
    ? noModelEligible({ filtered: [...filtered] }, attempts)
    : budgetReached(rule.use, workshop.budgets.freshOn(rule.use.period), attempts);
}
