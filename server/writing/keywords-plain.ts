/** Most words and most UTF-16 units of a search term. */
export const maxWords = 3;
export const maxTermLength = 60;

/** Words of a sentence or of a reply; no search term has one of them. */
const spokenWord =
  /^(?:i|i'm|we|you|your|my|it|they|am|is|are|can't|cannot|sorry|unfortunately|apologies|please|sure|certainly|okay|ok|yes|no|not|none|null|nothing|n\/a|error|here|hello|thanks)$/iu;

/** Longest term of a plain list in characters where words have no spaces. */
const maxSpacelessTerm = 8;

function isPlainTerm(term: string): boolean {
  const words = term.split(' ');
  return (
    words.length <= maxWords &&
    term.length <= maxTermLength &&
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N}'’&+\- ]*$/u.test(term) &&
    /\p{L}/u.test(term) &&
    (term.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0) <=
      maxSpacelessTerm &&
    !words.some((word) => spokenWord.test(word))
  );
}

/** A line or an item without the marks of a list, of Markdown and of quotation around it. */
const unmarked = (item: string): string =>
  item
    .trim()
    .replace(/^(?:\d{1,2}[.)、．]\s*|[-*+•▪–]\s+|[•▪])/u, '')
    .replace(/^(\*\*|__|["'`“「])(.*?)(?:\*\*|__|["'`”」])$/u, '$2')
    .replace(/\s+/gu, ' ')
    .trim();

/**
 * The terms of an answer that is a list without JSON: one a line, numbered or not, or separated by commas. At least two, and every
 * item has to look like a term; an announcement in front and a fence around it do no harm.
 */
export function findPlainList(text: string): readonly string[] {
  const lines = text
    .split(/\r\n?|\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:```|#{1,6}\s)/u.test(line));
  const body = lines.length > 1 && /[:：]\**$/u.test(lines[0] ?? '') ? lines.slice(1) : lines;
  const items =
    body.length === 1
      ? (body[0] ?? '')
          .replace(/^[*_]*(?:search terms|keywords|terms|关键词|关键字)[*_]*\s*[:：][*_]*/iu, '')
          .split(/[,，、;；]/u)
      : body.map((line) => line.replace(/[,，;；]$/u, ''));
  const terms = items.map(unmarked);
  return terms.length >= 2 && terms.every(isPlainTerm) ? terms : [];
}
