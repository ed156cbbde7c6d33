import type { Finding } from './clean-label.ts';
import { acknowledgements, announcedWords, announcements, farewells, scriptWords } from './clean-vocabulary.ts';

const none: Finding = { kind: 'none' };
const undecided: Finding = { kind: 'undecided' };
const drop: Finding = { kind: 'drop' };

/** Longest line that can be chatter, in UTF-16 units. */
const maxChatterLength = 200;

const isAlphabetic = (character: string): boolean =>
  /\p{L}/u.test(character) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(character);

type Opening =
  | { readonly kind: 'none' }
  | { readonly kind: 'possible' }
  | { readonly kind: 'found'; readonly length: number };

/** Looks for one of the phrases at the start of a text that may still grow. */
function opening(text: string, phrases: readonly string[]): Opening {
  let possible = false;
  let length = 0;
  for (const phrase of phrases) {
    if (text.startsWith(phrase)) {
      const inside = isAlphabetic(phrase.at(-1) ?? '') && isAlphabetic(text.charAt(phrase.length));
      if (!inside && phrase.length > length) length = phrase.length;
    } else possible ||= phrase.startsWith(text);
  }
  if (possible) return { kind: 'possible' };
  return length > 0 ? { kind: 'found', length } : { kind: 'none' };
}

const normalised = (line: string): string => line.toLowerCase().replaceAll('’', "'");

/**
 * Reads what an assistant says before its script: "Sure! Here is your script:", "当然，以下是…". Only an announcement that names the
 * script, or a bare "Sure!" on its own line, is one; "Here is the truth: ..." is spoken.
 */
export function readAnnouncement(line: string, ended: boolean): Finding {
  const marks = /^[*_"“¡]{0,3}/u.exec(line)?.[0].length ?? 0;
  const text = normalised(line.slice(marks));
  if (text === '') return ended ? none : undecided;
  const acknowledged = opening(text, acknowledgements);
  let rest = text;
  if (acknowledged.kind === 'possible' && !ended) return undecided;
  if (acknowledged.kind === 'found') {
    rest = text.slice(acknowledged.length).replace(/^[\s!¡,.，。！、～~:：*_"”-]+/u, '');
    if (rest === '') return ended ? drop : undecided;
  }
  const announced = opening(rest, announcements);
  if (announced.kind === 'none') return none;
  if (announced.kind === 'possible') return ended ? none : undecided;
  return readAnnounced(line, marks, acknowledged.kind === 'found', ended);
}

function readAnnounced(line: string, marks: number, acknowledged: boolean, ended: boolean): Finding {
  const body = line.slice(marks);
  const colon = body.search(/[:：]/u);
  if (colon < 0) {
    if (!ended) return body.length > maxChatterLength ? none : undecided;
    const isShort =
      body.length <= maxChatterLength && !/[.!?。！？]\s*\S*[^.!?。！？*_"”\s].*[.!?。！？]\s*\S/u.test(body);
    return isShort && scriptWords.test(body) && (acknowledged || /\b(?:your|script)\b[^.]*[.!]?$|[您你]的/iu.test(body))
      ? drop
      : none;
  }
  const before = body.slice(0, colon);
  if (before.length > maxChatterLength || !announcedWords.test(before)) return none;
  const after = body.slice(colon + 1).replace(/^[\s*_"”]+/u, '');
  if (after === '') return ended ? drop : undecided;
  const addressed = /\byour\b|[您你]的|为[您你]/iu.test(before) && scriptWords.test(before);
  return acknowledged || addressed ? { kind: 'strip', rest: after } : none;
}

/** Reads what an assistant says after its script: "Let me know if you'd like the script shorter." */
export function readFarewell(line: string, ended: boolean): Finding {
  const found = opening(normalised(line), farewells);
  if (found.kind === 'none') return none;
  if (!ended) return line.length > maxChatterLength ? none : undecided;
  return line.length <= maxChatterLength && scriptWords.test(line) ? drop : none;
}
