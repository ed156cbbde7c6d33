import type { Filter } from './clean-controls.ts';

const openTags = ['<think>', '<thinking>', '<thought>', '<reasoning>'];
const closeTags = ['</think>', '</thinking>', '</thought>', '</reasoning>'];

/**
 * Takes out the thinking some models write into their answers: a block that opens at the start of a line, closed or not, and a
 * closing tag without a block. A script about HTML may name such a tag in the middle of a sentence.
 */
export function createThinkingFilter(emit: (character: string) => void): Filter {
  let held = '';
  let inside = false;
  let lineStarts = true;

  function pass(character: string): void {
    if (character === '\n') lineStarts = true;
    else if (/\S/u.test(character)) lineStarts = false;
    emit(character);
  }

  function feed(character: string): void {
    if (held === '' && character !== '<') {
      if (!inside) pass(character);
      return;
    }
    held += character;
    const tag = held.toLowerCase();
    const wanted = inside ? closeTags : lineStarts ? [...openTags, ...closeTags] : closeTags;
    if (wanted.includes(tag)) {
      inside = openTags.includes(tag);
      held = '';
    } else if (!wanted.some((each) => each.startsWith(tag))) {
      const released = held;
      held = '';
      if (!inside) pass('<');
      // A held tag can hide the start of the real one, as in "<</think>".
      for (const each of released.slice(1)) feed(each);
    }
  }

  return {
    feed,
    end() {
      if (!inside) for (const each of held) emit(each);
      held = '';
    },
  };
}
