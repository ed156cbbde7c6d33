import { countsByCharacter, writingSystemOf } from './language.ts';
import { spokenCharactersOfNumber, spokenWordsOfNumber } from './numbers.ts';
import { spokenText } from './spoken.ts';
import { type Pace, pauseSeconds } from './timing.ts';

/** The length of a script as it is spoken. */
export interface Measure {
  /** Words of scripts with spaces, and segmented words of Thai, Lao, Khmer and Burmese. */
  readonly words: number;
  /** Chinese and Japanese characters. */
  readonly characters: number;
  readonly counted: 'words' | 'characters' | 'mixed';
  /** Words and characters together: the number that `counted` names. */
  readonly amount: number;
  /** Estimated seconds, pauses included, rounded to tenths. */
  readonly seconds: number;
  readonly paragraphs: number;
}

/** Below this share the smaller part does not change the name of the count: one brand name does not make a text mixed. */
const mixedShare = 0.1;

const characterPattern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

interface Counts {
  words: number;
  characters: number;
  spokenWords: number;
  spokenCharacters: number;
}

/** What is counted around a number decides how it is counted itself. */
function isBesideCharacter(text: string, start: number, end: number): boolean {
  return characterPattern.test(text.charAt(start - 1)) || characterPattern.test(text.charAt(end));
}

function countSegments(text: string): Counts {
  const counts: Counts = { words: 0, characters: 0, spokenWords: 0, spokenCharacters: 0 };
  let inCharacters = countsByCharacter(writingSystemOf(/\p{L}/u.exec(text)?.[0] ?? ''));
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike !== true) continue;
    const end = index + segment.length;
    const characters = [...segment].filter((each) => characterPattern.test(each)).length;
    if (/^\p{N}/u.test(segment) && characters === 0) {
      const unit = /[%‰°$€£¥₹₽]/u.test(text.charAt(index - 1) + text.charAt(end)) ? 1 : 0;
      if (inCharacters || isBesideCharacter(text, index, end)) {
        const spoken = spokenCharactersOfNumber(segment);
        counts.characters += spoken;
        counts.spokenCharacters += spoken + unit * 2;
      } else {
        counts.words += 1;
        counts.spokenWords += spokenWordsOfNumber(segment) + unit;
      }
      continue;
    }
    inCharacters = characters > 0;
    if (inCharacters) {
      counts.characters += characters;
      counts.spokenCharacters += characters;
    } else {
      counts.words += 1;
      counts.spokenWords += 1;
    }
  }
  return counts;
}

/** Seconds of silence between the first and the last word. */
function silence(text: string): number {
  const paragraphs = text.split(/\n\s*\n/u).filter((each) => each.trim() !== '');
  let seconds = (Math.max(1, paragraphs.length) - 1) * pauseSeconds.paragraph;
  for (const paragraph of paragraphs) {
    const inner = paragraph.trim().replace(/[\p{P}\s]+$/u, '');
    const ends = inner.match(
      /(?:[.!?…؟।۔]+["'”’»)\]]*(?=\s)|[。！？]+[”’」』）]*|(?<![.!?…؟।۔。！？,，、:：]["'”’»」』）)]*)\n)/gu,
    );
    const commas = inner.match(/[,;:،؛](?=\s)|[，、；：]|\s[–—-]\s|—/gu);
    seconds += (ends?.length ?? 0) * pauseSeconds.sentence + (commas?.length ?? 0) * pauseSeconds.comma;
  }
  return seconds;
}

/**
 * Measures the spoken text of a script. Every script with spaces is counted in words, Cyrillic and Arabic included; Chinese and
 * Japanese in characters; a text in both is the sum of both. Numbers take the time of the words they are spoken with.
 */
export function measure(document: string, pace: Pace): Measure {
  const text = spokenText(document);
  const counts = countSegments(text);
  const amount = counts.words + counts.characters;
  const smaller = Math.min(counts.words, counts.characters);
  const larger = counts.characters > counts.words ? 'characters' : 'words';
  const spoken =
    (counts.spokenWords * 60) / pace.wordsPerMinute + (counts.spokenCharacters * 60) / pace.charactersPerMinute;
  return {
    words: counts.words,
    characters: counts.characters,
    counted: smaller > amount * mixedShare ? 'mixed' : larger,
    amount,
    seconds: amount === 0 ? 0 : Math.round((spoken + silence(text)) * 10) / 10,
    paragraphs: text.split(/\n\s*\n/u).filter((each) => each.trim() !== '').length,
  };
}
