/** Where the lines of a text begin; looked up once, because a text with many problems is asked for many places. */
export class TextLines {
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: lineBreak }) => index + lineBreak.length)];
  }

  /** Line and column of an offset, both counted from 1. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    let first = 0;
    let last = this.starts.length - 1;
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((this.starts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - (this.starts[first] ?? 0) + 1 };
  }

  offsetOf({ line, column }: { readonly line: number; readonly column: number }): number {
    return (this.starts[line - 1] ?? 0) + column - 1;
  }
}
