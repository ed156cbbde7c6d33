import { jsonrepair } from 'jsonrepair';
import { isRecord } from '../protocol/index.ts';
import { removeControls } from './clean-controls.ts';
import { findPlainList, maxTermLength, maxWords } from './keywords-plain.ts';
import { isInLanguage, writingSystemOfLanguage } from './language.ts';

/** Why a term of an answer was not taken. */
export type RejectionReason =
  | 'notText'
  | 'empty'
  | 'example'
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
  example: 'it is the example of the format',
  tooLong: 'it has more than three words',
  severalTerms: 'it holds more than one term',
  wrongLanguage: 'it is in the wrong language',
  duplicate: 'it repeats another term',
  surplus: 'more terms than asked',
};

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

/** Quotation marks a term can stand in when an answer is only nearly JSON. */
const openQuotes = ['"', "'", '“', '‘', '`', '„', '«', '「'];

/** A list of terms in single quotation marks, which may hold apostrophes: `['bee's hive', 'sun']`. */
function parseSingleQuoted(span: string): unknown {
  const inner = /^\[\s*'([^"[\]]*)'\s*,?\s*\]$/u.exec(span)?.[1];
  return inner?.split(/'\s*,\s*'/u).map((term) => term.replaceAll("\\'", "'"));
}

/** Whether a text of a repaired value stood in quotation marks in the answer. */
function isQuoted(term: string, span: string): boolean {
  const start = /^[\p{L}\p{N} ]*/u.exec(term)?.[0] ?? '';
  return openQuotes.some((mark) => span.includes(mark + start));
}

/** Every text of a repaired value must have been in quotation marks: the repair makes texts of any words. */
function quotedOnly(value: unknown, span: string): unknown {
  if (typeof value === 'string') return isQuoted(value, span) ? value : undefined;
  if (Array.isArray(value)) return value.map((each) => quotedOnly(each, span)).filter((each) => each !== undefined);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, quotedOnly(each, span)]));
}

function parseJson(span: string): unknown {
  try {
    return JSON.parse(span);
  } catch {
    // A repair would glue "bee" + "hive" to a word nobody wrote.
    if (/["'”’]\s*\+\s*["'“‘]/u.test(span)) return undefined;
    const quoted = parseSingleQuoted(span);
    if (quoted !== undefined) return quoted;
    try {
      return quotedOnly(JSON.parse(jsonrepair(span)), span);
    } catch {
      return undefined;
    }
  }
}

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

/** A term of the example in the prompt, which some models repeat. */
const isExample = (term: string): boolean => /^search term \d+$/iu.test(term.trim());

/** An answer without thinking and control characters. */
const readable = (answer: string): string =>
  removeControls(answer).replace(/<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)/giu, '');

/**
 * The list in an answer that has the most of the asked texts, the last one of several: drafts and repeated examples come first.
 * Text and brackets around it do no harm.
 */
function findList(answer: string, amount: number): readonly unknown[] {
  const text = readable(answer);
  let best: readonly unknown[] = [];
  let bestCount = 0;
  const textsIn = (items: readonly unknown[]): number =>
    items.filter((item) => typeof item === 'string' && !isExample(item)).length;
  let index = 0;
  for (let tries = 0; tries < 50; tries += 1) {
    const start = text.slice(index).search(/[[{]/u);
    if (start < 0) break;
    const { json, cut } = balancedSpan(text, index + start);
    const end = index + start + json.length;
    // "[content policy](https://...)" is a link.
    const items = text.charAt(end) === '(' ? [] : listOf(parseJson(json));
    // The last text of an answer that was cut off may be half a word or half a term.
    const whole = cut && !/,\s*$/u.test(json) ? items.slice(0, -1) : items;
    const found = whole.filter((item) => typeof item === 'string').length;
    const count = Math.min(textsIn(whole), amount);
    if (count > bestCount || (count === bestCount && found > 0 && (count > 0 || best.length === 0))) {
      best = whole;
      bestCount = count;
    }
    index += start + (found > 0 && !cut ? json.length : 1);
  }
  return best;
}

/** The terms of a plain list when all are in the right language, else none and the ones that are not. */
function readPlainList(answer: string, language: string): readonly unknown[] {
  const terms = findPlainList(readable(answer));
  const wrong = terms.filter((term) => judge(term, language) !== undefined);
  return wrong.length === 0 ? terms : wrong;
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
  return removeControls(term)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/^(?:\d{1,2}[.)]\s|[-*•#]+\s*|["'“”‘’`]+|\s+)+/u, '')
    .replace(/(?:["'“”‘’`]|[.。,，;；:：!！]|\s)+$/u, '')
    .trim();
}

function judge(term: string, language: string): RejectionReason | undefined {
  if (term === '' || !/[\p{L}\p{N}]/u.test(term)) return 'empty';
  if (isExample(term)) return 'example';
  if (/[,，、;；\n|]/u.test(term)) return 'severalTerms';
  if (term.split(' ').length > maxWords || term.length > maxTermLength) return 'tooLong';
  const isLatin = writingSystemOfLanguage(language) === 'latin';
  const foreign = isLatin && /[\p{L}]/u.test(term.replace(/\p{Script=Latin}/gu, ''));
  return foreign || !isInLanguage(term, language) ? 'wrongLanguage' : undefined;
}

/**
 * Reads the keywords out of a model's answer: a JSON array of strings, also inside a fence, an object or other text, also slightly
 * broken; or a plain list whose every item is a term. Never splits prose and never makes a keyword up.
 */
export function parseKeywords(answer: string, amount: number, language: string): ParsedKeywords {
  const keywords: string[] = [];
  const rejected: RejectedTerm[] = [];
  const known = new Set<string>();
  const list = findList(answer, amount);
  for (const item of list.length > 0 ? list : readPlainList(answer, language)) {
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
