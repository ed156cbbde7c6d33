/** What the first line looks like. `strong`: a title even without an empty line behind it. */
export type TitleFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'title'; readonly strong: boolean };

const none: TitleFinding = { kind: 'none' };
const undecided: TitleFinding = { kind: 'undecided' };

/** Longest title, in UTF-16 units. */
const maxTitleLength = 100;

const sentenceMark = /[.!?,;…。！？，；、।؟،]/u;

/**
 * `true` as long as a line is capitalised the way titles are: every longer word has a capital, most words have one. Only for
 * scripts that know capitals; `whole` when the last word is complete.
 */
function isCapitalised(line: string, whole: boolean): boolean {
  const words = line.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  const hasCapital = (word: string): boolean => /^[\p{Lu}\p{N}]/u.test(word);
  const first = words[0];
  if (first !== undefined && !hasCapital(first)) return false;
  if (words.some((word) => word.length >= 5 && !hasCapital(word))) return false;
  const plain = words.filter((word) => !hasCapital(word)).length;
  return whole ? words.length >= 2 && plain <= words.length * 0.4 : plain <= 4;
}

/** Words that any two titles can share. */
const commonWord =
  /^(?:the|and|for|how|why|what|when|who|with|from|your|you|are|der|die|das|und|wie|warum|les|des|pour|comment|los|las|por|qué|cómo|come|perché|gli)$/u;

const contentWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= 3 && !commonWord.test(word));

/** Whether a line names something the subject names, plurals aside. */
function sharesWord(line: string, subject: string): boolean {
  const wanted = contentWords(subject);
  return contentWords(line).some((word) => wanted.some((each) => word.startsWith(each) || each.startsWith(word)));
}

const lettersOnly = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Reads the first line of an answer as a title: bold or in 《》 as a whole, capitalised like a title of at least three words that
 * names what the subject names, or the very subject of the video. In doubt it is spoken text: "Paris 1889" can be an opening.
 */
export function readTitle(line: string, ended: boolean, subject: string | undefined): TitleFinding {
  if (line.length > maxTitleLength) return none;
  const bold = /^(\*\*|__|《)/u.exec(line)?.[0];
  if (bold !== undefined) {
    const close = bold === '《' ? '》' : bold;
    const end = line.indexOf(close, bold.length);
    if (end < 0) return ended ? none : undecided;
    const rest = line.slice(end + close.length);
    if (rest.trim() !== '') return none;
    if (!ended) return undecided;
    const text = line.slice(bold.length, end);
    const asked = /[!?！？]$/u.test(text) && text.split(/\s+/u).length >= 3 && isCapitalised(text, true);
    return asked || !/[.!?…。！？]$/u.test(text) ? { kind: 'title', strong: true } : none;
  }
  if (sentenceMark.test(line)) return none;
  const capitalised =
    subject !== undefined && /^["“'‘*_]?[\p{Lu}\p{N}]/u.test(line) && !/\d/u.test(line) && isCapitalised(line, ended);
  const letters = lettersOnly(line);
  const wanted = subject === undefined ? '' : lettersOnly(subject);
  if (!ended) return capitalised || (wanted !== '' && wanted.startsWith(letters)) ? undecided : none;
  const isTitle = capitalised && line.split(/\s+/u).length >= 3 && sharesWord(line, subject);
  return isTitle || (letters !== '' && letters === wanted) ? { kind: 'title', strong: false } : none;
}
