/** Where the text of an answer goes while it grows. */
export interface LiveTextOutput {
  write(text: string): void;
  /** Called before the text is written anew from its beginning, because what was written can no longer stand. */
  rewritten(): void;
}

/**
 * Shows a text that grows and is sometimes taken back. What was written cannot be unwritten, so a text that changes is
 * written again as a whole, and only once it really differs: a resumed stream that repeats the same words shows nothing.
 */
export class LiveText {
  private readonly output: LiveTextOutput;
  private readonly live: boolean;
  private shown = '';
  private current = '';

  /**
   * Without `live` nothing is written before `finish`. `given` is text that was there before and is written together with what
   * follows it, because the end of it may be taken back first.
   */
  constructor(output: LiveTextOutput, live: boolean, given = '') {
    this.output = output;
    this.live = live;
    this.current = given;
  }

  /** The text so far. */
  get text(): string {
    return this.current;
  }

  append(text: string): void {
    this.current += text;
    if (this.live) this.show(false);
  }

  /** Takes back everything after `offset`, in UTF-16 units. */
  rewind(offset: number): void {
    this.current = this.current.slice(0, offset);
  }

  /** Writes what is missing of the final text, and its last line break. Nothing for an empty text. */
  finish(final: string): void {
    this.current = final.trimEnd();
    this.show(true);
    if (this.shown !== '' && !this.shown.endsWith('\n')) this.output.write('\n');
  }

  private show(final: boolean): void {
    if (this.current.startsWith(this.shown)) {
      this.output.write(this.current.slice(this.shown.length));
    } else if (this.shown.startsWith(this.current) && (!final || this.shown.trimEnd() === this.current)) {
      return;
    } else {
      if (!this.shown.endsWith('\n')) this.output.write('\n');
      this.output.rewritten();
      this.output.write(this.current);
    }
    this.shown = this.current;
  }
}
