import type { FailedAttempt, FailureClass, RequestError, RequestErrorCode } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { errorWords, failureWords } from '../words/request-words.ts';

/** What a person can do after a failure, with one click. */
export type FailureAction =
  | 'tryAgain'
  | 'goOn'
  | 'insertOutline'
  | 'setApiKey'
  | 'startDemo'
  | 'showTrace'
  | 'openPanel'
  | 'openSettings'
  | 'chooseModel'
  | 'manageTrust'
  | 'showLog';

/** What a person is told, and what she is offered. */
export interface FailureMessage {
  readonly text: string;
  readonly actions: readonly FailureAction[];
}

/** What is known besides the error. */
export interface FailureSurroundings {
  /** Why there is no daemon, in the person's language, when that is why. */
  readonly daemonMessage: string | undefined;
  readonly pinnedModel: string | undefined;
  readonly isTrusted: boolean;
  /** Whether a piece of text stays in the document. */
  readonly isTextKept: boolean;
  /** What was asked for is a script: an outline can take its place, and a piece of text can be gone on from. */
  readonly isScript: boolean;
  /** The models that are set up but cannot be used, and why. */
  readonly blocked: readonly BlockedModel[];
}

/** A model that is set up but is not asked at the moment. */
export interface BlockedModel {
  readonly modelId: string;
  /** Why, as one or two whole sentences in the person's language. */
  readonly reason: string;
  readonly isKeyRefused: boolean;
}

const actionsOf: Readonly<Record<RequestErrorCode, readonly FailureAction[]>> = {
  allModelsFailed: ['tryAgain', 'insertOutline', 'showTrace', 'openPanel'],
  noModelConfigured: ['setApiKey', 'startDemo', 'insertOutline'],
  noModelEligible: ['openPanel', 'insertOutline', 'tryAgain', 'showTrace'],
  budgetReached: ['openSettings', 'insertOutline', 'showTrace', 'openPanel'],
  deadlineExceeded: ['tryAgain', 'insertOutline', 'showTrace', 'openSettings'],
  cancelled: ['tryAgain'],
  streamBroken: ['tryAgain', 'showTrace'],
  contentFiltered: ['chooseModel', 'showTrace'],
  tooLong: ['chooseModel', 'showTrace'],
  unusableAnswer: ['tryAgain', 'chooseModel', 'showTrace'],
  invalidRequest: ['showTrace', 'openSettings'],
  invalidSettings: ['openSettings', 'showLog'],
  disconnected: ['tryAgain', 'showLog'],
  internal: ['tryAgain', 'showLog'],
};

/** Failures after which the same order would fail again, whoever goes on from its text. */
const isAboutOrder: ReadonlySet<RequestErrorCode> = new Set(['invalidRequest', 'invalidSettings', 'tooLong']);

/** More buttons than this do not fit into a message. */
const mostActions = 3;

/** Models that are named; of more only the number is said, because a message has a few lines. */
const mostNamed = 4;

/** What happened, what the router did, and what to do. Undefined for what a person did herself and knows. */
export function failureMessage(
  error: RequestError,
  around: FailureSurroundings,
  l10n: L10n,
): FailureMessage | undefined {
  // Who has cancelled knows it; only what becomes of the text is news.
  if (error.code === 'cancelled' && !around.isTextKept) return undefined;
  const happened =
    error.code === 'disconnected'
      ? (around.daemonMessage ?? errorWords(l10n)[error.code])
      : errorWords(l10n)[error.code];
  const texts = [
    happened,
    // What is wrong with a request that was never sent is known to the daemon alone.
    error.code === 'invalidRequest' && error.attempts.length === 0 ? error.message : '',
    error.code === 'cancelled' || isNothingSetUp(error) ? '' : attemptsText(error.attempts, l10n),
    error.code === 'noModelEligible' ? blockedText(around.blocked, l10n) : '',
    isPinned(error, around) ? l10n.t('Requests of this window go to {0} only.', around.pinnedModel ?? '') : '',
    around.isTextKept ? l10n.t('The text written so far is kept and marked as incomplete.') : '',
    whatToDo(error, around, l10n),
    isOutlineOffered(error, around) ? l10n.t('An outline can be made without any model.') : '',
  ];
  const text = texts.filter((each) => each !== '').join(' ');
  // Chinese sentences stand side by side.
  return { text: text.replace(/(?<=。) /g, ''), actions: actionsFor(error, around) };
}

function isPinned({ code }: RequestError, { pinnedModel }: FailureSurroundings): boolean {
  return pinnedModel !== undefined && ['noModelConfigured', 'noModelEligible', 'allModelsFailed'].includes(code);
}

/** A local server that was asked on the off chance and is not there is not worth a word: nobody has set it up. */
const isNothingSetUp = ({ code, attempts }: RequestError): boolean =>
  code === 'noModelConfigured' && attempts.every((attempt) => attempt.class === 'network');

function actionsFor(error: RequestError, around: FailureSurroundings): readonly FailureAction[] {
  const isNobodyThere = error.code === 'noModelConfigured' || error.code === 'noModelEligible';
  const isKeyRefused =
    (error.attempts.length > 0 && error.attempts.every((attempt) => attempt.class === 'auth')) ||
    (error.code === 'noModelEligible' && around.blocked.some((model) => model.isKeyRefused));
  const first: FailureAction[] = [
    ...(isNobodyThere && !around.isTrusted ? (['manageTrust'] as const) : []),
    ...(isPinned(error, around) ? (['chooseModel'] as const) : []),
    ...(isKeyRefused ? (['setApiKey'] as const) : []),
  ];
  const last = actionsOf[error.code].filter((action) => action !== 'insertOutline' || isOutlineOffered(error, around));
  const goOn = canGoOn(error, around) ? (['goOn'] as const) : [];
  const all = [...new Set([...goOn, ...first, ...last])];
  const shown = all.slice(0, mostActions);
  // What needs no model is never among those that have no room.
  const isOutlineHidden = all.includes('insertOutline') && !shown.includes('insertOutline');
  return isOutlineHidden ? [...shown.slice(0, mostActions - 1), 'insertOutline'] : shown;
}

