/** Marks that end a sentence in any script, one UTF-16 unit each, and the ellipsis. */
const terminal = /[\p{Sentence_Terminal}…]/u;
/** Those of Chinese and Japanese, behind which no space stands. */
const wideTerminal = /[。！？｡．]/u;
/** What closes together with a sentence: quotes, brackets, emphasis, and marks that belong to the character before. */
const closer = /["'”’»›」』）)\]】》〉*_~`\p{M}\u200d]/u;
/** Closing quotes of German and its neighbours; in Chinese they open. */
const lowQuoteCloser = /[“‘«‹]/u;
const quotes = /["'”’»›」』“‘«‹]/u;
/** What shows that a sentence goes on. */
const continuing = /[\p{Ll}\p{Sentence_Terminal}…,;:，、；：—–)\]）】》」』]/u;
const brackets = ['()', '（）', '《》', '[]', '【】'] as const;
const pairs = [...brackets, '“”', '「」', '『』'] as const;
/** How far back an open bracket is looked for, in UTF-16 units: further away it is forgotten rather than open. */
const reach = 120;

/** The end of the white space from `index` on. */
export function spaceEnd(text: string, index: number): number {
  let end = index;
  while (end < text.length && /\s/u.test(text.charAt(end))) end += 1;
  return end;
}

/**
 * The end of the sentence whose last mark stands at `index`, its closing quotes and the white space behind it included; undefined
 * when there is no mark, when the sentence goes on, or when that depends on what has not come yet.
 */
export function sentenceEnd(text: string, index: number): number | undefined {
  const mark = text.charAt(index);
  if (!terminal.test(mark)) return undefined;
  const isWide = wideTerminal.test(mark);
  let after = index + 1;
  while (closer.test(text.charAt(after)) || (!isWide && lowQuoteCloser.test(text.charAt(after)))) after += 1;
  // French puts a space in front of the closing quote; a German quote that opens there is followed by a letter.
  const isFrench = /^[ \u00a0\u202f]»(?![\p{L}\p{N}])/u.test(text.slice(after, after + 3));
  if (isFrench) after += 2;
  if (brackets.some((pair) => isOpen(text.slice(Math.max(0, after - reach), after), pair))) return undefined;

  const isQuoted = isFrench || quotes.test(text.slice(index + 1, after));
  const end = spaceEnd(text, after);
  if (end === after) {
    if (after === text.length) return mark === '。' && !isQuoted && isBalanced(text, after) ? after : undefined;
    const next = text.charAt(after);
    const goesOn = !isWide || isQuoted || continuing.test(next) || (mark === '．' && /\p{N}/u.test(next));
    return goesOn ? undefined : after;
  }
  if (text.slice(after, end).includes('\n')) return end;
  const next = end === text.length ? undefined : String.fromCodePoint(text.codePointAt(end) ?? 0);
  if (next === undefined ? isQuoted && !isWide : continuing.test(next) || next === '»') return undefined;
  if (isWide) return end;
  const isEllipsis = mark === '…' || (mark === '.' && text[index - 1] === '.');
  if (isEllipsis) return next !== undefined && /\p{Lu}/u.test(next) && !/^I\b/u.test(text.slice(end)) ? end : undefined;
  return mark === '.' && isAbbreviation(text.slice(Math.max(0, index - 24), index), next) ? undefined : end;
}

/** Whether a passage opens more of these than it closes. */
function isOpen(passage: string, pair: string): boolean {
  let depth = 0;
  for (const character of passage) {
    if (character === pair[0]) depth += 1;
    else if (character === pair[1]) depth = Math.max(0, depth - 1);
  }
  return depth > 0;
}

/** Whether nothing is open in the line up to `end`, so that no closing mark can follow any more. */
function isBalanced(text: string, end: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
  return !pairs.some((pair) => isOpen(line, pair)) && ['"', '*', '_', '`'].every((mark) => line.split(mark).length % 2);
}

/** Whether the point behind these words, with `next` behind it, may belong to an abbreviation, an initial or an ordinal number. */
function isAbbreviation(before: string, next: string | undefined): boolean {
  const word = /[\p{L}\p{M}\p{N}.]*$/u.exec(before)?.[0] ?? '';
  if (/^\d{1,2}$/u.test(word) || /^\p{L}$/u.test(word)) return true;
  if (word.includes('.') && word.split('.').every((part) => part.length <= 2 && !/\d/u.test(part))) return true;
  const lower = word.toLowerCase();
  if (beforeNumbers.has(lower)) return next === undefined || /\p{N}/u.test(next);
  return abbreviations.has(lower);
}

/** Abbreviations that are words, too, unless a number follows. */
const beforeNumbers = new Set('no nos art fig vol ch sec nr abs pp num núm'.split(' '));

const abbreviations = new Set(
  `mr mrs ms dr prof st sr jr mx rev hon gen col lt capt sgt gov sen rep pres vs etc approx ca cf al inc ltd co corp dept est
  ave blvd rd mt ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ed eds
  usw bzw bspw evtl ggf inkl zzgl str hr fr frl abb bd mio mrd sog vgl mme mlle mm av env sra dra srta ud uds ej pág
  sig dott г гг ул им др пр см стр тыс млн млрд руб рис`.split(/\s+/u),
);
