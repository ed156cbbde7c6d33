import {
  failure,
  type KeywordsRequest,
  type KeywordsResult,
  type ModelId,
  type RequestError,
  type Result,
  type Sentence,
  sentence,
  success,
  type Task,
} from '../protocol/index.ts';
import { clean } from './clean.ts';
import { foldLine } from './context.ts';
import { mergeKeywords, parseKeywords, type RejectedTerm, type RejectionReason, rejectionTexts } from './keywords.ts';
import { languageTitle } from './language.ts';
import { type KeywordsPlan, keywordsPrompt, keywordsRepairPrompt } from './prompts.ts';
import { isRefusal, refusedError } from './refusal.ts';
import { type CallResult, createSession, type StudioDependencies, type WorkOptions } from './session.ts';

type Finished = Extract<CallResult, { kind: 'finished' }>;

/** Tokens of one keyword as JSON, generously, and of what models put around the list. */
const tokensPerKeyword = 8;
const tokensAround = 24;

const nothingGiven: RequestError = {
  code: 'invalidRequest',
  message: 'Keywords need a topic or a script.',
  hint: 'Give a topic, or open the script the keywords are for.',
  attempts: [],
};

/** Why no term of any answer could be used, in the words of an error. */
function unusable(reasons: readonly RejectionReason[], language: string): RequestError {
  const only = (reason: RejectionReason): boolean => reasons.length > 0 && reasons.every((each) => each === reason);
  const message =
    reasons.length === 0
      ? 'The models answered, but not with a list of keywords.'
      : only('wrongLanguage')
        ? `The models answered, but not with keywords in ${languageTitle(language)}.`
        : only('tooLong')
          ? 'The models answered, but their keywords have more than three words.'
          : only('example')
            ? 'The models answered, but only with the example of the format.'
            : 'The models answered, but none of their keywords could be used.';
  return { code: 'unusableAnswer', message, hint: 'Try again, or choose another model.', attempts: [] };
}

/** What is asked for, with every default filled in; undefined when there is nothing to find keywords for. */
function planKeywords(
  request: KeywordsRequest,
  settings: { readonly keywordLanguage: string; readonly keywordAmount: number },
): KeywordsPlan | undefined {
  const subject = foldLine(request.topic ?? '');
  const script = (request.script ?? '').trim();
  if (subject === '' && script === '') return undefined;
  return {
    subject: subject === '' ? undefined : subject,
    script: script === '' ? undefined : script,
    amount: request.amount ?? settings.keywordAmount,
    language: foldLine(request.language ?? '') || foldLine(settings.keywordLanguage) || 'en',
  };
}

/**
 * Finds keywords: one call; when the list is short or in the wrong language one call that says what is missing; then one call to
 * another model. Never fills up: fewer keywords come with a warning, none at all is an error.
 */
export async function findKeywords(
  dependencies: StudioDependencies,
  request: KeywordsRequest,
  options: WorkOptions,
): Promise<Result<KeywordsResult>> {
  const fail = (error: RequestError): Result<KeywordsResult> => {
    options.onPart({ type: 'error', error });
    return failure(error);
  };
  const plan = planKeywords(request, dependencies.config().writing);
  if (plan === undefined) return fail(nothingGiven);
  const session = createSession(dependencies, request.routing, options);

  let keywords: readonly string[] = [];
  let rejected: readonly RejectedTerm[] = [];
  let last: Finished | undefined;
  let model: ModelId | undefined;
  const asked: ModelId[] = [];
  const reasons: RejectionReason[] = [];
  let refusals = 0;

  const steps = ['keywords', 'repair', 'other'] as const;
  for (const step of steps) {
    if (keywords.length >= plan.amount) break;
    // A pinned model is the only one there is; its repair was the last chance.
    if (step === 'other' && request.routing?.pinnedModel !== undefined) break;
    const task: Task = step === 'repair' ? 'repair' : 'keywords';
    const result = await session.call({
      task,
      messages:
        step === 'repair'
          ? keywordsRepairPrompt(
              plan,
              keywords,
              rejected
                .filter(({ reason }) => reason !== 'surplus')
                .map(({ term, reason }) => ({ term, reason: rejectionTexts[reason] })),
            )
          : keywordsPrompt(plan),
      expectedOutputTokens: plan.amount * tokensPerKeyword + tokensAround,
      commitment: 'complete',
      ...(step === 'other' ? { exclude: [...new Set(asked)] } : {}),
    });
    if (result.kind === 'failed') {
      if (last === undefined || result.error.code === 'cancelled') return fail(result.error);
      break;
    }
    last = result;
    asked.push(result.modelId);
    const parsed = parseKeywords(result.answer, plan.amount, plan.language);
    rejected = parsed.rejected;
    reasons.push(...rejected.map(({ reason }) => reason));
    if (isRefusal(clean(result.answer))) refusals += 1;
    const merged = mergeKeywords(keywords, parsed.keywords, plan.amount);
    if (merged.length > keywords.length) model = result.modelId;
    keywords = merged;
  }

  if (keywords.length === 0 || last === undefined || model === undefined) {
    return fail(refusals > 0 && refusals === asked.length ? refusedError : unusable(reasons, plan.language));
  }
  const warnings: Sentence[] = [];
  if (last.finish === 'length') warnings.push(sentence('The model reached its length limit: the list may be cut off.'));
  if (keywords.length < plan.amount) {
    warnings.push(sentence('Only {0} of the {1} keywords asked for could be used.', keywords.length, plan.amount));
  }
  options.onPart({ type: 'finish', unified: last.finish, raw: last.finishRaw });
  return success({ ...session.sums(), model, warnings, keywords: [...keywords] });
}
