import { resumePoint } from '../core/index.ts';
import { withoutIncompleteNote } from '../protocol/incomplete.ts';
import type { ScriptPlan, WritingSettings } from './brief.ts';
import { measure } from './measure.ts';
import { type FittedParagraphs, fitParagraphs, splitParagraphs } from './paragraphs.ts';

/** A text that broke off, and what of it is gone on from. */
export interface Continuation {
  /** As the reader has it. */
  readonly given: string;
  /** Without an unfinished sentence at its end and without a note that it is incomplete. */
  readonly kept: string;
}

/**
 * What a script is gone on from. A last sentence that ends like one counts as complete: whoever has the text in front of her may have
 * finished it by hand.
 */
export function continuationOf(given: string | undefined): Continuation {
  if (given === undefined || given.trim() === '') return { given: given ?? '', kept: '' };
  const text = withoutIncompleteNote(given);
  const isOpen = text === text.trimEnd();
  const stays = resumePoint(isOpen ? `${text} ` : text);
  return { given, kept: text.slice(0, Math.min(stays, text.length)) };
}

/** Tokens the rest of a script is expected to have; a tenth of the whole at least. */
export function expectedRest(plan: ScriptPlan, { kept }: Continuation, settings: WritingSettings): number {
  const share = kept === '' ? 0 : measure(kept, settings).amount / plan.amount;
  return Math.ceil(plan.expectedOutputTokens * Math.max(0.1, 1 - share));
}

/** The new part of a text; empty while it stands as it was given. */
export const newPart = (text: string, { given, kept }: Continuation): string =>
  text === given ? '' : text.slice(kept.length);

/** Gives a text the asked number of paragraphs without touching what was there before. */
export function fitRest(text: string, from: Continuation, wanted: number): FittedParagraphs {
  if (from.kept.trim() === '') return fitParagraphs(text, wanted);
  const rest = newPart(text, from);
  const [gap = ''] = /^\s*/.exec(rest) ?? [];
  const isBetween = /\n[^\S\n]*\n\s*$/u.test(from.kept + gap);
  const wantedRest = wanted - splitParagraphs(from.kept).length + (isBetween ? 0 : 1);
  const fitted = wantedRest < 1 ? text : from.kept + gap + fitParagraphs(rest, wantedRest).text;
  return { text: fitted, paragraphs: splitParagraphs(fitted).length };
}
