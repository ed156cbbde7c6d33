/** Ends of sentences in the scripts of the world. */
export const sentenceEnds = /[.!?…。！？．｡।॥؟۔։።။។]/u;

/** Marks that may stand between the end of a sentence and the next one. */
const closingMarks = /["'”’»›」』）)\]】]/u;

const isJoiner = (character: string): boolean => /[\u200b\ufeff]/u.test(character);

/** Where cleaned characters go. Spaces and line ends are held until something visible follows, so none is ever left over. */
export interface Layout {
  write(character: string): void;
  newline(): void;
  /** Something unspoken stood here: what follows is a new paragraph. */
  breakParagraph(): void;
  /** Something was taken out of the line here. */
  gap(): void;
  /** Whether the line has visible text so far. */
  lineStarted(): boolean;
  /** Whether the last visible character ends a sentence, closing marks aside. */
  sentenceEnded(): boolean;
}

/**
 * Lays out paragraphs: an empty line between them, one space between words. A single line end after a complete sentence
 * starts a paragraph; after an incomplete one it stays a line end, so that nothing is glued together.
 */
export function createLayout(emit: (text: string) => void): Layout {
  let started = false;
  let newlines = 0;
  let space = '';
  let removed = false;
  let last = '';
  let ended = false;
  let lineStarted = false;

  function separator(character: string): string {
    if (!started) return '';
    if (newlines > 0) return newlines > 1 || ended ? '\n\n' : '\n';
    if (removed && space !== '' && /[.,!?;:…。，！？、；：)）]/u.test(character)) return '';
    if (removed && space === '' && /[.!?,;:…]/u.test(last) && /[\p{L}\p{N}]/u.test(character)) return ' ';
    return space;
  }

  return {
    write(character) {
      if (isJoiner(character)) return;
      if (/\s/u.test(character)) {
        if (!lineStarted) return;
        const plain = /[\t\v\f ]/u.test(character);
        if (space === '' || !plain) space = plain ? ' ' : character;
        return;
      }
      emit(separator(character) + character);
      if (sentenceEnds.test(character)) ended = true;
      else if (!closingMarks.test(character)) ended = false;
      started = true;
      lineStarted = true;
      newlines = 0;
      space = '';
      removed = false;
      last = character;
    },
    newline() {
      newlines += 1;
      space = '';
      removed = false;
      lineStarted = false;
    },
    breakParagraph() {
      newlines += 2;
      space = '';
      removed = false;
      lineStarted = false;
    },
    gap() {
      removed = true;
    },
    lineStarted: () => lineStarted,
    sentenceEnded: () => ended,
  };
}
