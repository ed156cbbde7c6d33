import { type HeadContext, readHead } from './clean-head.ts';
import { createInlineFilter } from './clean-inline.ts';
import { createLayout } from './clean-layout.ts';
import { createThinkingFilter, type Filter } from './clean-thinking.ts';

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
 * Makes spoken text of a model's answer: thinking, code fences, titles, headings, emphasis, list markers, labels, stage
 * directions, announcements and notes go, every spoken word stays. Paragraphs are separated by one empty line.
 */
export function clean(answer: string, options: CleanOptions = {}): string {
  const cleaner = createStreamCleaner(options);
  return cleaner.push(answer) + cleaner.end();
}

/**
 * The cleaner for streams. It reads one character after the other and decides from what it has read alone, so the pieces in
 * which a text arrives cannot change the result. It holds back at most one start of a line, one bracket or one title.
 */
export function createStreamCleaner(options: CleanOptions = {}): StreamCleaner {
  let output = '';
  /** First half of a character that was cut in two. */
  let half = '';
  let afterReturn = false;
  const lines = createLineFilter(options, (text) => {
    output += text;
  });
  const thinking = createThinkingFilter((character) => lines.feed(character));

  function feed(character: string): void {
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
      for (const character of half === '' ? whole : whole.slice(0, -1)) feed(character);
      return take();
    },
    end() {
      if (half !== '') feed(half);
      half = '';
      thinking.end();
      lines.end();
      return take();
    },
  };
}

/** Reads lines: holds the start of each until it is known what kind of line it is. */
function createLineFilter(options: CleanOptions, emit: (text: string) => void): Filter {
  const layout = createLayout(emit);
  const inline = createInlineFilter(layout);
  let mode: 'head' | 'drop' | 'inline' = 'head';
  let head = '';
  let context: HeadContext = { first: true, titleAllowed: true, listNumber: 0, subject: options.subject };
  /** A first line that is a title if more text follows. */
  let title: { readonly text: string; readonly strong: boolean; blank: boolean } | undefined;

  function releaseTitle(): void {
    if (title === undefined) return;
    const { text } = title;
    title = undefined;
    context = { ...context, first: false };
    for (const character of text) inline.feed(character);
    inline.feed('\n');
  }

  function decide(ended: boolean): void {
    if (head === '') {
      if (title !== undefined) title.blank = true;
      else layout.newline();
      return;
    }
    if (title !== undefined) {
      if (title.strong || title.blank) title = undefined;
      else releaseTitle();
      context = { ...context, titleAllowed: false };
    }
    const decision = readHead(head, ended, context);
    if (decision.kind === 'undecided') return;
    head = '';
    if (decision.kind === 'drop') {
      layout.breakParagraph();
      mode = ended ? 'head' : 'drop';
    } else if (decision.kind === 'title') title = { ...decision, blank: false };
    else {
      context = { ...context, first: false, listNumber: decision.listNumber };
      mode = 'inline';
      for (const character of decision.text) inline.feed(character);
      if (ended) {
        inline.feed('\n');
        mode = 'head';
      }
    }
  }

  function feed(character: string): void {
    const lineEnds = character === '\n';
    if (mode === 'drop') {
      if (lineEnds) mode = 'head';
    } else if (mode === 'inline') {
      inline.feed(character);
      if (lineEnds) mode = 'head';
    } else if (lineEnds) decide(true);
    else if (head !== '' || !/[\s\ufeff\u200b]/u.test(character)) {
      head += character;
      decide(false);
    }
  }

  return {
    feed,
    end() {
      if (mode === 'head' && head !== '') decide(true);
      releaseTitle();
      inline.end();
    },
  };
}
