import type { Filter } from './clean-controls.ts';
import { isDirection, isNarrated, isSquareDirection } from './clean-directions.ts';
import type { Layout } from './clean-layout.ts';

/** Longest brackets and longest emphasis that are waited for, in UTF-16 units. What does not close by then is plain text. */
const maxSquareLength = 200;
const maxRoundLength = 80;
const maxEmphasisLength = 160;

/** Most spaces and marks behind a bracket or an emphasis that are waited for. */
const maxTailLength = 10;

const isRound = (open: string): boolean => open === '(' || open === '（';

const brackets: Readonly<Record<string, string>> = { '[': ']', '【': '】', '［': '］', '(': ')', '（': '）' };

/** Letters and digits of scripts that put spaces between words: a star right behind one is part of the text. */
const isWordCharacter = (character: string): boolean =>
  /[\p{L}\p{N}]/u.test(character) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character);

/** Opening quotation marks with the closing ones. */
const quotationMarks: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '„': '“',
  '«': '»',
  '「': '」',
  '『': '』',
};

const isBlank = (character: string): boolean => character === '' || /\s/u.test(character);

type Held =
  | { readonly kind: 'bracket'; readonly open: string; text: string; depth: number }
  /** A closed square bracket: whether it is a link is known from the next character. */
  | { readonly kind: 'closed'; readonly text: string }
  /** The target of a link, which is dropped. */
  | { readonly kind: 'target'; text: string; readonly before: string }
  /** A square bracket at the start of a line: it goes when it is the whole line. */
  | { readonly kind: 'line'; readonly text: string; tail: string }
  | { readonly kind: 'emphasis'; readonly mark: string; text: string }
  /** A direction in emphasis: it goes when the sentence does not go on behind it, as in "*Pause* and think". */
  | { readonly kind: 'aside'; readonly mark: string; readonly text: string; tail: string }
  | { readonly kind: 'marks'; readonly mark: string; count: number };

/**
 * Takes markup and stage directions out of the running text of one line. An opening mark is held until its end is known, at
 * most for the lengths above; everything else passes at once. `feed` takes the line end too.
 */
