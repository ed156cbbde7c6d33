import { noSpacing, type Spacing } from './spacing.ts';
import { difference, type LineEnd, lengthIn, type TextChange, withLineEnds, withLineFeeds } from './text-change.ts';

/** A change that brings a block nearer to the wanted text, and what to call when the document has taken it. */
export interface BlockStep {
  readonly change: TextChange;
  /** Where the text that was written ends, before and after the change. */
  readonly endBefore: number;
  readonly endAfter: number;
  readonly taken: () => void;
}

/** How the document is at this moment, as far as a step needs it. */
export interface StepOptions {
  /** How the document ends its lines now. */
  readonly lineEnd: LineEnd;
  /** What is needed around a block that has not begun. */
  readonly around: () => Spacing;
  /** An empty text at the end takes the blank lines around it along. */
  readonly isLast: boolean;
}

/**
 * A piece of text that we write into a document while its writer works on, too. Follows every change of the document, so that it
 * always knows where its text is. What the writer changes inside of it belongs to her from then on, with everything before it: it
 * is never touched again, and only what follows is ours. Texts are kept with line feeds, offsets are those of the document.
 */
export class Block {
  private start: number;
  private lineEnd: LineEnd;
  private spacing: Spacing = noSpacing;
  private begun = false;
  /** Text at the beginning that was written and now belongs to the writer. */
  private given = '';
  /** Text after that, which is in the document as it was written. */
  private own = '';
  private removed = false;
  /** Where the text begins, whoever it belongs to by now; undefined while there is none. */
  private first: number | undefined;

  constructor(offset: number, lineEnd: LineEnd) {
    this.start = offset;
    this.lineEnd = lineEnd;
  }

  /** Where the first text goes, or where the text begins. */
  get offset(): number {
    return this.start;
  }

  /** Where the next text goes. */
  get end(): number {
    return this.ownStart + this.lengthOf(this.own);
  }

  /** Where the text begins in the document, with what belongs to the writer. */
  get textStart(): number {
    return this.first ?? this.start;
  }

  /** Takes text that stands at the offset already, with line feeds, for its own. */
  adopt(text: string): void {
    this.begun = true;
    this.own = text;
    this.first = this.start;
  }

  /** Whether something has been written. */
  get isBegun(): boolean {
    return this.begun;
  }

  /** The writer has taken all of the text out of the document. */
  get isRemoved(): boolean {
    return this.removed;
  }

  /** Where the own text was when it was last in the document, and the text itself with the line ends of the document. */
  get last(): { readonly offset: number; readonly text: string } {
    return { offset: this.ownStart, text: withLineEnds(this.own, this.lineEnd) };
  }

  /** The text stands, as it was before it was taken out, in a document that took the place of that one. */
  moveOn(): void {
    this.removed = false;
  }

  /** Whether a text cannot be written without touching what the writer has changed. */
  isAgainst(text: string): boolean {
    return !text.startsWith(this.given) && !this.given.startsWith(text);
  }

  /** The one change that makes the block hold `text`; undefined when there is nothing to do, or nothing that may be done. */
  stepTo(text: string, { lineEnd, around, isLast }: StepOptions): BlockStep | undefined {
    this.lineEnd = lineEnd;
    if (this.removed || this.isAgainst(text)) return undefined;
    const wanted = text.slice(this.given.length);
    if (!this.begun) return wanted === '' ? undefined : this.begin(wanted, around());
    if (wanted === '' && this.given === '' && isLast) return this.takeBack();
    if (wanted === this.own) return undefined;
    const { prefix, suffix } = difference(this.own, wanted);
    const endBefore = this.end;
    const change = {
      offset: this.ownStart + this.lengthOf(this.own.slice(0, prefix)),
      length: this.lengthOf(this.own.slice(prefix, this.own.length - suffix)),
      text: withLineEnds(wanted.slice(prefix, wanted.length - suffix), this.lineEnd),
    };
    const endAfter = endBefore + change.text.length - change.length;
    const taken = (): void => {
      this.own = wanted;
    };
    return { change, endBefore, endAfter, taken };
  }

