import { sentenceEnds } from './clean-layout.ts';

/** A text with the asked number of paragraphs, or as near to it as its sentences allow. */
export interface FittedParagraphs {
  readonly text: string;
  readonly paragraphs: number;
}

export const splitParagraphs = (text: string): string[] =>
  text
    .split(/\n[^\S\n]*\n\s*/u)
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Abbreviations and initials that end with a point in the middle of a sentence. */
const abbreviation =
  /(?:^|[\s("'“„«])(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|No|vs|etc|approx|Inc|Ltd|e\.g|i\.e|z\.\s?B|d\.\s?h|bzw|ca|usw|Nr|Bd|Abb|p\.\s?ej|Sra|Dra|M|Mme|т\.\s?е|т\.\s?д|др|г|ул|им|\p{Lu}|(?:\p{Lu}\.)+\p{Lu}|\d{1,2})\.\s*$/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。！？，、；：…」』）”]/u;

/** The sentences of a paragraph, white space around them removed. Line ends separate sentences too. */
export function splitSentences(paragraph: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(paragraph)) {
    open += segment;
    if (abbreviation.test(open) && !open.endsWith('\n')) continue;
    if (open.trim() !== '') sentences.push(open);
    open = '';
  }
  if (open.trim() !== '') sentences.push(open);
  return sentences;
}

/** Joins two passages so that no words are glued: an incomplete line keeps a line end, Chinese and Japanese need no space. */
function join(before: string, after: string): string {
  const last =
    before
      .trimEnd()
      .replace(/["'”’»」』）)]+$/u, '')
      .at(-1) ?? '';
  if (!sentenceEnds.test(last)) return `${before}\n${after}`;
  const close = spaceless.test(before.at(-1) ?? '') && spaceless.test(after.charAt(0));
  return close ? before + after : `${before} ${after}`;
}

function mergeShortest(paragraphs: readonly string[]): string[] {
  let best = 0;
  let bestLength = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 1 < paragraphs.length; index += 1) {
    const length = (paragraphs[index]?.length ?? 0) + (paragraphs[index + 1]?.length ?? 0);
    if (length < bestLength) {
      best = index;
      bestLength = length;
    }
  }
  const merged = join(paragraphs[best] ?? '', paragraphs[best + 1] ?? '');
  return [...paragraphs.slice(0, best), merged, ...paragraphs.slice(best + 2)];
}

/** Splits the longest paragraph that has two sentences, at the sentence end nearest to its middle. */
function splitLongest(paragraphs: readonly string[]): string[] | undefined {
  const byLength = paragraphs.map((text, index) => ({ text, index })).sort((a, b) => b.text.length - a.text.length);
  for (const { text, index } of byLength) {
    const sentences = splitSentences(text);
    if (sentences.length < 2) continue;
    let cut = 0;
    let position = 0;
    for (const sentence of sentences.slice(0, -1)) {
      position += sentence.length;
      if (cut === 0 || Math.abs(position - text.length / 2) < Math.abs(cut - text.length / 2)) cut = position;
    }
    const halves = [text.slice(0, cut).trim(), text.slice(cut).trim()];
    return [...paragraphs.slice(0, index), ...halves, ...paragraphs.slice(index + 1)];
  }
  return undefined;
}

/** Gives a text the asked number of paragraphs by joining or splitting at sentence ends. No character but white space changes. */
export function fitParagraphs(text: string, wanted: number): FittedParagraphs {
  let paragraphs = splitParagraphs(text);
  while (paragraphs.length > wanted) paragraphs = mergeShortest(paragraphs);
  while (paragraphs.length > 0 && paragraphs.length < wanted) {
    const split = splitLongest(paragraphs);
    if (split === undefined) break;
    paragraphs = split;
  }
  return { text: paragraphs.join('\n\n'), paragraphs: paragraphs.length };
}
