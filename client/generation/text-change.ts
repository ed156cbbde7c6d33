/** One change of a document, as VS Code tells it: `length` UTF-16 units from `offset` on were replaced by `text`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** How a document ends its lines. */
export type LineEnd = '\n' | '\r\n';

/** A text with the line ends of the language models: everything that ends a line is one line feed. */
export const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, '\n');

/** A text that has line feeds, with the line ends of a document. */
export const withLineEnds = (text: string, lineEnd: LineEnd): string =>
  lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);

/** UTF-16 units of a text that has line feeds, in a document. */
export const lengthIn = (text: string, lineEnd: LineEnd): number => withLineEnds(text, lineEnd).length;

/**
 * Where two texts differ: the length of what they begin with together, and of what they end with together after that. A character
 * of two units is never cut.
 */
export function difference(left: string, right: string): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(left.length, right.length);
  let prefix = 0;
  while (prefix < shorter && left.charCodeAt(prefix) === right.charCodeAt(prefix)) prefix += 1;
  if (prefix > 0 && isHighSurrogate(left.charCodeAt(prefix - 1))) prefix -= 1;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    left.charCodeAt(left.length - 1 - suffix) === right.charCodeAt(right.length - 1 - suffix)
  )
    suffix += 1;
  if (suffix > 0 && isLowSurrogate(left.charCodeAt(left.length - suffix))) suffix -= 1;
  return { prefix, suffix };
}

/**
 * The part of a growing text that can be shown: white space at its end waits for what follows, because editors trim it, and half a
 * character waits for its other half.
 */
export function settled(text: string): string {
  const trimmed = text.trimEnd();
  return isHighSurrogate(trimmed.charCodeAt(trimmed.length - 1)) ? trimmed.slice(0, -1).trimEnd() : trimmed;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
