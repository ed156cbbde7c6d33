import { english } from './texts/en.ts';
import { chinese } from './texts/zh-cn.ts';

/** Everything the panel says itself, once for each language. Reasons and explanations come from the daemon as sentences. */
export type Texts = typeof english;

/** The texts for a language tag such as `zh-CN`; English for all others. */
export function textsFor(language: string): Texts {
  return /^zh\b/i.test(language) ? chinese : english;
}

/** A word for an id; the id itself when a newer daemon knows more of them than this panel. */
export function wordFor(words: Readonly<Record<string, string>>, id: string): string {
  return Object.hasOwn(words, id) ? (words[id] ?? id) : id;
}
