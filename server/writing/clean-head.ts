import { readAnnouncement, readFarewell } from './clean-chatter.ts';
import { readLabel } from './clean-label.ts';
import { readTitle } from './clean-title.ts';

/**
 * What the start of a line turned out to be. `title` is a line that is a title if more text follows, with an empty line between
 * when it is not `strong`.
 */
export type HeadDecision =
  | { readonly kind: 'undecided' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'title'; readonly text: string; readonly strong: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly listNumber: number };

const undecided: HeadDecision = { kind: 'undecided' };
const drop: HeadDecision = { kind: 'drop' };

/** What a line is read with. */
export interface HeadContext {
  /** Nothing spoken came before this line. */
  readonly first: boolean;
  /** No title was found yet. */
  readonly titleAllowed: boolean;
  /** Number of the last list item; a number at the start of a line is a list marker only in sequence. */
  readonly listNumber: number;
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
  | { readonly kind: 'marker'; readonly rest: string; readonly number?: number };

function readMarker(line: string, ended: boolean, listNumber: number): Marker {
  if (line.startsWith('>')) return { kind: 'marker', rest: line.slice(1).trimStart() };
  const bullet = /^(?:[-*+·–]\s+|[•▪◦‣●]\s*)(?=\S)/u.exec(line);
  if (bullet !== null) return { kind: 'marker', rest: line.slice(bullet[0].length) };
  if (!ended && /^(?:[-*+·–]|[•▪◦‣●])\s*$/u.test(line)) return { kind: 'undecided' };
  if (!ended && /^\d{1,2}[.)、．]?\s*$/u.test(line)) return { kind: 'undecided' };
  const numbered = /^(\d{1,2})(?:([.)])\s+|[、．]\s*)(?=\S)/u.exec(line);
  if (numbered === null) return { kind: 'none' };
  const number = Number(numbered[1]);
  if (number !== 1 && number !== listNumber + 1) return { kind: 'none' };
  const rest = line.slice(numbered[0].length);
  if (numbered[2] === '.') {
    const word = /^\p{L}*/u.exec(rest)?.[0] ?? '';
    if (!ended && word === rest && word.length <= 12) return { kind: 'undecided' };
    if (isMonth(word)) return { kind: 'none' };
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
  return isTooLong ? { kind: 'text', text: head, listNumber: context.listNumber } : decision;
}

function readStart(head: string, ended: boolean, context: HeadContext): HeadDecision {
  if (/^(?:```|~~~)/u.test(head) || /^#{1,6}\s/u.test(head)) return drop;
  if (/^#{1,6}$/u.test(head)) return ended ? drop : undecided;
  if (!ended && /^(?:`{1,2}|~{1,2})$/u.test(head)) return undecided;
  if (/^[-*_=—\s]+$/u.test(head)) {
    const symbols = head.replace(/\s/gu, '').length;
    if (!ended && head.length <= maxHeldLine) return undecided;
    if (symbols >= 3) return drop;
  }

  let line = head;
  let { listNumber } = context;
  for (let markers = 0; markers < maxMarkers; markers += 1) {
    const marker = readMarker(line, ended, listNumber);
    if (marker.kind === 'undecided') return undecided;
    if (marker.kind === 'none') break;
    line = marker.rest;
    listNumber = marker.number ?? listNumber;
  }
  if (line === '') return ended ? drop : undecided;

  const label = readLabel(line, ended);
  if (label.kind === 'undecided') return undecided;
  if (label.kind === 'drop') return drop;
  if (label.kind === 'strip') return { kind: 'text', text: label.rest, listNumber };

  const chatter = context.first ? readAnnouncement(line, ended) : readFarewell(line, ended);
  if (chatter.kind === 'undecided') return undecided;
  if (chatter.kind === 'drop') return drop;
  if (chatter.kind === 'strip') return { kind: 'text', text: chatter.rest, listNumber };

  if (context.first && context.titleAllowed) {
    const title = readTitle(line, ended, context.subject);
    if (title.kind === 'undecided') return undecided;
    if (title.kind === 'title') return { kind: 'title', text: line, strong: title.strong };
  }
  return { kind: 'text', text: line, listNumber };
}
