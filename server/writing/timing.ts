/** How fast a text is spoken. The settings `writing.wordsPerMinute` and `writing.charactersPerMinute`. */
export interface Pace {
  readonly wordsPerMinute: number;
  readonly charactersPerMinute: number;
}

/**
 * Seconds of silence, at the short end of what voice-over guides name (comma .15 to .25, sentence end .35 to .5, paragraph
 * .7), because the pace of a speaker holds a part of the pauses already. A longer pause takes the place of the shorter one.
 */
export const pauseSeconds = { comma: 0.15, sentence: 0.35, paragraph: 0.7 } as const;

/** Ordinary narration: how much is said between two pauses. Used only to turn a target in seconds into an amount. */
const wordsPerSentence = 14;
const charactersPerSentence = 24;
const commasPerSentence = { words: 1, characters: 1.5 } as const;

export type CountUnit = 'words' | 'characters';

/** Seconds that one word or character takes on average, its share of the pauses included. */
function secondsPerUnit(unit: CountUnit, pace: Pace, secondsPerParagraph: number): number {
  const spoken = 60 / (unit === 'words' ? pace.wordsPerMinute : pace.charactersPerMinute);
  const perSentence = unit === 'words' ? wordsPerSentence : charactersPerSentence;
  const silence = (pauseSeconds.sentence + commasPerSentence[unit] * pauseSeconds.comma) / perSentence;
  const paragraphShare = (pauseSeconds.paragraph - pauseSeconds.sentence) / secondsPerParagraph;
  return (spoken + silence) / (1 - paragraphShare);
}

/** How many words or characters fill a number of seconds. At least 1. */
export function amountForSeconds(seconds: number, unit: CountUnit, pace: Pace, secondsPerParagraph: number): number {
  return Math.max(1, Math.round(seconds / secondsPerUnit(unit, pace, secondsPerParagraph)));
}
