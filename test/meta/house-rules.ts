import { builtInModelIds, strategyIds } from '../../server/protocol/index.ts';
import { codeOf } from './source-text.ts';

/** One place where a rule is broken. */
export interface Finding {
  readonly line: number;
  readonly text: string;
}

/**
 * Uses of the clock, of chance, of the process or of the console. Take them from server/system by way of ports. Date.UTC
 * is arithmetic and asks no clock.
 */
export function worldUses(text: string): Finding[] {
  const banned =
    /(?<![.\w$])(?:process(?=\s*[,)\]])|Date(?:\s*\(|\s*\.(?!UTC)|\b(?=\s*[,);]))|Math\.random|performance\.|process\.|console\.|set(?:Timeout|Interval|Immediate)\s*\(|queueMicrotask\s*\()/g;
  return find(codeOf(text, false), banned);
}

/** Comparisons with the id of a vendor or of a strategy: shared code that knows one of them. */
export function vendorComparisons(text: string): Finding[] {
  const ids = [...builtInModelIds, 'openai-compatible', ...strategyIds].join('|');
  const literal = `['"\`](?:${ids})['"\`]`;
  const pattern = new RegExp(
    `[!=]==?\\s*${literal}|${literal}\\s*[!=]==?|\\bcase\\s+${literal}|provider(?:Id)?\\s*[!=]==?\\s*['"\`]simulated['"\`]|['"\`]simulated['"\`]\\s*[!=]==?\\s*[\\w.?]*provider`,
    'g',
  );
  return find(codeOf(text, true), pattern);
}

/** Names of methods on the wire, written out: they are put together from the contract alone. The name of the program is none. */
export function methodNames(text: string): Finding[] {
  return find(codeOf(text, true), /['"`]videogenius\/(?!\$\{version\})/g);
}

/** Waits of a fixed length. Whoever waits in a test waits for a condition, by one of the helpers that are made for it. */
export function sleeps(text: string): Finding[] {
  return find(
    codeOf(text, true),
    /\{[^}]*\bsetTimeout\b[^}]*\}\s*from\s*'node:timers\/promises'|setTimeout\(\s*resolve\b/g,
  );
}

/** Functions, classes and values that a module gives away. Types are none of them: a declaration may need their names. */
export function exportedValues(text: string): Finding[] {
  return find(codeOf(text, false), /(?<=^export (?:async )?(?:const|let|function\*?|class) )\w+/gm);
}

/** Whether a name stands in the code of a module. */
export const names = (text: string, name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text);

/** Ways around the type checker and the linter. */
export function typeEscapes(text: string): Finding[] {
  const inCode = find(
    codeOf(text, false),
    /(?:[:<,|(]|\bas)\s*any\b(?!\s*[:(])|\bany\[\]|\bas\s+unknown\s+as\b|[\w)\]]!(?=[.;,)\]])/g,
  );
  return [
    ...inCode,
    ...find(
      text,
      /@ts-(?:ignore|expect-error|nocheck)|eslint-disable|biome-ignore (?!lint\/suspicious\/noControlCharactersInRegex)/g,
    ),
  ];
}

/** Words that have no place in the project. Written in two halves, so that this file passes its own test. */
export function strayWords(text: string): Finding[] {
  const words = [
    '/wo' + 'rk/',
    'registry\\.np' + 'mjs',
    'sub-?ag' + 'ent',
    '(?:coding|AI) ag' + 'ent',
    'Claude Co' + 'de',
    'Co-Authored' + '-By',
    'TO' + 'DO',
    'FIX' + 'ME',
  ];
  return find(text, new RegExp(words.map((word) => `(?<![\\w.])${word}`).join('|'), 'g'));
}

function find(text: string, pattern: RegExp): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[0].trim(),
  }));
}
