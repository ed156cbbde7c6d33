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
}

const tags = ['think', 'thinking', 'thought'].map((name) => ({ open: `<${name}>`, close: `</${name}>` }));

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
 */
export const createAnswerFilter = (): AnswerFilter => {
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
    return tags.some(({ open }) => open.startsWith(held)) ? [] : release();
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
  };
};
