import { labels, scriptWords } from './clean-vocabulary.ts';

/** What a reader of line starts found: nothing, not enough yet, a line to drop, or a start to strip. */
export type Finding =
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'strip'; readonly rest: string };

const none: Finding = { kind: 'none' };
const undecided: Finding = { kind: 'undecided' };
const drop: Finding = { kind: 'drop' };

const maxNoteLength = 200;

const timing = /^\d{1,2}:\d{2}\s*[-–—~]\s*\d{1,2}:\d{2}\s*[:：]?\s*(?=\S)/u;
const timingSoFar =
  /^(?:\d{1,2}(?::(?:\d{0,2}(?:\s*(?:[-–—~]\s*(?:\d{1,2}(?::(?:\d{0,2}(?:\s*[:：]?\s*)?)?)?)?)?)?)?)?)$/u;

const closed =
  /^(?:\s*#?(?:\d{1,3}|[一二三四五六七八九十]{1,3}))?\s*(?:\([^()]{0,40}\)|（[^（）]{0,40}）|\[[^[\]]{0,40}\])?\s*[*_]{0,3}\s*[:：]\s*[*_]{0,3}\s*/u;
const closedSoFar =
  /^(?:\s*#?(?:\d{0,3}|[一二三四五六七八九十]{1,3}))?\s*(?:[([（][^()[\]（）]{0,40}[)\]）]?)?\s*[*_]{0,3}\s*$/u;
const alone = /^(?:\s*#?(?:\d{1,3}|[一二三四五六七八九十]{1,3}))?\s*[*_]{0,3}$/u;

const scriptLength = /\b\d+\s*(?:words|seconds)\b|\d+\s*(?:字|秒)/iu;

/**
 * Reads a label such as `Narrator:`, `**Scene 2 (0:05-0:12):**` or `旁白：` at the start of a line. Only known labels count: in
 * "Error: nothing works" the first word is spoken.
 */
export function readLabel(line: string, ended: boolean): Finding {
  const times = timing.exec(line);
  if (times !== null) return { kind: 'strip', rest: line.slice(times[0].length) };
  if (timingSoFar.test(line)) return ended ? none : undecided;

  const marks = /^[*_]{0,3}/u.exec(line)?.[0] ?? '';
  const body = line.slice(marks.length);
  const lower = body.toLowerCase();
  let possible = false;
  for (const [label, kind] of labels) {
    if (!lower.startsWith(label)) {
      possible ||= label.startsWith(lower);
      continue;
    }
    const tail = body.slice(label.length);
    const end = closed.exec(tail);
    if (end === null) {
      possible ||= closedSoFar.test(tail);
      if (ended && alone.test(tail) && kind !== 'note') return drop;
      continue;
    }
    const rest = tail.slice(end[0].length);
    if (kind === 'silent') return drop;
    if (kind === 'note') {
      if (!ended && line.length <= maxNoteLength) return undecided;
      return ended && (scriptWords.test(line) || scriptLength.test(line)) ? drop : none;
    }
    if (rest === '') return ended ? drop : undecided;
    if (kind === 'part' && marks.length < 2) return none;
    return { kind: 'strip', rest };
  }
  return possible && !ended ? undecided : none;
}
