import { type Sentence, translatable } from '../protocol/index.ts';
import { languageNames } from './language-names.ts';

/** A family of letters. `unknown` stands for text without letters, or letters of a script that is not listed. */
export type WritingSystem =
  | 'latin'
  | 'cyrillic'
  | 'greek'
  | 'chinese'
  | 'japanese'
  | 'korean'
  | 'arabic'
  | 'hebrew'
  | 'thai'
  | 'lao'
  | 'khmer'
  | 'burmese'
  | 'devanagari'
  | 'bengali'
  | 'tamil'
  | 'telugu'
  | 'georgian'
  | 'armenian'
  | 'ethiopic'
  | 'unknown';

interface SystemFacts {
  readonly system: WritingSystem;
  readonly letters: RegExp;
  /** ISO 15924 codes that `Intl.Locale` may give for a language written like this. */
  readonly codes: readonly string[];
  /** Language that is assumed when nothing else is known. */
  readonly language: string;
}

const systems: readonly SystemFacts[] = [
  { system: 'latin', letters: /\p{Script=Latin}/gu, codes: ['Latn'], language: 'und' },
  { system: 'cyrillic', letters: /\p{Script=Cyrillic}/gu, codes: ['Cyrl'], language: 'ru' },
  { system: 'greek', letters: /\p{Script=Greek}/gu, codes: ['Grek'], language: 'el' },
  { system: 'chinese', letters: /\p{Script=Han}/gu, codes: ['Hans', 'Hant', 'Hani'], language: 'zh' },
  { system: 'japanese', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, codes: ['Jpan'], language: 'ja' },
  { system: 'korean', letters: /\p{Script=Hangul}/gu, codes: ['Kore', 'Hang'], language: 'ko' },
  { system: 'arabic', letters: /\p{Script=Arabic}/gu, codes: ['Arab'], language: 'ar' },
  { system: 'hebrew', letters: /\p{Script=Hebrew}/gu, codes: ['Hebr'], language: 'he' },
  { system: 'thai', letters: /\p{Script=Thai}/gu, codes: ['Thai'], language: 'th' },
  { system: 'lao', letters: /\p{Script=Lao}/gu, codes: ['Laoo'], language: 'lo' },
  { system: 'khmer', letters: /\p{Script=Khmer}/gu, codes: ['Khmr'], language: 'km' },
  { system: 'burmese', letters: /\p{Script=Myanmar}/gu, codes: ['Mymr'], language: 'my' },
  { system: 'devanagari', letters: /\p{Script=Devanagari}/gu, codes: ['Deva'], language: 'hi' },
  { system: 'bengali', letters: /\p{Script=Bengali}/gu, codes: ['Beng'], language: 'bn' },
  { system: 'tamil', letters: /\p{Script=Tamil}/gu, codes: ['Taml'], language: 'ta' },
  { system: 'telugu', letters: /\p{Script=Telugu}/gu, codes: ['Telu'], language: 'te' },
  { system: 'georgian', letters: /\p{Script=Georgian}/gu, codes: ['Geor'], language: 'ka' },
  { system: 'armenian', letters: /\p{Script=Armenian}/gu, codes: ['Armn'], language: 'hy' },
  { system: 'ethiopic', letters: /\p{Script=Ethiopic}/gu, codes: ['Ethi'], language: 'am' },
];

/** A Chinese character says about as much as two and a half letters: so many does it count when scripts are mixed. */
const lettersPerCharacter = 2.5;

function weigh(text: string): ReadonlyMap<WritingSystem, number> {
  const weights = new Map<WritingSystem, number>();
  for (const { system, letters } of systems) weights.set(system, text.match(letters)?.length ?? 0);
  const kana = weights.get('japanese') ?? 0;
  const characters = weights.get('chinese') ?? 0;
  // Kana among the characters makes the characters Japanese; a single の in a Chinese shop name does not.
  const isJapanese = kana * 8 > characters;
  weights.set('japanese', isJapanese ? (kana + characters) * lettersPerCharacter : kana);
  weights.set('chinese', isJapanese ? 0 : characters * lettersPerCharacter);
  weights.set('korean', (weights.get('korean') ?? 0) * lettersPerCharacter);
  return weights;
}

/** The writing system most of a text is in. */
export function writingSystemOf(text: string): WritingSystem {
  let best: WritingSystem = 'unknown';
  let bestWeight = 0;
  for (const [system, weight] of weigh(text)) {
    if (weight > bestWeight) {
      best = system;
      bestWeight = weight;
    }
  }
  return best;
}

/** `true` for scripts whose length is told in characters and that put no spaces between words. */
export const countsByCharacter = (system: WritingSystem): boolean => system === 'chinese' || system === 'japanese';

/** The tag of a language given as a tag (`zh-CN`), an English name (`German`) or its own name (`Deutsch`). */
export function languageTag(language: string): string | undefined {
  const wanted = language.trim();
  const named = languageNames().get(wanted.toLowerCase());
  if (named !== undefined) return named;
  if (wanted.toLowerCase() === 'auto' || !/^[a-z]{2,3}(?:[-_][a-z0-9]+)*$/iu.test(wanted)) return undefined;
  try {
    return new Intl.Locale(wanted.replaceAll('_', '-')).toString();
  } catch {
    return undefined;
  }
}

