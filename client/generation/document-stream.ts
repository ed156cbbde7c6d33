import type { Later } from '../later.ts';
import { Block, type BlockStep } from './block.ts';
import { noSpacing, spacingBetween } from './spacing.ts';
import { settled, type TextChange, withLineFeeds } from './text-change.ts';
import type { TextSurface, WriteOutcome } from './text-surface.ts';

/** Milliseconds in which text is gathered before it is written: more often is more than an eye sees. */
const pauseMs = 40;

/**
 * Milliseconds after which text that was taken out counts as unwanted. A document that is closed without being saved loses its text
 * first, too, and is gone by then.
 */
const removalMs = 300;

/** How often in a row a write may be refused before the document is left alone until the end. */
const mostRefusals = 30;

/** A text that stands at the place already. */
export interface Standing {
  /** The text so far, with line feeds: parts are folded from it on. */
  readonly text: string;
  /** All that stands there and is ours to replace: the text, and what says that it is incomplete. */
  readonly inDocument: string;
}

/** Where a stream writes, and who hears of it. */
export interface StreamOptions {
  readonly surface: TextSurface;
  /** Where the text goes. */
  readonly offset: number;
  /** `block`: a paragraph of its own with blank lines around it. `inline`: exactly at the place. */
  readonly spacing: 'block' | 'inline';
  /** What is gone on from; left out when the text begins with nothing. */
  readonly standing?: Standing;
  readonly later: Later;
  /** The writer has taken out all that was written: she does not want it. */
  readonly onRemoved: () => void;
}

/**
 * How a stream ended. `edited`: the writer has changed the beginning, so that the corrected `text` could not be put in its place.
 * `removed`: she has taken it out. `lost`: the document is gone, or takes no text, and does not hold all of it.
 */
export interface StreamEnd {
  readonly kind: 'written' | 'edited' | 'removed' | 'lost';
  readonly text: string;
}

/**
 * Writes a text that grows into a document, as one undo step, while its writer works on. The first text comes at once, later text
 * in small batches. While no editor shows the document the text waits.
 */
export class DocumentStream {
  private readonly options: StreamOptions;
  private surface: TextSurface;
  private readonly block: Block;
  private listeners: readonly { dispose(): void }[];
  /** The whole text so far, as its parts were folded. */
  private folded = '';
  private writing: Promise<void> = Promise.resolve();
  private isWriting = false;
  private isWaiting = false;
  private isRemovalTold = false;
  private isEnded = false;
  private pause: { dispose(): void } | undefined;
  /** What the writer types is not to be undone together with our text. */
  private isStopNeeded = true;
  /** What is on its way into the document. */
  private step: BlockStep | undefined;

  constructor(options: StreamOptions) {
    this.options = options;
    this.surface = options.surface;
    this.block = new Block(options.offset, this.surface.lineEnd());
    if (options.standing !== undefined) {
      this.block.adopt(options.standing.inDocument);
      this.folded = options.standing.text;
    }
    this.listeners = this.listen();
  }

  private listen(): readonly { dispose(): void }[] {
    return [
      this.surface.onDidChange(({ changes, author }) => {
        if (author === this) this.taken();
        else this.follow(changes, author);
      }),
      this.surface.onDidShow(() => {
        this.isWaiting = false;
        this.schedule();
      }),
    ];
  }

  /** The text so far. */
  get text(): string {
    return this.folded;
  }

  /** Where the text begins in the document. */
  get start(): number {
    return this.block.textStart;
  }

  /** Where the text ends in the document. */
  get end(): number {
    return this.block.end;
  }

  append(text: string): void {
    this.folded += text;
    this.schedule();
  }

  /** Takes back everything after `offset`, in UTF-16 units. */
  rewind(offset: number): void {
    this.folded = this.folded.slice(0, offset);
    this.schedule();
  }

