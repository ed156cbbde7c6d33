import { comparableOf, endingsOf, isQuote, toComparable } from './comparable.ts';

/** Why a continuation cannot be appended. */
export type SeamRejection =
  /** It does not take up the end of the text. */
  | 'noOverlap'
  /** It tells again what is there. */
  | 'restart'
  /** It has no text. */
  | 'empty';

export type SeamFinding =
  /** From `at` on, in UTF-16 units of what was held, the continuation is new. */
  | {
      readonly kind: 'cut';
      readonly at: number;
      /** The quote that the repeated fragment may have been put into. */
      readonly openedBy: string | undefined;
      /** The repeated fragment stands inside a code fence of the answer's own. */
      readonly isFenced: boolean;
    }
  /** All of it is new. */
  | { readonly kind: 'new' }
  | { readonly kind: 'rejected'; readonly reason: SeamRejection };

export interface SeamOptions {
  /** The text the continuation goes on from. */
  readonly kept: string;
  /** The end of it that the model was asked to repeat. */
  readonly anchor: string;
  /** `anchor`: the model repeats the end. `prefix`: it goes on directly, so that what repeats nothing is new. */
  readonly mode: 'anchor' | 'prefix';
  /** Most UTF-16 units that are held while they match nothing. */
  readonly holdCharacters?: number;
  /** Fewest UTF-16 units of the end that must be repeated. */
  readonly minimumOverlap?: number;
}

/** Characters of chatter that may stand in front of the repeated fragment. */
const longestChatter = 8;
/** Fewest UTF-16 units that must be repeated behind chatter: the shortest anchor that is tried. */
const overlapBehindChatter = 12;
/** So much weight of a continuation that equals the beginning of the text is a restart; a wide character weighs two. */
const restartWeight = 24;
/** So much weight of the text told again behind a possible seam shows that the seam was none. */
const retoldWeight = 16;

/** A place of the continuation from which on it may repeat the text. */
interface Start {
  /** Place in what is compared, and in what was held. */
  readonly index: number;
  readonly rawIndex: number;
  readonly hasChatter: boolean;
  /** First place of the text that everything from here on matches; -1 when there is none any more. */
  from: number;
  /** How much of it matched the beginning of the text. */
  topLength: number;
}

interface Candidate {
  readonly start: Start;
  readonly at: number;
  /** Length of what is compared up to here. */
  readonly end: number;
}

/**
 * Looks for the place where a continuation stops repeating the text and begins to be new. It is given one character (code point) at a
 * time, so that the pieces in which a text arrives change nothing.
 *
 * Every place in the first few characters may be the start of the repetition. From a start the repetition must match the text up to
 * its very end; the longest one counts. While it could still match a longer passage of the text the decision is put off.
 */
