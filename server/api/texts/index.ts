import type { RequestError } from '../../protocol/index.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

export type Texts = typeof en;
export const locales = ['en', 'zh-cn'] as const;
export type Locale = (typeof locales)[number];

export function textsFor(locale: Locale): Texts {
  return locale === 'zh-cn' ? zhCn : en;
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

/** An error in the words of a person's language. English takes the engine's own words where it knows more than the code. */
export function describeError(error: RequestError, locale: Locale): ErrorDescription {
  const texts = textsFor(locale);
  const known = texts.errors[error.code];
  const english = locale === 'en';
  return {
    message: english && error.attempts.length === 0 ? error.message : known.message,
    attempts: error.attempts.map((attempt) => {
      const why = texts.failureClasses[attempt.class];
      const status = attempt.status === undefined ? '' : ` (HTTP ${attempt.status})`;
      return texts.failedAttempt(
        attempt.modelId,
        english && attempt.message !== '' ? attempt.message : `${why}${status}`,
      );
    }),
    hint: english ? error.hint : known.hint,
  };
}