const canGoOn = ({ code }: RequestError, { isTextKept, isScript }: FailureSurroundings): boolean =>
  isTextKept && isScript && !isAboutOrder.has(code);

/** An outline takes the place of a script of which there is nothing. */
const isOutlineOffered = ({ code }: RequestError, { isTextKept, isScript }: FailureSurroundings): boolean =>
  isScript && !isTextKept && actionsOf[code].includes('insertOutline');

/** What the router did: every model that was asked, with what became of it. */
function attemptsText(attempts: readonly FailedAttempt[], l10n: L10n): string {
  const words = failureWords(l10n);
  // A second attempt that was not needed any more has not failed.
  const failed = attempts.filter((attempt) => attempt.class !== 'cancelled');
  const reasons = new Map<string, Set<string>>();
  for (const { modelId, class: failureClass, status } of failed.length > 0 ? failed : attempts) {
    const why = words[failureClass];
    const reason = status === undefined ? why : l10n.t('{0}, HTTP {1}', why, status);
    reasons.set(modelId, (reasons.get(modelId) ?? new Set()).add(reason));
  }
  const named = [...reasons].slice(0, mostNamed).map(([modelId, each]) =>
    l10n.t(
      '{0} ({1})',
      modelId,
      [...each].reduce((all, why) => l10n.t('{0}, then {1}', all, why)),
    ),
  );
  const others = reasons.size - named.length;
  if (named.length === 0) return '';
  const list = others > 0 ? [...named, l10n.t('{0} more', others)] : named;
  return l10n.t('Asked: {0}.', list.join(l10n.t(', ')));
}

/** Why nobody can be asked; models with the same reason share a sentence. */
function blockedText(blocked: readonly BlockedModel[], l10n: L10n): string {
  const byReason = new Map<string, string[]>();
  for (const { modelId, reason } of blocked.slice(0, mostNamed)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), modelId]);
  }
  return [...byReason].map(([reason, names]) => l10n.t('{0}: {1}', names.join(l10n.t(', ')), reason)).join(' ');
}

function whatToDo(
  { code, attempts }: RequestError,
  { daemonMessage, blocked }: FailureSurroundings,
  l10n: L10n,
): string {
  if (code === 'disconnected' && daemonMessage !== undefined) return '';
  if (code === 'noModelEligible' && blocked.length > 0 && blocked.length <= mostNamed) return '';
  const [first, ...others] = new Set(attempts.map((attempt) => attempt.class));
  const isOneCause = first !== undefined && others.length === 0;
  const isAboutModels = code === 'allModelsFailed' || code === 'invalidRequest';
  return isOneCause && isAboutModels ? classSteps(l10n)[first] : codeSteps(l10n)[code];
}

/** What helps after a failed request. */
function codeSteps(l10n: L10n): Readonly<Record<RequestErrorCode, string>> {
  return {
    allModelsFailed: l10n.t('Try again, or look at the models in the status panel.'),
    noModelConfigured: l10n.t('Set the key of one vendor, start Ollama, or try the demo without keys.'),
    noModelEligible: l10n.t('The status panel says for each model why it cannot be used.'),
    budgetReached: l10n.t('Raise it in the settings, use a model that costs nothing, or wait until it begins anew.'),
    deadlineExceeded: l10n.t('Try again, or allow more time in the settings.'),
    cancelled: '',
    streamBroken: l10n.t('Go on from it, or try again.'),
    contentFiltered: l10n.t('Word the topic differently, or choose another model.'),
    tooLong: l10n.t('Shorten the text, or choose a model with a larger context window.'),
    unusableAnswer: l10n.t('Try again, or choose another model.'),
    invalidRequest: l10n.t('Change the request and try again.'),
    invalidSettings: l10n.t('Correct the settings that are marked and try again.'),
    disconnected: l10n.t('Try again; it is started anew by itself.'),
    internal: l10n.t('Try again; the log says more.'),
  };
}

/** What helps when all models failed for one reason. */
function classSteps(l10n: L10n): Readonly<Record<FailureClass, string>> {
  const later = l10n.t('Try again in a while, or add another model.');
  const another = l10n.t('Try again, or choose another model.');
  const network = l10n.t('Check the network, the proxy and the base URL.');
  return {
    auth: l10n.t('Check the key, and that it belongs to this address and region.'),
    billing: l10n.t('Top up the account, or add another model.'),
    dailyQuota: l10n.t('Wait until the quota is renewed, or add another model.'),
    rateLimit: later,
    overload: later,
    network,
    timeout: network,
    stall: another,
    truncated: another,
    empty: another,
    geo: l10n.t('Use an address of another region, or a proxy.'),
    modelMissing: l10n.t('Correct the name of the model in the settings.'),
    callerFault: l10n.t('Check the settings of the model, such as its name and base URL.'),
    contentFilter: l10n.t('Word the topic differently, or choose another model.'),
    tooLong: l10n.t('Shorten the text, or choose a model with a larger context window.'),
    cancelled: another,
  };
}
