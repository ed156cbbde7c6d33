import type { Message } from '../protocol/index.ts';

/** A word that is cut in two is left out of an anchor, unless less than this would remain, in UTF-16 units. */
const shortestAnchor = 16;

/**
 * The last characters of a text, at most `characters` UTF-16 units without white space around them, which a model repeats to show
 * where it goes on. Begins with a whole word where the script has spaces between words.
 */
export function anchorOf(kept: string, characters = 40): string {
  const text = kept.trimEnd();
  let start = Math.max(0, text.length - characters);
  if (start > 0 && /[\udc00-\udfff]/.test(text.charAt(start))) start += 1;
  const isInsideWord = start > 0 && /\S/u.test(text.charAt(start - 1)) && /^[\p{L}\p{N}]/u.test(text.slice(start));
  if (isInsideWord) {
    const rest = /^\S+\s+/u.exec(text.slice(start))?.[0].length;
    if (rest !== undefined && text.length - start - rest >= shortestAnchor) start += rest;
  }
  return text.slice(start).trimStart();
}

/**
 * The messages that ask a model to go on from a text that broke off. The last one speaks as a person would: models take the notice of
 * an operator for an attempt to lead them astray and refuse it. Without a text these are the original messages.
 */
export function continuationMessages(messages: readonly Message[], kept: string, anchor: string): readonly Message[] {
  if (kept.trim() === '') return messages;
  return [
    ...messages,
    { role: 'assistant', content: kept },
    { role: 'user', content: isChinese(kept) ? chinese(anchor) : english(anchor) },
  ];
}

const english = (anchor: string): string =>
  `My connection dropped while you were writing. I only received it up to: «${anchor}»

Please start by repeating that fragment word for word, then continue from there, in the same language and style, to the end of the script. No greeting and no comment, and nothing of what comes before the fragment.`;

const chinese = (anchor: string): string =>
  `你写到一半，我的网络断了，只收到这里：«${anchor}»

请先把这段话一字不差地重复一遍，然后接着往下写，语言和风格不变，一直写到脚本结束。不要打招呼，不要加说明，也不要重复这段话之前的内容。`;

/** Chinese when a third of the letters are Han and there is no kana. */
function isChinese(text: string): boolean {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han > 0 && han * 3 >= letters;
}
