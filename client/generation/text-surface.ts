import type { LineEnd, TextChange } from './text-change.ts';

/**
 * What came of an attempt to write. `refused`: the document has changed in between and the change must be made anew. `hidden`: no
 * editor shows the document. `locked`: the editor that shows it takes no text. `closed`: the document is no longer open.
 */
export type WriteOutcome = 'written' | 'refused' | 'hidden' | 'locked' | 'closed';

/** A change of the document. `author` is who wrote it through the surface; undefined for everybody else. */
export interface SurfaceChange {
  readonly changes: readonly TextChange[];
  readonly author: object | undefined;
}

/** How a change is made. */
export interface EditOptions {
  readonly author: object;
  /** Whether undo stops before this change, instead of taking it together with the one before. */
  readonly undoStopBefore: boolean;
  /** The caret goes along when it stands at `from`: to `to`. Otherwise neither caret nor scroll position is touched. */
  readonly caret: { readonly from: number; readonly to: number };
  /** Shows the place once, wherever the caret is. */
  readonly reveal: boolean;
}

/** An open document, as far as writing into it needs. */
export interface TextSurface {
  lineEnd(): LineEnd;
  text(): string;
  isOpen(): boolean;
  onDidChange(listener: (change: SurfaceChange) => void): { dispose(): void };
  /** The document that took the place of this one when it was saved under another name: it has our text at the same place. */
  successor(ours: { readonly offset: number; readonly text: string }): TextSurface | undefined;
  /** The document may be shown again, or another one in its place. */
  onDidShow(listener: () => void): { dispose(): void };
  /** Writes through an editor that shows the document, as part of the undo step before it. */
  edit(change: TextChange, options: EditOptions): Promise<WriteOutcome>;
  /** Writes without an editor, as an undo step of its own. */
  apply(change: TextChange, author: object): Promise<WriteOutcome>;
  /** What is written after this is another undo step. */
  endUndoStep(): Promise<void>;
}