export function createInlineFilter(layout: Layout): Filter {
  let held: Held | undefined;
  /** The last character of the line as it came, and as it was written. */
  let previous = '';
  let boldOpen = '';
  let italicOpen = '';
  let bracketRemoved = false;
  /** Quotation marks that are open in this line. */
  let quotes = '';

  function quote(character: string): void {
    const closing = quotes.at(-1) ?? '';
    if (character === closing) quotes = quotes.slice(0, -1);
    else quotes += quotationMarks[character] ?? '';
  }

  function pass(character: string): void {
    previous = character;
    if (character === '\n') {
      layout.newline();
      previous = '';
      boldOpen = '';
      italicOpen = '';
      bracketRemoved = false;
      quotes = '';
      return;
    }
    quote(character);
    // "[Narrator]: text" and "(Voiceover): text" leave a colon behind.
    if (bracketRemoved && !layout.lineStarted() && /[:：\s]/u.test(character)) return;
    bracketRemoved = false;
    layout.write(character);
  }

  /** Treats the first held character as text and reads the others again. */
  function release(text: string): void {
    held = undefined;
    const [first, ...rest] = text;
    if (first !== undefined) pass(first);
    for (const each of rest) feed(each);
  }

  function remove(last: string): void {
    held = undefined;
    bracketRemoved = true;
    layout.gap();
    previous = isBlank(previous) ? previous : last;
  }

  function closeBracket(open: string, text: string): void {
    if (open === '[') {
      held = { kind: 'closed', text };
      return;
    }
    const startsLine = !layout.lineStarted();
    const standsAlone = startsLine || layout.sentenceEnded();
    const content = text.slice(1, -1);
    const goes = isRound(open)
      ? isDirection(content, standsAlone, startsLine)
      : quotes === '' && isSquareDirection(content, standsAlone, startsLine);
    if (goes) remove('.');
    else release(text);
  }

  /** Decides over a square bracket that is no link. */
  function closeSquare(text: string): void {
    const startsLine = !layout.lineStarted();
    const content = text.slice(1, -1);
    if (quotes === '' && isSquareDirection(content, startsLine || layout.sentenceEnded(), startsLine)) remove('.');
    else if (startsLine && !isNarrated(content)) held = { kind: 'line', text, tail: '' };
    else release(text);
  }

  function isAside(content: string): boolean {
    const startsLine = !layout.lineStarted();
    const standsAlone = startsLine || layout.sentenceEnded();
    return standsAlone && isDirection(content, content.includes(' '), startsLine);
  }

  function closeEmphasis(mark: string, text: string): void {
    held = undefined;
    italicOpen = mark;
    for (const each of text) feed(each);
  }

  /** Decides over a run of marks when the character behind it is known. */
  function closeMarks(mark: string, count: number, next: string): void {
    held = undefined;
    const run = mark.repeat(count);
    const opens = !isWordCharacter(previous) && !isBlank(next) && next !== '\n';
    if (mark === '~') {
      if (count !== 2) for (const each of run) pass(each);
    } else if (count === 1 && italicOpen === mark) italicOpen = '';
    else if (count === 1 && opens) held = { kind: 'emphasis', mark, text: mark };
    else if ((count === 2 || count === 3) && boldOpen === run) boldOpen = '';
    else if ((count === 2 || count === 3) && opens) boldOpen = run;
    else for (const each of run) pass(each);
  }

  function feedHeld(now: Held, character: string): void {
    const lineEnds = character === '\n';
    if (now.kind === 'marks') {
      if (character === now.mark) {
        now.count += 1;
        return;
      }
      closeMarks(now.mark, now.count, character);
      feed(character);
    } else if (now.kind === 'closed') {
      if (character === '(') held = { kind: 'target', text: '(', before: now.text };
      else {
        closeSquare(now.text);
        feed(character);
      }
    } else if (now.kind === 'line') {
      if (lineEnds) {
        remove('.');
        feed(character);
      } else if (/[\s*_]/u.test(character) && now.tail.length < maxTailLength) now.tail += character;
      else release(now.text + now.tail + character);
    } else if (now.kind === 'aside') {
      const goesOn = now.tail === '' ? /[\p{L}\p{N}]/u.test(character) : /\p{Ll}/u.test(character);
      if (/[^\S\n]/u.test(character) && now.tail.length < maxTailLength) now.tail += character;
      else {
        if (goesOn) closeEmphasis(now.mark, now.text.slice(1));
        else remove('.');
        for (const each of now.tail + character) feed(each);
      }
    } else if (now.kind === 'target') {
      now.text += character;
      const isLink = !/\s/u.test(now.text);
      if (character === ')' && isLink) {
        held = undefined;
        for (const each of now.before.slice(1, -1)) feed(each);
      } else if (!isLink || now.text.length > maxSquareLength) {
        closeSquare(now.before);
        for (const each of now.text) feed(each);
      }
    } else if (now.kind === 'bracket') {
      now.text += character;
      if (lineEnds || now.text.length > (isRound(now.open) ? maxRoundLength : maxSquareLength)) release(now.text);
      else if (character === now.open) now.depth += 1;
      else if (character === brackets[now.open]) {
        now.depth -= 1;
        if (now.depth === 0) closeBracket(now.open, now.text);
      }
    } else {
      const before = now.text.at(-1) ?? '';
      now.text += character;
      if (character === now.mark && now.text.length > 2 && !isBlank(before) && before !== now.mark) {
        if (isAside(now.text.slice(1, -1))) held = { kind: 'aside', mark: now.mark, text: now.text, tail: '' };
        else closeEmphasis(now.mark, now.text.slice(1));
      } else if (lineEnds || now.text.length > maxEmphasisLength) release(now.text);
    }
  }

  function feed(character: string): void {
    if (held !== undefined) feedHeld(held, character);
    else if (character === '*' || character === '_' || character === '~')
      held = { kind: 'marks', mark: character, count: 1 };
    else if (brackets[character] !== undefined && !(character === '[' && /[A-Za-z0-9_]/u.test(previous))) {
      held = { kind: 'bracket', open: character, text: character, depth: 1 };
    } else if (character !== '`') pass(character);
  }

  return {
    feed,
    end() {
      // A release can hold again, each time one character less.
      while (held !== undefined) {
        const now: Held = held;
        if (now.kind === 'marks') closeMarks(now.mark, now.count, '');
        else if (now.kind === 'closed') closeSquare(now.text);
        else if (now.kind === 'target') {
          closeSquare(now.before);
          for (const each of now.text) feed(each);
        } else if (now.kind === 'line' || now.kind === 'aside') remove('.');
        else release(now.text);
      }
    },
  };
}
