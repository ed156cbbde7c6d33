const openTags = ['<think>', '<thinking>', '<thought>', '<reasoning>'];
const closeTags = ['</think>', '</thinking>', '</thought>', '</reasoning>'];

/** A step of the cleaner: takes one character at a time and hands on what it lets through. */
export interface Filter {
  feed(character: string): void;
  end(): void;
}

/**
 * Takes out the thinking some models write into their answers: a block in think tags, closed or not, and a closing tag
 * without a block.
 */
export function createThinkingFilter(emit: (character: string) => void): Filter {
  let held = '';
  let inside = false;

  function feed(character: string): void {
    held += character;
    const tag = held.toLowerCase();
    const wanted = inside ? closeTags : [...openTags, ...closeTags];
    if (wanted.includes(tag)) {
      inside = openTags.includes(tag);
      held = '';
    } else if (!wanted.some((each) => each.startsWith(tag))) {
      const released = held;
      held = '';
      if (!inside) emit(released.charAt(0) === '<' ? '<' : released);
      // A held tag can hide the start of the real one, as in "<<think>".
      if (released.length > character.length) {
        for (const each of released.slice(1)) feed(each);
      }
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
