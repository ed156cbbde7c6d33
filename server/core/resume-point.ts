import { sentenceEnd, spaceEnd } from './sentence-end.ts';

/**
 * Where a text that broke off is kept, in UTF-16 units: behind its last sentence that is certainly complete, and behind the white
 * space known to follow it; 0 when there is none. When in doubt a sentence counts as incomplete, so that one too many is taken back
 * and never half of one kept. Linear in the length of the text.
 */
export function resumePoint(delivered: string): number {
  for (let index = delivered.length - 1; index >= 0; index -= 1) {
    const isLineEnd = delivered[index] === '\n';
    const end = isLineEnd ? lineEnd(delivered, index) : sentenceEnd(delivered, index);
    if (end === undefined) continue;
    const lineStart = startOfLine(delivered, index);
    if (isLineEnd || !heading.test(delivered.slice(lineStart, lineStart + longestMarker))) {
      // The line feed of a carriage return at the very end may be on the way.
      return end === delivered.length && delivered.endsWith('\r') ? end - 1 : end;
    }
    // A heading is one whole, whatever marks it has inside.
    index = lineStart;
  }
  return 0;
}

/**
 * Length of the text in front of its last paragraph, in UTF-16 units, with the empty line between them; 0 when there is only one.
 * White space behind the last paragraph belongs to it.
 */
export function passageStart(kept: string): number {
  let lineEndIndex = kept.trimEnd().length;
  while (lineEndIndex > 0) {
    const lineStart = startOfLine(kept, lineEndIndex);
    if (kept.slice(lineStart, lineEndIndex).trim() === '') {
      return kept.slice(0, lineStart).trim() === '' ? 0 : lineEndIndex + 1;
    }
    lineEndIndex = lineStart - 1;
  }
  return 0;
}

const heading = /^\s{0,3}#/u;
/** Lines that are complete without a mark at their end: headings, quotes, list items, tables, fences, labels, rules. */
const markup = /^(?:#|>|[-*+•]\s|\d+[.)、]|\||`{3}|~{3}|[-*_=]{3}|[[【(（]|\*\*)/u;
/** As much of a line as these patterns look at, in UTF-16 units. */
const longestMarker = 12;

const startOfLine = (text: string, index: number): number => (index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1);

/** The end of the line in front of a line feed and of the white space behind it, unless its sentence goes on in the next line. */
function lineEnd(text: string, index: number): number | undefined {
  const line = text.slice(startOfLine(text, index), index).trim();
  // The line feed in front of an empty line has the say.
  if (line === '') return undefined;
  const end = spaceEnd(text, index);
  const isParagraph = text.slice(index + 1, end).includes('\n');
  if (isParagraph || markup.test(line)) return end;
  if (/[,，、;；—–-]$/u.test(line)) return undefined;
  const isMarked = /[\p{Sentence_Terminal}…:：][^\p{L}\p{N}]*$/u.test(line.slice(-longestMarker));
  return !isMarked && /\p{Ll}/u.test(text.charAt(end)) ? undefined : end;
}
