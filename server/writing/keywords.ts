import { jsonrepair } from 'jsonrepair';
import { isInLanguage, writingSystemOfLanguage } from './language.ts';

/** Why a term of an answer was not taken. */
export type RejectionReason =
  | 'notText'
  | 'empty'
  | 'tooLong'
  | 'severalTerms'
  | 'wrongLanguage'
  | 'duplicate'
  | 'surplus';

export interface RejectedTerm {
  readonly term: string;
  readonly reason: RejectionReason;
}

export interface ParsedKeywords {
  readonly keywords: readonly string[];
  /** How many are missing to the asked number. */
  readonly missing: number;
  readonly rejected: readonly RejectedTerm[];
}

/** The reasons in the words of a prompt or a person. */
export const rejectionTexts: Readonly<Record<RejectionReason, string>> = {
  notText: 'it is not a text',
  empty: 'it is empty',
  tooLong: 'it has more than three words',
  severalTerms: 'it holds more than one term',
  wrongLanguage: 'it is in the wrong language',
  duplicate: 'it repeats another term',
  surplus: 'more terms than asked',
};

const maxWords = 3;
const maxTermLength = 60;

/** Ends of arrays and objects that start at `start`, strings skipped; the end of the text when it was cut off. */
function balancedSpan(text: string, start: number): { readonly json: string; readonly cut: boolean } {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) return { json: text.slice(start, index + 1), cut: false };
    }
  }
  return { json: text.slice(start), cut: true };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    try {
      return JSON.parse(jsonrepair(json));
    } catch {
      return undefined;
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list inside a parsed value: the array itself, or the one inside an object such as {"keywords": [...]}. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.map(termOf);
  if (!isRecord(value)) return [];
  const lists = Object.values(value).filter((each) => Array.isArray(each));
  const longest = lists.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? [] : longest.map(termOf);
}

/** A term given as an object such as {"keyword": "..."} is its one text under a name for terms. */
function termOf(item: unknown): unknown {
  if (!isRecord(item)) return item;
  for (const name of ['keyword', 'term', 'search_term', 'searchTerm', 'query', 'text', 'name']) {
    if (typeof item[name] === 'string') return item[name];
  }
  return item;
}

/** The list in an answer that has the most texts. Text and brackets around it do no harm. */
function findList(answer: string): readonly unknown[] {
  const text = answer.replace(/<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)/giu, '');
  let best: readonly unknown[] = [];
  const textsIn = (items: readonly unknown[]): number => items.filter((item) => typeof item === 'string').length;
  let index = 0;
  for (let tries = 0; tries < 50; tries += 1) {
    const start = text.slice(index).search(/[[{]/u);
    if (start < 0) break;
    const { json, cut } = balancedSpan(text, index + start);
    const items = listOf(parseJson(json));
    // The last text of an answer that was cut off may be half a word.
    const whole = cut && !/["\]},]\s*(?:```\s*)?$/u.test(json) ? items.slice(0, -1) : items;
    if (textsIn(whole) > textsIn(best)) best = whole;
    const taken = textsIn(whole) > 0 && !cut;
    index += start + (taken ? json.length : 1);
  }
  return best;
}

/** Case, accents of quotation and plurals aside, two terms with the same key are the same term. */
function keyOf(term: string): string {
  return term
    .toLowerCase()
    .normalize('NFKC')
    .split(/[\s-]+/u)
    .map((word) =>
      /^[a-z]{4,}$/u.test(word)
        ? word
            .replace(/ies$/u, 'y')
            .replace(/(s|x|z|ch|sh)es$/u, '$1')
            .replace(/([^su])s$/u, '$1')
        : word,
    )
    .join(' ');
}

function tidy(term: string): string {
  return term
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/^(?:\d{1,2}[.)]\s|[-*•#]+\s*|["'“”‘’`]+|\s+)+/u, '')
    .replace(/(?:["'“”‘’`]|[.。,，;；:：!！]|\s)+$/u, '')
    .trim();
}

function judge(term: string, language: string): RejectionReason | undefined {
  if (term === '' || !/[\p{L}\p{N}]/u.test(term)) return 'empty';
  if (/[,，、;；\n|]/u.test(term)) return 'severalTerms';
  if (term.split(' ').length > maxWords || term.length > maxTermLength) return 'tooLong';
  const isLatin = writingSystemOfLanguage(language) === 'latin';
  const foreign = isLatin && /[\p{L}]/u.test(term.replace(/\p{Script=Latin}/gu, ''));
  return foreign || !isInLanguage(term, language) ? 'wrongLanguage' : undefined;
}

/**
 * Reads the keywords out of a model's answer: a JSON array of strings, also inside a fence, an object or other text, also slightly
 * broken. Never splits text at commas and never makes a keyword up.
 */
export function parseKeywords(answer: string, amount: number, language: string): ParsedKeywords {
  const keywords: string[] = [];
  const rejected: RejectedTerm[] = [];
  const known = new Set<string>();
  for (const item of findList(answer)) {
    const term = typeof item === 'string' ? tidy(item) : '';
    const reason =
      typeof item !== 'string'
        ? 'notText'
        : (judge(term, language) ??
          (known.has(keyOf(term)) ? 'duplicate' : keywords.length >= amount ? 'surplus' : undefined));
    if (reason === undefined) {
      known.add(keyOf(term));
      keywords.push(term);
    } else rejected.push({ term, reason });
  }
  return { keywords, missing: amount - keywords.length, rejected };
}

/** Puts the keywords of two answers together, each once, cut to `amount`. The newer list leads when it repeats all older ones. */
export function mergeKeywords(older: readonly string[], newer: readonly string[], amount: number): string[] {
  const newerKeys = new Set(newer.map(keyOf));
  const repeats = older.every((term) => newerKeys.has(keyOf(term)));
  const merged = new Map<string, string>();
  for (const term of repeats ? newer : [...older, ...newer]) {
    if (!merged.has(keyOf(term))) merged.set(keyOf(term), term);
  }
  return [...merged.values()].slice(0, amount);
}
