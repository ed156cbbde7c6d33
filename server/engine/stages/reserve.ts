import { type BudgetRule, estimateTokens } from '../../core/index.ts';
import type { AttemptContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';

/**
 * Sets the money for one attempt aside at the moment of its pick. One attempt and not the whole request: how many it makes is not
 * known before, and a hold for as many as it may make would refuse writers long before their budget is used up.
 *
 * @returns undefined when the money is held, otherwise the budget that has no room for it
 */
export function reserve(attempt: AttemptContext, record: ModelRecord): BudgetRule | undefined {
  const { requestContext: context, attemptId, kept } = attempt;
  const { request, workshop, config } = context;
  return workshop.budgets.hold(
    {
      attemptId,
      requestId: request.requestId,
      promptTokens: context.promptTokens + (kept === undefined ? 0 : estimateTokens(kept)),
      expectedOutputTokens: request.expectedOutputTokens,
    },
    record,
    config,
  );
}
