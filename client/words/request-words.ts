import type { AttemptEnding } from '../../server/protocol/attempt-ending.ts';
import type {
  AttemptRole,
  FactorId,
  FailureClass,
  RequestErrorCode,
  RequestState,
  Task,
} from '../../server/protocol/index.ts';
import type { L10n } from './l10n.ts';

/** What a request was for. */
export function taskWords(l10n: L10n): Readonly<Record<Task, string>> {
  return {
    script: l10n.t('Script'),
    keywords: l10n.t('Keywords'),
    repair: l10n.t('Correction'),
    check: l10n.t('Connection test'),
  };
}

/** How a request stands. */
export function resultWords(l10n: L10n): Readonly<Record<RequestState['result'], string>> {
  return {
    running: l10n.t('running'),
    success: l10n.t('done'),
    failed: l10n.t('failed'),
    cancelled: l10n.t('cancelled'),
  };
}

/** How one attempt ended. */
export function endingWords(l10n: L10n): Readonly<Record<AttemptEnding, string>> {
  return {
    success: l10n.t('done'),
    ignored: l10n.t('not needed'),
    failed: l10n.t('failed'),
    outpaced: l10n.t('outpaced: another model began first'),
    notContinued: l10n.t('it did not go on from the text'),
    cancelled: l10n.t('cancelled'),
  };
}

/** Why an attempt was made. */
export function roleWords(l10n: L10n): Readonly<Record<AttemptRole, string>> {
  return {
    first: l10n.t('asked first'),
    retry: l10n.t('same model once more'),
    failover: l10n.t('another model after a failure'),
    hedge: l10n.t('second model asked because the first was slow to begin'),
    resume: l10n.t('went on from the broken text'),
  };
}

/** What each factor of the score is about. */
export function factorWords(l10n: L10n): Readonly<Record<FactorId, string>> {
  return {
    weight: l10n.t('Weight'),
    health: l10n.t('Health'),
    performance: l10n.t('Speed'),
    reliability: l10n.t('Reliability'),
    cost: l10n.t('Cost'),
  };
}

/** Why one attempt failed, in a few words. */
export function failureWords(l10n: L10n): Readonly<Record<FailureClass, string>> {
  return {
    auth: l10n.t('the key was refused'),
    billing: l10n.t('the balance is used up'),
    dailyQuota: l10n.t('the daily quota is used up'),
    rateLimit: l10n.t('too many requests'),
    overload: l10n.t('the service is overloaded'),
    network: l10n.t('the connection failed'),
    timeout: l10n.t('no answer in time'),
    stall: l10n.t('it stopped in the middle'),
    truncated: l10n.t('the answer broke off'),
    empty: l10n.t('the answer was empty'),
    geo: l10n.t('this region is not served'),
    modelMissing: l10n.t('the model does not exist'),
    callerFault: l10n.t('the request was not accepted'),
    contentFilter: l10n.t('a content filter stopped it'),
    tooLong: l10n.t('the text is too long for it'),
    cancelled: l10n.t('cancelled'),
  };
}

/** Why a whole request failed, as one sentence. */
export function errorWords(l10n: L10n): Readonly<Record<RequestErrorCode, string>> {
  return {
    allModelsFailed: l10n.t('Every model that was asked failed.'),
    noModelConfigured: l10n.t('No model is set up yet.'),
    noModelEligible: l10n.t('No model can be used for this request.'),
    budgetReached: l10n.t('The budget is used up.'),
    deadlineExceeded: l10n.t('The answer was not finished in time.'),
    cancelled: l10n.t('It was cancelled.'),
    streamBroken: l10n.t('The answer broke off; what is there is incomplete.'),
    contentFiltered: l10n.t('A model or its content filter refused this topic.'),
    tooLong: l10n.t('The text is too long for the models that could be asked.'),
    unusableAnswer: l10n.t('The models answered, but not with what was asked for.'),
    invalidRequest: l10n.t('The request was not accepted.'),
    invalidSettings: l10n.t('The settings cannot be used.'),
    disconnected: l10n.t('The connection to the background process broke off.'),
    internal: l10n.t('Something went wrong inside VideoGenius.'),
  };
}
