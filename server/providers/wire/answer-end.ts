import type { ProviderPart } from '../../ports/index.ts';
import type { FinishReason, Usage } from '../../protocol/index.ts';
import type { AnswerFilter, AnswerPiece } from './think-filter.ts';

/** The pieces of an answer as parts. */
export const deltaParts = (pieces: readonly AnswerPiece[]): ProviderPart[] =>
  pieces.map(({ kind, text }) => ({ type: kind === 'text' ? 'text-delta' : 'reasoning-delta', text }));

/** How an answer came to its end. */
export interface AnswerEnd {
  readonly filter: AnswerFilter;
  readonly usage: Usage | undefined;
  /** The vendor's mark of completeness, also in the common vocabulary; undefined when none came. */
  readonly finish: { readonly raw: string; readonly unified: FinishReason } | undefined;
  /** Said when the vendor's filter left nothing. */
  readonly filteredMessage: string;
}

/** The last parts of an answer: what was held back, the token counts, and the finish, or why this is no answer. */
export const endParts = ({ filter, usage, finish, filteredMessage }: AnswerEnd): ProviderPart[] => {
  const parts: ProviderPart[] = finish === undefined ? [] : deltaParts(filter.end());
  if (usage !== undefined) parts.push({ type: 'usage', usage });
  if (finish === undefined) {
    const message = 'The answer ended without a mark that it is complete.';
    return [...parts, { type: 'error', signal: { kind: 'truncated', message } }];
  }
  const { raw, unified } = finish;
  if (filter.hasText()) return [...parts, { type: 'finish', unified, raw }];
  return [
    ...parts,
    {
      type: 'error',
      signal:
        unified === 'contentFilter' ? { kind: 'filtered', message: filteredMessage } : { kind: 'empty', finish: raw },
    },
  ];
};
