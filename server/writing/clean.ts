import { createControlFilter } from './clean-controls.ts';
import { createJsonFilter } from './clean-json.ts';
import { createLineFilter } from './clean-lines.ts';
import { createTableFilter } from './clean-table.ts';
import { createTagFilter } from './clean-tags.ts';
import { createThinkingFilter } from './clean-thinking.ts';

export interface CleanOptions {
  /** The subject of the video: a first line that only repeats it is taken for a title. */
  readonly subject?: string;
}

/** Cleans an answer while it arrives. `push` and `end` return the text that is certain by then. */
export interface StreamCleaner {
  push(text: string): string;
  end(): string;
}

/**
 * Makes spoken text of a model's answer: terminal sequences, thinking, code fences, speech tags, titles, headings, emphasis, list
 * markers, labels, stage directions, announcements and farewells go, every spoken word stays; in doubt a label stays too.
 * Paragraphs are separated by one empty line.
 */
export function clean(answer: string, options: CleanOptions = {}): string {
  const cleaner = createStreamCleaner(options);
  return cleaner.push(answer) + cleaner.end();
}

/**
 * The cleaner for streams. It reads one character after the other and decides from what it has read alone, so the pieces in
 * which a text arrives cannot change the result. It holds back at most one start of a line, one bracket, one row of a table or a
 * few short lines that may be a title, labels or a farewell.
 */
export function createStreamCleaner(options: CleanOptions = {}): StreamCleaner {
  let output = '';
  /** First half of a character that was cut in two. */
  let half = '';
  let afterReturn = false;
  const lines = createLineFilter(options.subject, (text) => {
    output += text;
  });
  const tables = createTableFilter(lines.feed);
  const tags = createTagFilter(tables.feed);
  const json = createJsonFilter(tags.feed);
  const thinking = createThinkingFilter(json.feed);
  const controls = createControlFilter(feedLines);
  const stages = [controls, thinking, json, tags, tables, lines];

  /** Makes every kind of line end one kind. */
  function feedLines(character: string): void {
    const isReturn = character === '\r';
    if (character === '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = isReturn;
    thinking.feed(isReturn || /[\u0085\u2028\u2029]/u.test(character) ? '\n' : character);
  }

  function take(): string {
    const taken = output;
    output = '';
    return taken;
  }

  return {
    push(text) {
      const whole = half + text;
      half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : '';
      for (const character of half === '' ? whole : whole.slice(0, -1)) controls.feed(character);
      return take();
    },
    end() {
      if (half !== '') controls.feed(half);
      half = '';
      for (const stage of stages) stage.end();
      return take();
    },
  };
}

const quotationMarks: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
];

/** A text without the one pair of quotation marks that stands around all of it. Only known when the whole text is there. */
export function unquoted(text: string): string {
  const inner = text.slice(1, -1).trim();
  const isWrapped = quotationMarks.some(
    ([open, close]) =>
      inner !== '' &&
      text.startsWith(open) &&
      text.endsWith(close) &&
      ![open, close].some((mark) => inner.includes(mark)),
  );
  return isWrapped ? inner : text;
}
