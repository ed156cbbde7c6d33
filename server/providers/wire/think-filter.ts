/** A piece of an answer: text for the reader, or the model's thinking. */
export interface AnswerPiece {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

/** Sorts the pieces of one answer as they come. */
export interface AnswerFilter {
  push(text: string): readonly AnswerPiece[];
  /** The answer is over: whatever was held back. */
  end(): readonly AnswerPiece[];
  /** Whether any visible text has been passed on. */
  hasText(): boolean;
  /** The server sends thinking in a field of its own: no closing tag needs to be awaited any more. */
  reasonsApart(): void;
}

const tags = ['think', 'thinking', 'thought'].map((name) => ({ open: `<${name}>`, close: `</${name}>` }));

const openings = tags.map(({ open }) => open);
const closings = tags.map(({ close }) => close);

/** How far into an answer a closing tag without an opening one is awaited, in characters. */
const longestWait = 200;

/** The place of the first of several markers, or -1. */
const firstOf = (text: string, markers: readonly string[]): number =>
  markers.reduce((first, marker) => {
    const at = text.indexOf(marker);
    return at >= 0 && (first < 0 || at < first) ? at : first;
  }, -1);

/** Where the wait for a closing tag ends: behind the first blank line, or after so many characters. */
const endOfWait = (text: string): number => {
  const blankLine = /\n[^\S\n]*\n\s*/.exec(text);
  return Math.min(longestWait, blankLine === null ? longestWait : blankLine.index + blankLine[0].length);
};

/** Length of the longest end of `text` that is a beginning of `marker`. */
const overlap = (text: string, marker: string): number => {
  for (let length = Math.min(text.length, marker.length - 1); length > 0; length -= 1) {
    if (marker.startsWith(text.slice(-length))) return length;
  }
  return 0;
};

/**
 * Separates thinking that a model writes into its answer (`<think>...</think>` at the start, also unclosed, also cut
 * anywhere between chunks) from the answer. White space before the first visible character is held until that character,
 * so that an answer of blanks is seen to be empty; it is dropped after a thinking block.
 *
 * Some chat templates write the opening tag into the prompt, so that only the closing one comes. With `startMayBeMissing` the
 * first text is held until it is clear that none comes soon: to the first blank line or for 200 characters. What went before
 * a closing tag up to there was thinking. Longer thinking of this kind has been passed on as text before its end is seen, and
 * text cannot be taken back; holding longer would cost every ordinary answer its streaming.
 * When the answer fails meanwhile the held text is dropped: nobody has seen it, and another model can start over.
 */
export const createAnswerFilter = (startMayBeMissing = false): AnswerFilter => {
  let awaitsClose = startMayBeMissing;
  let state: { kind: 'start' | 'text' } | { kind: 'thinking'; close: string } = { kind: 'start' };
  /** White space before the first visible character. Kept apart, so that an endless row of blanks is not searched again. */
  let blank = '';
  let held = '';
  let thought = false;

  const push = (chunk: string): AnswerPiece[] => {
    if (chunk === '') return [];
    if (state.kind === 'text') return [{ kind: 'text', text: chunk }];
    if (state.kind === 'start' && held === '') {
      const visible = chunk.trimStart();
      blank += chunk.slice(0, chunk.length - visible.length);
      held = visible;
    } else held += chunk;
    if (state.kind === 'thinking') {
      const at = held.indexOf(state.close);
      if (at < 0) {
        const keep = overlap(held, state.close);
        const reasoning = held.slice(0, held.length - keep);
        held = held.slice(held.length - keep);
        return reasoning === '' ? [] : [{ kind: 'reasoning', text: reasoning }];
      }
      const reasoning = held.slice(0, at);
      const rest = held.slice(at + state.close.length);
      held = '';
      blank = '';
      thought = true;
      awaitsClose = false;
      state = { kind: 'start' };
      return [...(reasoning === '' ? [] : [{ kind: 'reasoning' as const, text: reasoning }]), ...push(rest)];
    }
    if (held === '') return [];
    const tag = tags.find(({ open }) => held.startsWith(open));
    if (tag !== undefined) {
      const rest = held.slice(tag.open.length);
      held = '';
      state = { kind: 'thinking', close: tag.close };
      return push(rest);
    }
    if (tags.some(({ open }) => open.startsWith(held))) return [];
    return awaitsClose ? awaitClose() : release();
  };

  /** Text that may turn out to be thinking. What is decided depends on the text alone, not on how it was cut. */
  const awaitClose = (): AnswerPiece[] => {
    const limit = endOfWait(held);
    const at = firstOf(held, closings);
    const opened = firstOf(held, openings);
    if (at >= 0 && at <= limit && (opened < 0 || opened > at)) {
      const reasoning = held.slice(0, at);
      const tag = closings.find((close) => held.startsWith(close, at)) ?? '';
      const rest = held.slice(at + tag.length);
      held = '';
      blank = '';
      thought = true;
      awaitsClose = false;
      return [...(reasoning === '' ? [] : [{ kind: 'reasoning' as const, text: reasoning }]), ...push(rest)];
    }
    const begun = Math.max(...closings.map((close) => overlap(held, close)));
    return held.length - begun > limit || opened >= 0 ? release() : [];
  };

  const release = (): AnswerPiece[] => {
    const text = thought ? held : blank + held;
    held = '';
    blank = '';
    state = { kind: 'text' };
    return [{ kind: 'text', text }];
  };

  return {
    push,
    end: () => {
      if (state.kind === 'thinking') {
        const text = held;
        held = '';
        return text === '' ? [] : [{ kind: 'reasoning', text }];
      }
      return state.kind === 'start' && held !== '' ? release() : [];
    },
    hasText: () => state.kind === 'text',
    reasonsApart: () => {
      awaitsClose = false;
    },
  };
};
