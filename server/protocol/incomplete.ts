/*
 * How a script that broke off says so in the document itself. In a file without zod, because the editor's bundle needs it.
 */

/** Stands in a paragraph of its own behind the text. Square brackets are not spoken. */
export const incompleteNotes = {
  en: '[incomplete: the text broke off here]',
  'zh-cn': '[未完成：文本在此中断]',
} as const;

/** A note in any language, with whatever a person has added to it. */
const note = /(?:^|\n)[^\S\n]*\[(?:incomplete:|未完成：)[^\]\n]{0,200}\][^\S\n]*(?=\n|$)/u;

/** Where a script ends that has such a note, and where the note ends; undefined when there is none. Of several the last one counts. */
export function findIncompleteNote(text: string): { readonly textEnd: number; readonly noteEnd: number } | undefined {
  let found: { readonly textEnd: number; readonly noteEnd: number } | undefined;
  for (const match of text.matchAll(new RegExp(note, 'gu'))) {
    found = { textEnd: text.slice(0, match.index).trimEnd().length, noteEnd: match.index + match[0].length };
  }
  return found;
}

/** The text in front of its last note; the whole text where there is none. */
export function withoutIncompleteNote(text: string): string {
  const found = findIncompleteNote(text);
  return found === undefined ? text : text.slice(0, found.textEnd);
}
