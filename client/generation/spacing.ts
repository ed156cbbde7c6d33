/** Line feeds that stand before and after a block, so that it is a paragraph of its own. */
export interface Spacing {
  readonly before: string;
  readonly after: string;
}

/** For text that goes exactly where it is put. */
export const noSpacing: Spacing = { before: '', after: '' };

/**
 * What a block needs around it between two texts (both with line feeds): a blank line on each side where there is text, nothing at
 * the ends of the document. A final line feed of the document stays its last character.
 */
export function spacingBetween(before: string, after: string): Spacing {
  return { before: gapAfter(before), after: gapBefore(before, after) };
}

function gapAfter(before: string): string {
  // Text after white space would be taken for an indented block.
  const needed = /[^\S\n]$/.test(before) ? 1 : 0;
  if (before.trim() === '') return '\n'.repeat(needed);
  const [, gap = ''] = /((?:\n[^\S\n]*)*)$/.exec(before) ?? [];
  return '\n'.repeat(Math.max(needed, 2 - lineFeeds(gap)));
}

function gapBefore(before: string, after: string): string {
  if (after.trim() === '') return after === '' && before.endsWith('\n') ? '\n' : '';
  const [gap = ''] = /^(?:[^\S\n]*\n)*/.exec(after) ?? [];
  return '\n'.repeat(Math.max(0, 2 - lineFeeds(gap)));
}

const lineFeeds = (text: string): number => text.split('\n').length - 1;