  /** Writes what is missing, so that exactly `text` stands in the document, and lets go of it. */
  async finish(text: string = settled(this.folded)): Promise<StreamEnd> {
    if (this.isEnded) return { kind: 'written', text };
    this.isEnded = true;
    this.pause?.dispose();
    await this.writing;
    const outcome = await this.writeAll(withLineFeeds(text));
    for (const listener of this.listeners) listener.dispose();
    if (this.block.isRemoved) return { kind: this.surface.isOpen() ? 'removed' : 'lost', text };
    if (this.block.isAgainst(withLineFeeds(text))) return { kind: 'edited', text };
    return { kind: outcome === 'written' || text === '' ? 'written' : 'lost', text };
  }

  private async writeAll(text: string): Promise<WriteOutcome> {
    let outcome = await this.write(text, (step) => this.edit(step), true);
    if (outcome === 'hidden') outcome = await this.write(text, ({ change }) => this.surface.apply(change, this), true);
    if (outcome === 'written' && this.block.isBegun) await this.surface.endUndoStep();
    return outcome;
  }

  private schedule(): void {
    if (this.isEnded || this.isWriting || this.isWaiting || this.pause !== undefined) return;
    if (!this.surface.isOpen() && !this.moveOn()) {
      this.isWaiting = true;
      return;
    }
    const text = settled(withLineFeeds(this.folded));
    if (this.stepTo(text, false) === undefined) return;
    this.isWriting = true;
    this.writing = this.write(text, (step) => this.edit(step), false).then((outcome) => {
      this.isWriting = false;
      this.isWaiting = outcome !== 'written';
      if (this.isEnded) return;
      this.pause = this.options.later(() => {
        this.pause = undefined;
        this.schedule();
      }, pauseMs);
    });
  }

  /** Makes the document hold the text. A change that is refused, because the document has changed, is made anew. */
  private async write(
    text: string,
    send: (step: BlockStep) => Promise<WriteOutcome>,
    isLast: boolean,
  ): Promise<WriteOutcome> {
    for (let refusals = 0; refusals < mostRefusals; refusals += 1) {
      const isGone = !this.surface.isOpen() && !this.moveOn();
      const step = this.stepTo(text, isLast);
      if (step === undefined) return 'written';
      if (isGone) return 'closed';
      this.step = step;
      const outcome = await send(step);
      this.step = undefined;
      if (outcome !== 'refused') return outcome;
    }
    return 'hidden';
  }

  /** Goes on in the document that took the place of this one. */
  private moveOn(): boolean {
    const next = this.surface.successor(this.block.last);
    if (next === undefined) return false;
    this.block.moveOn();
    this.isRemovalTold = false;
    for (const listener of this.listeners) listener.dispose();
    this.surface = next;
    this.listeners = this.listen();
    this.isStopNeeded = true;
    return true;
  }

  private edit({ change, endBefore, endAfter }: BlockStep): Promise<WriteOutcome> {
    return this.surface.edit(change, {
      author: this,
      undoStopBefore: this.isStopNeeded,
      caret: { from: endBefore, to: endAfter },
      reveal: !this.block.isBegun,
    });
  }

  /** Our change is in the document. */
  private taken(): void {
    this.step?.taken();
    this.step = undefined;
    this.isStopNeeded = false;
  }

  private follow(changes: readonly TextChange[], author: object | undefined): void {
    if (author === undefined) this.isStopNeeded = true;
    for (const change of changes) this.block.follow(change);
    if (!this.block.isRemoved || this.isRemovalTold) return;
    this.isRemovalTold = true;
    this.options.later(() => {
      if (!this.isEnded && this.block.isRemoved && this.surface.isOpen()) this.options.onRemoved();
    }, removalMs);
  }

  private stepTo(text: string, isLast: boolean): BlockStep | undefined {
    return this.block.stepTo(text, {
      lineEnd: this.surface.lineEnd(),
      isLast,
      around: () => {
        if (this.options.spacing === 'inline') return noSpacing;
        const document = this.surface.text();
        const { offset } = this.block;
        return spacingBetween(withLineFeeds(document.slice(0, offset)), withLineFeeds(document.slice(offset)));
      },
    });
  }
}
