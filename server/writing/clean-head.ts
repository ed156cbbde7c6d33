import { readAnnouncement } from './clean-chatter.ts';
import { isNoteOnScript, readFarewell } from './clean-farewell.ts';
import { type Evidence, type LabelContext, readLabel } from './clean-label.ts';
import { readTitle } from './clean-title.ts';

/**
 * Why a whole line waits for the next one. `title`: it is one if more text follows. `label`: its label is one if the answer turns
 * out to be a shot list. `ordinal`: its "1." is the marker of a list if the next line has "2.". `farewell`: it is one if nothing
 * follows.
 */
export type WaitingFor = 'title' | 'label' | 'ordinal' | 'farewell';

/** What was learned from a line, whatever becomes of it. */
interface Learned {
  /** Number of the list item it is. */
  readonly number?: number;
  readonly evidence?: Evidence;
  readonly topics?: boolean;
  readonly timed?: boolean;
}

/** What the start of a line turned out to be. */
export type HeadDecision =
  | { readonly kind: 'undecided' }
  | ({ readonly kind: 'drop' } & Learned)
  | ({ readonly kind: 'text'; readonly text: string } & Learned)
  | ({
      readonly kind: 'wait';
      readonly waitingFor: WaitingFor;
      /** The line as text, and what is left of it when it is what it seems to be: undefined when nothing is. */
      readonly text: string;
      readonly rest: string | undefined;
      /** A title even without an empty line behind it. */
      readonly strong?: boolean;
    } & Learned);

const undecided: HeadDecision = { kind: 'undecided' };

/** What a line is read with. */
export interface HeadContext extends LabelContext {
  /** Nothing spoken came before this line. */
  readonly first: boolean;
  /** No title was found yet. */
  readonly titleAllowed: boolean;
  /** Number of the last list item; a number at the start of a line is a list marker only in sequence. */
  readonly listNumber: number;
  /** The line before is a "1." that waits for a "2.". */
  readonly ordinalWaits: boolean;
  readonly subject: string | undefined;
}

/** Longest start of a line that is held back, in UTF-16 units. */
const maxHeldLine = 240;

/** Most markers that can stand in front of one line, such as a quotation with a list in it. */
const maxMarkers = 3;

/** The middle of the n-th average month after 1970-01-01 lies in the n-th month. */
const averageMonthMs = (365 / 12) * 86_400_000;

/** Names of months in languages that write the day as "1.": there the number is spoken. */
let monthNames: ReadonlySet<string> | undefined;

function isMonth(word: string): boolean {
  monthNames ??= new Set(
    ['de', 'da', 'nb', 'fi', 'is', 'cs', 'sk', 'sl', 'hr', 'et', 'lv', 'pl'].flatMap((language) => {
      const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, month) =>
        format
          .formatToParts((month + 0.5) * averageMonthMs)
          .find((part) => part.type === 'month')
          ?.value.toLowerCase(),
      ).filter((name) => name !== undefined);
    }),
  );
  return monthNames.has(word.toLowerCase());
}

type Marker =
  | { readonly kind: 'undecided' }
  | { readonly kind: 'none' }
  | { readonly kind: 'marker'; readonly rest: string; readonly number?: number }
  /** "1. Platz" or the first item of a list. */
  | { readonly kind: 'ordinal'; readonly rest: string };

function readMarker(line: string, ended: boolean, context: HeadContext): Marker {
  if (line.startsWith('>')) return { kind: 'marker', rest: line.slice(1).trimStart() };
  const bullet = /^(?:[-*+·–]\s+|[•▪◦‣●]\s*)(?=\S)/u.exec(line);
  if (bullet !== null) return { kind: 'marker', rest: line.slice(bullet[0].length) };
  if (!ended && /^(?:[-*+·–]|[•▪◦‣●])\s*$/u.test(line)) return { kind: 'undecided' };
  if (!ended && /^\d{1,2}[.)、．]?\s*$/u.test(line)) return { kind: 'undecided' };
  const numbered = /^(\d{1,2})(?:([.)])\s+|[、．]\s*)(?=\S)/u.exec(line);
  if (numbered === null) return { kind: 'none' };
  const number = Number(numbered[1]);
  const continues = number > 1 && (number === context.listNumber + 1 || (context.ordinalWaits && number === 2));
  if (number !== 1 && !continues) return { kind: 'none' };
  const rest = line.slice(numbered[0].length);
  if (numbered[2] === '.') {
    const word = /^\p{L}*/u.exec(rest)?.[0] ?? '';
    if (!ended && word === rest && word.length <= 12) return { kind: 'undecided' };
    if (isMonth(word)) return { kind: 'none' };
    if (number === 1) return ended ? { kind: 'ordinal', rest } : { kind: 'undecided' };
  }
  return { kind: 'marker', rest, number };
}

/**
 * Reads the start of a line, as far as it has come, without leading spaces. Decides as early as it can; when the line has
 * `ended`, or is longer than `maxHeldLine`, there is always a decision.
 */
export function readHead(head: string, ended: boolean, context: HeadContext): HeadDecision {
  const decision = readStart(head, ended, context);
  const isTooLong = decision.kind === 'undecided' && head.length > maxHeldLine;
  return isTooLong ? { kind: 'text', text: head } : decision;
}

