import {
  type FailedAttempt,
  type FailureClass,
  type RequestError,
  type RequestErrorCode,
  renderSentence,
  type Sentence,
} from '../../protocol/index.ts';
import { languageNamesIn } from '../../writing/language-names.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';
import { sentencesZhCn, vendorNamesZhCn, withoutGaps } from './zh-cn-sentences.ts';

export type Texts = typeof en;
export const locales = ['en', 'zh-cn'] as const;
export type Locale = (typeof locales)[number];

export function textsFor(locale: Locale): Texts {
  return locale === 'zh-cn' ? zhCn : en;
}

type Catalog = Readonly<Record<string, string>>;

const english: Catalog = {};
let chinese: Catalog | undefined;

function catalogOf(locale: Locale): Catalog {
  if (locale === 'en') return english;
  const catalog = chinese ?? { ...languageNamesIn('zh-CN'), ...vendorNamesZhCn, ...sentencesZhCn };
  chinese = catalog;
  return catalog;
}

/** A sentence of the engine in the words of a person's language. */
export function sentenceText(sentence: Sentence, locale: Locale): string {
  const text = renderSentence(sentence, catalogOf(locale));
  return locale === 'en' ? text : withoutGaps(text);
}

/**
 * The locale of a POSIX environment, in the order that POSIX gives: LC_ALL, LC_MESSAGES, LANG; the first that is not empty
 * decides. Chinese of any region gets the Chinese texts, everything else the English ones.
 */
export function localeOf(variable: (name: string) => string | undefined): Locale {
  const named = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map(variable).find((value) => value !== undefined && value !== '');
  return named !== undefined && /^zh(?:$|[_.@-])/i.test(named) ? 'zh-cn' : 'en';
}

/** What is wrong with a proxy that is set. */
export interface ProxyProblem {
  readonly problem: keyof Omit<Texts['usage']['proxy'], 'hint'>;
  /** The setting or the environment variable that names it. */
  readonly variable: string;
  readonly allowedSchemes: readonly string[];
}

/** Why a proxy cannot be used, and what would be right. */
export function describeProxyProblem({ problem, variable, allowedSchemes }: ProxyProblem, texts: Texts): string {
  const schemes = allowedSchemes.map((scheme) => `${scheme}://`);
  return texts.usage.proxy[problem](variable, schemes);
}

/** An error in the words of a person's language. */
export interface ErrorDescription {
  readonly message: string;
  /** One line for each attempt that failed. */
  readonly attempts: readonly string[];
  readonly hint: string;
}

/** What a surface knows of a failed request besides its error. */
export interface ErrorSurroundings {
  /** Models that could have been asked as well, had the request been allowed more attempts. */
  readonly notAsked?: number;
  readonly maxAttempts?: number;
  /** Whether the person has a piece of text; undefined when the surface does not know. */
  readonly written?: boolean;
  /** What was asked for is a script: there is an offline outline, and a piece of text can be gone on from. */
  readonly isScript?: boolean;
}

/**
 * An error in the words of a person's language. English takes the engine's own words where it knows more than the code; other
 * languages translate code and attempts, and leave what is wrong with a request as it was said. The hint says what to do, one
 * line for each kind of failure.
 */
export function describeError(
  error: RequestError,
  locale: Locale,
  surroundings: ErrorSurroundings = {},
): ErrorDescription {
  const texts = textsFor(locale);
  const known = texts.errors[error.code];
  const attempts = failuresIn(error).map((attempt) => texts.about(attempt.modelId, whyOf(attempt, locale)));
  const hint = hintLines(error, locale, surroundings).join('\n');
  // Which budget it is, and how much of it is spent, only the engine knows.
  const isOwn = attempts.length === 0 || error.code === 'budgetReached';
  if (locale === 'en') return { message: isOwn ? error.message : known.message, attempts, hint };
  const detail = error.code === 'invalidRequest' && attempts.length === 0 ? ` ${error.message}` : '';
  return { message: `${known.message}${detail}`, attempts, hint };
}

/** The attempts that failed: a second one that was not needed any more has not, but is better than nothing to say. */
function failuresIn({ attempts }: RequestError): readonly FailedAttempt[] {
  const failed = attempts.filter((attempt) => attempt.class !== 'cancelled');
  return failed.length > 0 ? failed : attempts;
}

/** Nobody is left to ask: what remains is what needs no model. */
const exhausted: ReadonlySet<RequestErrorCode> = new Set([
  'allModelsFailed',
  'noModelConfigured',
  'noModelEligible',
  'deadlineExceeded',
  'budgetReached',
]);

/** Failures that last until a person does something. Of a request that failed for another reason only these are worth a line. */
const lasting: ReadonlySet<FailureClass> = new Set(['auth', 'billing', 'dailyQuota', 'geo', 'modelMissing']);

function hintLines(error: RequestError, locale: Locale, surroundings: ErrorSurroundings): readonly string[] {
  const texts = textsFor(locale);
  const { code } = error;
  const attempts = failuresIn(error);
  const general = locale === 'en' ? error.hint : texts.errors[code].hint;
  if (code === 'cancelled') return surroundings.written === false ? [] : [general];
  // Whoever has no model at all needs one, not advice about a server that was never started.
  const last = lastSteps(error, surroundings, texts);
  if (code === 'noModelConfigured') return [general, ...last];
  const everything = code === 'allModelsFailed' || code === 'invalidRequest';
  const steps = nextSteps(everything ? attempts : attempts.filter((attempt) => lasting.has(attempt.class)), texts);
  const { notAsked = 0, maxAttempts } = surroundings;
  const more =
    code === 'allModelsFailed' && notAsked > 0 && maxAttempts !== undefined
      ? [texts.notAsked(notAsked, maxAttempts)]
      : [];
  return [...(everything && steps.length > 0 ? [] : [general]), ...steps, ...more, ...last];
}

/** What is left for a script when nobody could finish it. */
function lastSteps({ code }: RequestError, { isScript, written }: ErrorSurroundings, texts: Texts): readonly string[] {
  if (isScript !== true) return [];
  return [
    ...(written === true && code !== 'cancelled' ? [texts.goOn] : []),
    ...(exhausted.has(code) ? [texts.offlineOutline] : []),
  ];
}

/** One line for each thing to do, with the models it is for. */
function nextSteps(attempts: readonly FailedAttempt[], { nextSteps: steps, about, comma }: Texts): readonly string[] {
  const models = new Map<string, Set<string>>();
  for (const attempt of attempts) {
    const step = steps[attempt.class];
    models.set(step, (models.get(step) ?? new Set()).add(attempt.modelId));
  }
  return [...models].map(([step, names]) => about([...names].join(comma), step));
}

/** The engine's own words for a failed attempt, as far as the locale has them; otherwise those of its class. */
function whyOf({ class: failureClass, message, status }: FailedAttempt, locale: Locale): string {
  if (locale === 'en' && message !== '') return message;
  const clause = message.replace(/(?: \(HTTP \d+\))?\.$/, '');
  const catalog = catalogOf(locale);
  const texts = textsFor(locale);
  const why = (Object.hasOwn(catalog, clause) ? catalog[clause] : undefined) ?? texts.failureClasses[failureClass];
  return status === undefined ? why : texts.withStatus(why, status);
}