export function createSeamFinder(options: SeamOptions) {
  const { kept, anchor, mode, holdCharacters = 240, minimumOverlap = 8 } = options;
  const { text, starts: keptStarts } = toComparable(kept);
  const endings = endingsOf(text);
  const keptEnd = kept.trimEnd().length;
  const all = keptEnd - (keptStarts[0] ?? keptEnd);
  const anchorLength = Math.min(toComparable(anchor).text.length, text.length);
  const ending = text.slice(-minimumOverlap);
  const starts: Start[] = [];
  let held = '';
  let compared = '';
  /** The last units of `compared`. */
  let tail = '';
  let areStartsKnown = false;
  let best: Candidate | undefined;

  const lengthFrom = (start: Start): number => compared.length - start.index;

  const follow = (start: Start, unit: string): void => {
    if (start.from < 0) return;
    if (text[start.from + lengthFrom(start) - 1] !== unit) {
      start.from = text.indexOf(compared.slice(start.index), start.from + 1);
    }
    if (start.from === 0) start.topLength = lengthFrom(start);
  };

  /** The longest repetition that ends here and with the text. */
  const candidateHere = (): Start | undefined => {
    if (!ending.endsWith(tail) && !tail.endsWith(ending)) return undefined;
    return starts.find((start) => {
      const length = lengthFrom(start);
      const begin = keptStarts[text.length - length];
      if (begin === undefined || start.from < 0) return false;
      const needed = start.hasChatter ? Math.max(overlapBehindChatter, minimumOverlap) : minimumOverlap;
      // Behind other words, a model that goes on directly may well say again the few words that are all of the text.
      const isChance = mode === 'prefix' && start.hasChatter && keptEnd - begin < minimumOverlap;
      const isLongEnough = !isChance && (length >= anchorLength || keptEnd - begin >= Math.min(needed, all));
      // What is compared equals this part of the text.
      return isLongEnough && (endings[start.from + length] ?? 0) >= length;
    });
  };

  /** Whether a repetition from this start could become longer than it is. */
  const mayGrow = (start: Start): boolean => start.from >= 0 && start.from + lengthFrom(start) < text.length;

  const cut = ({ start, at }: Candidate): SeamFinding => {
    const lead = held.slice(0, start.rawIndex);
    // The quote may look like one of the text, and so belong to the repetition.
    const openedBy = [lead.trimEnd().slice(-1), held.charAt(start.rawIndex)].find(isQuote);
    return {
      kind: 'cut',
      at,
      openedBy,
      isFenced: fenceLine.test(lead),
    };
  };

  const decideOn = (candidate: Candidate, retold: string): SeamFinding =>
    weightOf(retold) >= retoldWeight ? { kind: 'rejected', reason: 'restart' } : cut(candidate);

  const withoutSeam = (): SeamFinding => {
    const isRestart = starts.some(({ topLength }) => weightOf(text.slice(0, topLength)) >= restartWeight);
    if (isRestart) return { kind: 'rejected', reason: 'restart' };
    return mode === 'prefix' ? { kind: 'new' } : { kind: 'rejected', reason: 'noOverlap' };
  };

  const decide = (): SeamFinding | undefined => {
    const candidate = best;
    if (candidate !== undefined) {
      const isOpen = starts.some((start) => start.index <= candidate.start.index && mayGrow(start));
      return isOpen ? undefined : decideOn(candidate, compared.slice(candidate.end, -1));
    }
    return areStartsKnown && starts.every(({ from }) => from < 0) ? withoutSeam() : undefined;
  };

  /** Takes up a start where so little stands in front that it may be chatter, quotes or a fence. */
  const addStart = (): void => {
    if (openFence.test(held)) return;
    const chatter = held.replace(fenceLine, '').replace(decoration, '').length;
    if (chatter <= longestChatter) {
      starts.push({ index: compared.length, rawIndex: held.length, hasChatter: chatter > 0, from: 0, topLength: 0 });
    } else areStartsKnown = true;
  };

  return {
    held: (): string => held,

    /** Takes one code point; tells when everything is known. */
    feed(character: string): SeamFinding | undefined {
      const units = comparableOf(character, tail.slice(-1));
      if (units !== '' && !areStartsKnown) addStart();
      held += character;
      // Unit by unit: places are counted in UTF-16 units.
      for (let place = 0; place < units.length; place += 1) {
        const unit = units.charAt(place);
        compared += unit;
        tail = (tail + unit).slice(-ending.length);
        for (const start of starts) follow(start, unit);
      }
      if (units !== '') {
        const start = candidateHere();
        const isLonger = start !== undefined && (best === undefined || lengthFrom(start) > best.end - best.start.index);
        if (isLonger) best = { start, at: held.length, end: compared.length };
        const finding = decide();
        if (finding !== undefined) return finding;
      }
      const limit = starts.some(mayGrow) ? kept.length + holdCharacters : holdCharacters;
      return held.length >= limit ? this.end() : undefined;
    },

    /** Nothing follows. */
    end(): SeamFinding {
      if (best !== undefined) return decideOn(best, compared.slice(best.end));
      if (compared === '') return mode === 'prefix' ? { kind: 'new' } : { kind: 'rejected', reason: 'empty' };
      const isAllTop =
        starts.some(({ from, index }) => from === 0 && index === 0) && weightOf(compared) >= minimumOverlap;
      return isAllTop ? { kind: 'rejected', reason: 'restart' } : withoutSeam();
    },
  };
}

const fenceLine = /(?:`{3,}|~{3,})[^\n`]*\n/u;
const openFence = /(?:`{3,}|~{3,})[^\n`]*$/u;
/** What is no chatter: white space, quotes, Markdown. */
const decoration = /[\s\p{Quotation_Mark}`´*_~>#]/gu;

/** How much a compared text says: two for a wide character, one for any other. */
function weightOf(compared: string): number {
  let weight = 0;
  for (const character of compared) weight += character >= '\u2e80' ? 2 : 1;
  return weight;
}
