import { type FailedAttempt, type RequestError, renderSentence, type Sentence } from '../../protocol/index.ts';
import { languageNamesIn } from '../../writing/language-names.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';
import { sentencesZhCn, vendorNamesZhCn } from './zh-cn-sentences.ts';

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

/** Templates put spaces around values, which are mostly Latin; between Chinese characters there is none. */
const gap = /(?<=[\p{Script=Han}）]) (?=\p{Script=Han})/gu;

/** A sentence of the engine in the words of a person's language. */
export function sentenceText(sentence: Sentence, locale: Locale): string {
  const text = renderSentence(sentence, catalogOf(locale));
  return locale === 'en' ? text : text.replace(gap, '');
}

/**
 * The locale of a POSIX environment, in the order that POSIX gives: LC_ALL, LC_MESSAGES, LANG; the first that is not empty
 * decides. Chinese of any region gets the Chinese texts, everything else the English ones.
 */
export function localeOf(variable: (name: string) => string | undefined): Locale {
  const named = ['LC_ALL', 'LC_MESSAGES', 'LANG'].map(variable).find((value) => value !== undefined && value !== '');
  return named !== undefined && /^zh(?:$|[_.@-])/i.test(named) ? 'zh-cn' : 'en';
}

export interface ErrorDescription {
  readonly message: string;
  /** One line for each attempt that failed. */
  readonly attempts: readonly string[];
  readonly hint: string;
}

/**
 * An error in the words of a person's language. English takes the engine's own words where it knows more than the code; other
 * languages translate code and attempts, and leave what is wrong with a request as it was said.
 */
export function describeError(error: RequestError, locale: Locale): ErrorDescription {
  const texts = textsFor(locale);
  const known = texts.errors[error.code];
  const attempts = error.attempts.map((attempt) => texts.about(attempt.modelId, whyOf(attempt, locale)));
  if (locale === 'en') {
    return { message: attempts.length === 0 ? error.message : known.message, attempts, hint: error.hint };
  }
  const detail = error.code === 'invalidRequest' && attempts.length === 0 ? ` ${error.message}` : '';
  return { message: `${known.message}${detail}`, attempts, hint: known.hint };
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