/** The writing system a language is usually written in; `unknown` when the language is not known. */
export function writingSystemOfLanguage(language: string): WritingSystem {
  const tag = languageTag(language);
  if (tag === undefined) return 'unknown';
  const code = new Intl.Locale(tag).maximize().script;
  return systems.find((each) => code !== undefined && each.codes.includes(code))?.system ?? 'unknown';
}

/** The English name of a language for prompts and messages, such as `Chinese (China)`; what was given when it is unknown. */
export function languageTitle(language: string): string {
  const tag = languageTag(language);
  if (tag === undefined) return language.trim();
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? language.trim();
}

/** The same name inside a sentence, for messages in other languages than English. */
export function languageWords(language: string): Sentence {
  return translatable(languageTitle(language));
}

/**
 * Function words that tell languages in Latin letters apart. A handful of the most frequent ones is enough for a
 * paragraph; a short title may stay undecided.
 */
const functionWords: Readonly<Record<string, string>> = {
  en: 'the and of to is in that it you for was are with this not but they your have what how why',
  de: 'der die das und ist nicht ein eine ich sie es mit für auf den von zu sich wie warum auch wird',
  fr: 'le la les et des est une un dans que qui pour pas sur vous nous ce au avec il pourquoi du',
  es: 'el la los las y que en un una es por con para no se lo como más pero del al qué',
  pt: 'o os as e que em um uma é para com não se por mais como mas do da dos das no na você',
  it: 'il lo la gli le e che di un una è per con non si come più ma del della sono perché nel',
  nl: 'de het een en van is dat niet in op te met voor zijn er maar ook als aan je waarom',
  pl: 'i w na z się nie to jest że do jak ale o po co od tak dla są dlaczego',
  sv: 'och att det är en som på för med av inte den till ett har om jag varför',
  tr: 've bir bu için ile da de ne çok daha gibi ama olarak en nasıl neden değil var',
  id: 'yang dan di ini itu dengan untuk tidak dari dalam adalah pada ke akan bisa kita mengapa',
  vi: 'và của là có không một những được cho trong các với này đã người khi tại sao',
};

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

/** How many of the words are function words of each language. */
function countFunctionWords(words: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(functionWords).map(([language, list]) => {
      const known = new Set(list.split(' '));
      return [language, words.filter((word) => known.has(word)).length];
    }),
  );
}

/** Fewest words, and fewest function words of another language, from which a text is said to be in that one. */
const minJudgedWords = 25;
const minForeignWords = 6;

/**
 * Whether a text in Latin letters is clearly in another language than the asked one: as a whole and in each of its thirds it has
 * at least twice as many function words of the other. Short and mixed texts and languages that are not listed stay undecided.
 */
function isClearlyOther(text: string, language: string): boolean {
  const asked = new Intl.Locale(languageTag(language) ?? 'und').language;
  const words = wordsOf(text);
  if (functionWords[asked] === undefined || words.length < minJudgedWords) return false;
  const third = Math.ceil(words.length / 3);
  const counts = [0, 1, 2].map((index) => countFunctionWords(words.slice(index * third, (index + 1) * third)));
  return Object.keys(functionWords).some((other) => {
    const foreign = counts.map((each) => each.get(other) ?? 0);
    const own = counts.map((each) => each.get(asked) ?? 0);
    const isEverywhere = foreign.every((count, index) => count > 0 && count >= 2 * (own[index] ?? 0));
    return isEverywhere && foreign.reduce((sum, count) => sum + count, 0) >= minForeignWords;
  });
}

function latinLanguage(text: string): string {
  let best = 'und';
  let bestCount = 0;
  let second = 0;
  for (const [language, count] of countFunctionWords(wordsOf(text))) {
    if (count > bestCount) {
      second = bestCount;
      best = language;
      bestCount = count;
    } else if (count > second) second = count;
  }
  return bestCount > second ? best : 'und';
}

/**
 * A rough guess at the language of a text as a tag: exact for scripts that belong to one language, by function words for
 * Latin letters, `und` when it stays open.
 */
export function detectLanguage(text: string): string {
  const system = writingSystemOf(text);
  if (system === 'latin') return latinLanguage(text);
  if (system === 'cyrillic') {
    if (/[іїєґ]/iu.test(text)) return 'uk';
    return /[ђћљњџ]/iu.test(text) ? 'sr' : 'ru';
  }
  if (system === 'arabic') {
    if (/[ٹڈڑے]/u.test(text)) return 'ur';
    return /[پچژگ]/u.test(text) ? 'fa' : 'ar';
  }
  return systems.find((each) => each.system === system)?.language ?? 'und';
}

/**
 * Whether a text is written in the letters of a language, and not clearly in another one of the same letters. Foreign names
 * inside it do no harm; a language or a text that cannot be told passes. Chinese characters alone may be a short Japanese text.
 */
export function isInLanguage(text: string, language: string): boolean {
  const expected = writingSystemOfLanguage(language);
  const found = writingSystemOf(text);
  if (expected === 'latin' && found === 'latin') return !isClearlyOther(text, language);
  if (expected === 'unknown' || found === 'unknown' || expected === found) return true;
  return expected === 'japanese' && found === 'chinese' && text.length <= 20;
}
