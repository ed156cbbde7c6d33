import type { Part } from '../protocol/index.ts';

/** The text a reader has in front of them: every change of it is told in parts, so that folding the parts gives the text. */
export interface VisibleText {
  current(): string;
  append(text: string): void;
  /** Makes it another text: takes back what differs and goes on from there. */
  become(text: string): void;
}

function commonPrefixLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && length < right.length && left.charCodeAt(length) === right.charCodeAt(length)) {
    length += 1;
  }
  // A character of two units is never cut.
  return /[\ud800-\udbff]/.test(left.charAt(length - 1)) ? length - 1 : length;
}

/** `given` is what the reader has already. */
export function createVisibleText(onPart: (part: Part) => void, given = ''): VisibleText {
  let shown = given;

  function append(text: string): void {
    if (text === '') return;
    shown += text;
    onPart({ type: 'text-delta', text });
  }

  return {
    current: () => shown,
    append,
    become(text) {
      const offset = commonPrefixLength(shown, text);
      if (offset < shown.length) {
        shown = shown.slice(0, offset);
        onPart({ type: 'text-rewind', offset });
      }
      append(text.slice(offset));
    },
  };
}