const tagLabels = ['hashtags', 'hashtag', 'tags', '标签', '话题', 'ハッシュタグ', '해시태그', 'хештеги', 'хэштеги'];
const tagLabel = new RegExp(`^(?:${tagLabels.join('|')})[*_\\s]*(?:[:：][*_\\s]*)?`, 'u');
const tags = /^(?:#[\p{L}_][\p{L}\p{N}_]*#?)+$/u;
const tagsSoFar = /^(?:#[\p{L}_][\p{L}\p{N}_]*)*#?$/u;

/** A line of tags for the upload, with or without a label. One tag alone can be the opening of a script. */
function readHashtags(head: string, ended: boolean, first: boolean): HeadDecision | undefined {
  const line = head.replace(/^[*_]{0,3}/u, '').toLowerCase();
  const label = tagLabel.exec(line)?.[0] ?? '';
  if (!ended && line !== '' && tagLabels.some((each) => each.startsWith(line))) return undecided;
  if (label !== '' && !/[:：]/u.test(label)) return !ended && label === line ? undecided : undefined;
  const words = line
    .slice(label.length)
    .split(/[\s,，、*_]+/u)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  if (!ended) {
    const isOpen = (label !== '' || last.startsWith('#')) && tagsSoFar.test(last);
    return isOpen && words.slice(0, -1).every((word) => tags.test(word)) ? undecided : undefined;
  }
  if (!words.every((word) => tags.test(word))) return undefined;
  const count = words
    .join('')
    .split('#')
    .filter((word) => word !== '').length;
  return label === '' && count < (first ? 2 : 1) ? undefined : { kind: 'drop' };
}

function readSymbols(head: string, ended: boolean, first: boolean): HeadDecision | undefined {
  if (/^(?:```|~~~)/u.test(head) || /^#{1,6}\s/u.test(head)) return { kind: 'drop' };
  if (/^#{1,6}$/u.test(head)) return ended ? { kind: 'drop' } : undecided;
  if (!ended && /^(?:`{1,2}|~{1,2})$/u.test(head)) return undecided;
  if (/^[-*_=—\s]+$/u.test(head)) {
    const symbols = head.replace(/\s/gu, '').length;
    if (!ended && head.length <= maxHeldLine) return undecided;
    if (symbols >= 3) return { kind: 'drop' };
  }
  return readHashtags(head, ended, first);
}

/** How a screenplay passes from one scene to the next, alone on its line and in capitals. */
const transitions = [
  'CUT TO',
  'CUT TO BLACK',
  'SMASH CUT TO',
  'SMASH CUT',
  'MATCH CUT TO',
  'JUMP CUT TO',
  'DISSOLVE TO',
  'FADE IN',
  'FADE OUT',
  'FADE TO BLACK',
];

function readTransition(head: string, ended: boolean): HeadDecision | undefined {
  const line = head.replace(/^[*_]{0,3}/u, '');
  if (ended) return transitions.includes(line.replace(/[.:…*_\s]+$/u, '')) ? { kind: 'drop' } : undefined;
  const isOpen = transitions.some(
    (each) => each.startsWith(line) || (line.startsWith(each) && /^[.:…*_\s]{0,8}$/u.test(line.slice(each.length))),
  );
  return isOpen && line !== '' ? undecided : undefined;
}

function readStart(head: string, ended: boolean, context: HeadContext): HeadDecision {
  const symbols = readSymbols(head, ended, context.first);
  const unspoken = symbols ?? readTransition(head, ended);
  if (unspoken !== undefined) return unspoken;

  let line = head;
  let learned: Learned = {};
  for (let markers = 0; markers < maxMarkers; markers += 1) {
    const marker = readMarker(line, ended, context);
    if (marker.kind === 'undecided') return undecided;
    if (marker.kind === 'none') break;
    if (marker.kind === 'ordinal') return { kind: 'wait', waitingFor: 'ordinal', text: line, rest: marker.rest };
    line = marker.rest;
    if (marker.number !== undefined) learned = { number: marker.number };
  }
  if (line === '') return ended ? { kind: 'drop', ...learned } : undecided;
  return readWords(line, ended, context, learned);
}

/** Reads a line behind its markers. */
function readWords(line: string, ended: boolean, context: HeadContext, learned: Learned): HeadDecision {
  const label = readLabel(line, ended, context);
  switch (label.kind) {
    case 'undecided':
      return undecided;
    case 'drop':
      return { kind: 'drop', ...learned, evidence: label.evidence };
    case 'strip': {
      const { rest, evidence, timed = false } = label;
      return { kind: 'text', text: rest, ...learned, evidence, timed };
    }
    case 'title':
      return { kind: 'wait', waitingFor: 'title', text: line, rest: undefined, strong: true, ...learned };
    case 'doubtful':
      return { kind: 'wait', waitingFor: 'label', text: line, rest: label.rest, ...learned };
    case 'topic':
      return { kind: 'text', text: line, ...learned, topics: true };
    case 'note':
      return !context.first && isNoteOnScript(line)
        ? { kind: 'wait', waitingFor: 'farewell', text: line, rest: undefined, ...learned }
        : { kind: 'text', text: line, ...learned };
    default:
  }
  if (!context.first) {
    const farewell = readFarewell(line, ended);
    if (farewell === 'undecided') return undecided;
    if (farewell === 'none') return { kind: 'text', text: line, ...learned };
    return { kind: 'wait', waitingFor: 'farewell', text: line, rest: undefined, ...learned };
  }
  const announcement = readAnnouncement(line, ended);
  if (announcement.kind === 'undecided') return undecided;
  if (announcement.kind === 'drop') return { kind: 'drop', ...learned };
  if (announcement.kind === 'strip') return { kind: 'text', text: announcement.rest, ...learned };
  if (context.titleAllowed) {
    const title = readTitle(line, ended, context.subject);
    if (title.kind === 'undecided') return undecided;
    if (title.kind === 'title') {
      return { kind: 'wait', waitingFor: 'title', text: line, rest: undefined, strong: title.strong, ...learned };
    }
  }
  return { kind: 'text', text: line, ...learned };
}
