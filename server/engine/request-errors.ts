import { type BudgetUse, budgetName, dollars, type Failure } from '../core/index.ts';
import {
  type AttemptReport,
  type Explanation,
  type FailedAttempt,
  type FilteredModel,
  type ModelId,
  type RequestError,
  renderSentence,
  type Sentence,
} from '../protocol/index.ts';

/** The attempts of a request that did not succeed, as an error lists them. */
function failedAttempts(attempts: readonly AttemptReport[]): FailedAttempt[] {
  return attempts.flatMap((attempt) => {
    if (attempt.outcome === 'success' || attempt.class === null) return [];
    const failed: FailedAttempt = { modelId: attempt.model, class: attempt.class, message: attempt.message ?? '' };
    return [attempt.status === null ? failed : { ...failed, status: attempt.status }];
  });
}

const listed = (attempts: readonly FailedAttempt[]) =>
  attempts.map((attempt) => `${attempt.modelId}: ${attempt.message}`).join(' ');

export function allModelsFailed(attempts: readonly AttemptReport[]): RequestError {
  const failed = failedAttempts(attempts);
  const models = new Set(failed.map((attempt) => attempt.modelId)).size;
  return {
    code: 'allModelsFailed',
    message: `${models === 1 ? 'The one model that was tried' : `All ${models} models that were tried`} failed. ${listed(failed)}`,
    hint: 'Try again, look at the status of your models, or run a connection check.',
    attempts: failed,
  };
}

export function noModelConfigured(filtered: readonly FilteredModel[]): RequestError {
  const reasons = filtered
    .filter((each) => each.reason === 'notConfigured')
    .map((each) => `${each.modelId}: ${renderSentence(each.explanation)}`);
  return {
    code: 'noModelConfigured',
    message: `No model is configured yet.${reasons.length > 0 ? ` ${reasons.join(' ')}` : ''}`,
    hint: 'Give one vendor a key (for example in the DEEPSEEK_API_KEY environment variable), start Ollama, or try the simulated fleet.',
    attempts: [],
  };
}

/** The one model that was asked for cannot be used as it is configured. */
export function pinnedNotConfigured(modelId: ModelId, reason: Sentence, hint: Sentence): RequestError {
  return {
    code: 'noModelConfigured',
    message: `${modelId} cannot be used: ${renderSentence(reason)}`,
    hint: renderSentence(hint),
    attempts: [],
  };
}

/** No model may be tried, and it is not for lack of a try: says for each model why. */
export function noModelEligible(
  explanation: Pick<Explanation, 'filtered'>,
  attempts: readonly AttemptReport[],
): RequestError {
  const reasons = explanation.filtered
    .filter((each) => each.reason !== 'notConfigured' && each.reason !== 'notPinned')
    .map((each) => `${each.modelId}: ${renderSentence(each.explanation)}`);
  return {
    code: 'noModelEligible',
    message: `No model may be used for this request. ${reasons.join(' ')}`.trim(),
    hint: 'Check the weights and the switched-off models in the settings, or wait until a model is back.',
    attempts: failedAttempts(attempts),
  };
}

/**
 * Nobody is left because a budget has no room: says which, what is used of it, and what can be done.
 *
 * @param freshOn first day on which the budget is fresh again, `YYYY-MM-DD`
 */
export function budgetReached(use: BudgetUse, freshOn: string, attempts: readonly AttemptReport[]): RequestError {
  const { modelId, period, limitNanoUsd, countedNanoUsd, heldNanoUsd } = use;
  const total = period === 'day' ? 'money.dayBudgetUsd' : 'money.monthBudgetUsd';
  const held = heldNanoUsd > 0 ? ` and ${dollars(heldNanoUsd)} are set aside for answers that are on their way` : '';
  return {
    code: 'budgetReached',
    message: `${renderSentence(budgetName(use))} is ${dollars(limitNanoUsd)}: ${dollars(countedNanoUsd)} are spent${held}, and there is no room for this request.`,
    hint: `Raise the ${modelId === undefined ? total : 'money.modelBudgets'} setting, wait until ${freshOn}, or use a model on this machine, which costs nothing.`,
    attempts: failedAttempts(attempts),
  };
}

export function deadlineExceeded(
  deadlineMs: number,
  attempts: readonly AttemptReport[],
  partial: boolean,
): RequestError {
  const failed = failedAttempts(attempts);
  return {
    code: 'deadlineExceeded',
    message:
      `The answer was not complete after ${Math.round(deadlineMs / 1000)} seconds.${partial ? ' What is there is incomplete.' : ''} ${listed(failed)}`.trim(),
    hint: 'Try again, or allow more time with the failover.deadlineMs setting.',
    attempts: failed,
  };
}

export function cancelled(attempts: readonly AttemptReport[], isTextThere: boolean): RequestError {
  return {
    code: 'cancelled',
    message: 'Cancelled.',
    hint: isTextThere ? 'What was written so far is kept.' : '',
    attempts: failedAttempts(attempts),
  };
}

/** An error of our own program. */
export const internalFault: RequestError = {
  code: 'internal',
  message: 'The router failed on this request through a fault of its own.',
  hint: 'Try again. If it happens again, please report it with the log.',
  attempts: [],
};

/** The stream broke after text was shown: the text stays, and it is incomplete. */
export function streamBroken(attempts: readonly AttemptReport[]): RequestError {
  const failed = failedAttempts(attempts);
  return {
    code: 'streamBroken',
    message: `The answer broke off. What is there is incomplete. ${listed(failed.slice(-1))}`,
    hint: 'Keep the text and continue from it, or generate it again.',
    attempts: failed,
  };
}

/** A failure that another model would not mend. */
export function refused(failure: Failure, attempts: readonly AttemptReport[]): RequestError {
  const failed = failedAttempts(attempts);
  if (failure.class === 'contentFilter') {
    return {
      code: 'contentFiltered',
      message: `The content filter stopped the answer. ${listed(failed)}`,
      hint: 'Word the topic differently, or choose another model.',
      attempts: failed,
    };
  }
  if (failure.class === 'tooLong') {
    return {
      code: 'tooLong',
      message: `The text is too long for the models that could be tried. ${listed(failed)}`,
      hint: 'Shorten the text, or add a model with a larger context window.',
      attempts: failed,
    };
  }
  return {
    code: 'invalidRequest',
    message: `The request was not accepted. ${listed(failed)}`,
    hint: 'Check the settings of this model, such as its model name and base URL.',
    attempts: failed,
  };
}
