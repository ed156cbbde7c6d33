/** A text as it is compared: without white space, with one kind of quote and of dash, and where each character of it begins. */
export interface Comparable {
  readonly text: string;
  /** For each unit of `text` the place in the original, in UTF-16 units. */
  readonly starts: readonly number[];
}

const quote = /["'´“”„‟‘’‚‛«»‹›「」『』〝〞〟﹁﹂﹃﹄＂＇]/u;
const dash = /[-‐‑‒–—―−⸺⸻﹘﹣－]/u;
const invisible = /^(?:\s|\u00ad|\u200b|\u200c|\u200d|\u2060|\ufe0e|\ufe0f|\ufeff)$/u;

export const isQuote = (character: string): boolean => quote.test(character);
export const isDash = (character: string): boolean => dash.test(character);

/**
 * One character (code point) as it is compared; empty when it does not count. Full width becomes half width, an ellipsis three
 * points, an accent a character of its own. `before` is what came last: a row of dashes counts as one.
 */
export function comparableOf(character: string, before: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  if (invisible.test(character)) return '';
  if (quote.test(character)) return '"';
  if (dash.test(character)) return before === '-' ? '' : '-';
  return character.normalize('NFKD').replace(/\s/gu, '');
}

/**
 * For each place of a text the length of the longest passage in front of it with which the text ends, too. The Z-algorithm
 * (D. Gusfield, Algorithms on Strings, Trees, and Sequences, 1997, section 1.4) on the text read backwards: linear.
 */
export function endingsOf(text: string): Uint32Array {
  const size = text.length;
  const lengths = new Uint32Array(size + 1);
  /** The passage found so far that reaches furthest to the front. */
  let [front, back] = [size, size];
  for (let place = size - 1; place > 0; place -= 1) {
    let length = place > front ? Math.min(lengths[size - back + place] ?? 0, place - front) : 0;
    while (length < place && text[place - length - 1] === text[size - length - 1]) length += 1;
    lengths[place] = length;
    if (place - length < front) [front, back] = [place - length, place];
  }
  lengths[size] = size;
  return lengths;
}

export function toComparable(original: string): Comparable {
  let text = '';
  let last = '';
  let place = 0;
  const starts: number[] = [];
  for (const character of original) {
    const compared = comparableOf(character, last);
    for (let unit = 0; unit < compared.length; unit += 1) starts.push(place);
    if (compared !== '') last = compared.slice(-1);
    text += compared;
    place += character.length;
  }
  return { text, starts };
}
