/** A step of the cleaner: takes one character at a time and hands on what it lets through. */
export interface Filter {
  feed(character: string): void;
  end(): void;
}

/** Longest control sequence and longest string in one that are waited for. What does not end by then is text. */
const maxSequenceLength = 32;
const maxStringLength = 512;

const escapeCharacter = '\u001b';

/** Controls of eight bits with the letter that stands behind ESC in their form of seven bits. */
const eightBit: Readonly<Record<string, string>> = {
  '\u0090': 'P',
  '\u0098': 'X',
  '\u009b': '[',
  '\u009d': ']',
  '\u009e': '^',
  '\u009f': '_',
};

/** Printable ASCII, and everything above the controls but the marks that turn the direction of text. */
const isHarmless = (character: string): boolean =>
  (character >= ' ' && character <= '~') ||
  (character > '\u009f' && !/[\u202a-\u202e\u2066-\u2069]/u.test(character)) ||
  character === '\n' ||
  character === '\t' ||
  character === '\r' ||
  character === '\u0085';

/**
 * Takes out what steers a terminal: whole escape sequences (ECMA-48: CSI, OSC and other strings, charsets, single functions),
 * other control characters and overrides of the writing direction. Line ends and tabs stay. A sequence that is broken off
 * loses its beginning only, so no word behind it is lost.
 */
export function createControlFilter(emit: (character: string) => void): Filter {
  /** What was read of a sequence, from ESC on; empty outside. */
  let held = '';

  /** Gives back what stands behind the start of a sequence, and behind the number of an OSC. */
  function release(from: number): void {
    const rest = held.slice(from).replace(/^\d{1,4};/u, '');
    held = '';
    for (const each of rest) feed(each);
  }

  function feedSequence(character: string): void {
    const kind = held.charAt(1);
    if (kind === '') {
      if (/[[\]PX^_()*+./#%78=>cDEHMNOZ-]/.test(character)) held += character;
      else {
        held = '';
        feed(character);
      }
    } else if (kind === '[') {
      if (/[@-~]/.test(character)) held = '';
      else if (/[ -?]/.test(character) && held.length < maxSequenceLength) held += character;
      else {
        held = '';
        feed(character);
      }
    } else if (/[\]PX^_]/.test(kind)) {
      const escapes = held.endsWith(escapeCharacter);
      if (character === '\u0007' || character === '\u009c' || (escapes && character === '\\')) held = '';
      else if (escapes || character === '\n' || character === '\r' || held.length > maxStringLength) {
        // What follows an ESC that does not end the string is a sequence of its own.
        if (escapes) held = held.slice(0, -1);
        release(2);
        if (escapes) feed(escapeCharacter);
        feed(character);
      } else held += character;
    } else if (/[()*+./#%-]/.test(kind)) {
      // A charset such as ESC ( B; in "ESC (pause)" the bracket is text.
      if (/[0-9A-Z@<=>]/.test(character)) held = '';
      else {
        release(1);
        feed(character);
      }
    } else {
      // A single function such as ESC c; in "ESC cats" the letter belongs to a word.
      if (/[a-z]/.test(character) && /[A-Za-z]/.test(kind)) release(1);
      held = '';
      feed(character);
    }
  }

  function feed(character: string): void {
    if (held !== '') feedSequence(character);
    else if (isHarmless(character)) emit(character);
    else if (character === '\v' || character === '\f') emit(' ');
    else if (character === escapeCharacter) held = escapeCharacter;
    else if (eightBit[character] !== undefined) held = escapeCharacter + eightBit[character];
  }

  return {
    feed,
    end() {
      // A string that never ends gives its words back, each round without the start of one sequence.
      while (held !== '') {
        if (/[\]PX^_]/.test(held.charAt(1))) release(2);
        else held = '';
      }
    },
  };
}

/** A text without control characters, as the filter leaves it. */
export function removeControls(text: string): string {
  let clean = '';
  const filter = createControlFilter((character) => {
    clean += character;
  });
  for (const character of text) filter.feed(character);
  filter.end();
  return clean;
}