  private begin(wanted: string, spacing: Spacing): BlockStep {
    const text = withLineEnds(spacing.before + wanted + spacing.after, this.lineEnd);
    const change = { offset: this.start, length: 0, text };
    const endAfter = this.start + text.length - this.lengthOf(spacing.after);
    return {
      change,
      endBefore: this.start,
      endAfter,
      taken: () => {
        this.begun = true;
        this.spacing = spacing;
        this.own = wanted;
        this.first = this.ownStart;
      },
    };
  }

  private takeBack(): BlockStep | undefined {
    const { before, after } = this.spacing;
    const length = this.lengthOf(before + this.own + after);
    if (length === 0) return undefined;
    return {
      change: { offset: this.start, length, text: '' },
      endBefore: this.end,
      endAfter: this.start,
      taken: () => {
        this.begun = false;
        this.spacing = noSpacing;
        this.own = '';
        this.first = undefined;
      },
    };
  }

  /** Takes note of a change that somebody else has made. */
  follow({ offset, length, text }: TextChange): void {
    if (this.removed) return;
    const changeEnd = offset + length;
    const shift = text.length - length;
    if (this.first !== undefined) {
      if (changeEnd <= this.first) this.first += shift;
      else if (offset < this.first) this.first = offset;
    }
    const { ownStart, end } = this;
    const blockEnd = end + this.lengthOf(this.spacing.after);
    if (changeEnd <= this.start) this.start += shift;
    else if (offset >= blockEnd) return;
    else if (!this.begun) this.start = offset + Math.min(this.start - offset, text.length);
    else if (changeEnd <= ownStart) {
      this.start = ownStart + shift;
      this.spacing = { ...this.spacing, before: '' };
    } else if (offset >= end) this.spacing = { ...this.spacing, after: '' };
    else if (offset <= ownStart && changeEnd >= end) this.replaced(offset, text);
    else this.give(Math.min(changeEnd, end), offset + text.length, changeEnd > end);
  }

  /** All of the own text was replaced: by itself among other text, as formatters do, or by something else. */
  private replaced(offset: number, text: string): void {
    const found = this.findIn(text, this.ownStart - offset);
    if (found !== undefined) {
      this.start = offset + found;
      if (this.given === '') this.first = this.start;
      this.spacing = noSpacing;
      return;
    }
    this.removed = this.given === '' && text.trim() === '' && this.own !== '';
    if (this.removed) return;
    this.give(this.end, offset + text.length, true);
  }

  private findIn(text: string, expectedAt: number): number | undefined {
    if (this.own === '') return undefined;
    for (const lineEnd of [this.lineEnd, this.lineEnd === '\n' ? '\r\n' : '\n'] as const) {
      const sought = withLineEnds(this.own, lineEnd);
      const found = text.startsWith(sought, expectedAt) ? expectedAt : text.indexOf(sought);
      if (found < 0) continue;
      if (sought.includes('\n')) this.lineEnd = lineEnd;
      return found;
    }
    return undefined;
  }

  /** The own text up to an offset of the document, `until`, belongs to the writer; the rest of it now begins at `restStart`. */
  private give(until: number, restStart: number, isSpacingTouched: boolean): void {
    const inDocument = withLineEnds(this.own, this.lineEnd);
    const cut = Math.max(0, until - this.ownStart);
    const rest = withLineFeeds(inDocument.slice(cut));
    this.given += this.own.slice(0, this.own.length - rest.length);
    this.own = rest;
    this.start = restStart;
    this.spacing = { before: '', after: isSpacingTouched ? '' : this.spacing.after };
  }

  private get ownStart(): number {
    return this.start + this.lengthOf(this.spacing.before);
  }

  private lengthOf(text: string): number {
    return lengthIn(text, this.lineEnd);
  }
}
