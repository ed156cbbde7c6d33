const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Characters that take two columns in a terminal: East Asian Wide and Fullwidth (Unicode Standard Annex #11) as the
 * scripts and blocks that people write with, and emoji shown as pictures.
 */
const wide =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}|[\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|.\uFE0F)/u;
const invisible = /^[\p{Control}\p{Mark}\p{Format}]+$/u;

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

const graphemeWidth = (grapheme: string): number => (invisible.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** Columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** Fills a text with spaces up to a width. */
export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Signs that do not stand at the beginning or at the end of a line (Chinese text layout, W3C clreq, line composition). */
const neverFirst = /^[，。、；：？！）》」』】”’…—·,.;:?!)\]}%]/;
const neverLast = /[（《「『【“‘([{$]$/;

interface Piece {
  readonly text: string;
  readonly width: number;
  /** Spaces before it, which fall away at the beginning of a line. */
  readonly spaces: number;
}

/** What stays together on a line: words, and single wide characters with the punctuation that belongs to them. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let current = '';
  let spaces = 0;
  let previous = '';
  const end = () => {
    if (current !== '') pieces.push({ text: current, width: displayWidth(current), spaces });
    current = '';
  };
  for (const grapheme of graphemes(text)) {
    if (grapheme === ' ') {
      if (current !== '') {
        end();
        spaces = 0;
      }
      spaces += 1;
    } else {
      const mayBreak =
        (wide.test(grapheme) || wide.test(previous)) && !neverFirst.test(grapheme) && !neverLast.test(previous);
      if (mayBreak && current !== '') {
        end();
        spaces = 0;
      }
      current += grapheme;
    }
    previous = grapheme;
  }
  end();
  return pieces;
}

/** Width of the widest part of a text that cannot be broken between two lines. */
export function widestPiece(text: string): number {
  return Math.max(0, ...piecesOf(text).map(({ width }) => width));
}

/**
 * Breaks a text into lines of at most `width` columns, between words where it can. A part that is wider than a line is cut,
 * unless `keepWhole` is set: an address must stay one to be copied.
 */
export function wrapped(text: string, width: number, keepWhole = false): string[] {
  const lines: string[] = [];
  let line = '';
  let lineWidth = 0;
  const pieces = piecesOf(text).flatMap((piece) => (keepWhole || piece.width <= width ? [piece] : cut(piece, width)));
  for (const piece of pieces) {
    const spaces = line === '' ? 0 : piece.spaces;
    if (line === '' || lineWidth + spaces + piece.width <= width) {
      line += ' '.repeat(spaces) + piece.text;
      lineWidth += spaces + piece.width;
    } else {
      lines.push(line);
      line = piece.text;
      lineWidth = piece.width;
    }
  }
  return [...lines, line];
}

/** A part that is wider than a line, in parts that fit. */
function cut({ text, spaces }: Piece, width: number): Piece[] {
  const parts: Piece[] = [];
  let part = '';
  let partWidth = 0;
  const end = () => parts.push({ text: part, width: partWidth, spaces: parts.length === 0 ? spaces : 0 });
  for (const grapheme of graphemes(text)) {
    const graphemeColumns = graphemeWidth(grapheme);
    if (part !== '' && partWidth + graphemeColumns > width) {
      end();
      part = '';
      partWidth = 0;
    }
    part += grapheme;
    partWidth += graphemeColumns;
  }
  end();
  return parts;
}
