import { createSeamFinder, type SeamOptions, type SeamRejection } from './seam-finder.ts';
import { createSeamJoin } from './seam-join.ts';

/** What is to be done after a piece of a continuation. */
export type SeamStep =
  /** Nothing to show yet. */
  | { readonly kind: 'hold' }
  /** To be appended to the kept text; may be empty at the end. */
  | { readonly kind: 'text'; readonly text: string }
  /** The continuation is none; nothing of it was shown. */
  | { readonly kind: 'rejected'; readonly reason: SeamRejection };

/** Reads a continuation and gives back what is new in it. Nothing of it throws, and the pieces it comes in change nothing. */
export interface Seam {
  push(text: string): SeamStep;
  /** The continuation is over. */
  end(): SeamStep;
}

/**
 * The seam between a text that broke off and the answer of a model that was asked to go on. What the answer repeats of the text is
 * left out, white space is put right, and an answer that does not take up the text is rejected before any of it shows.
 * Without a kept text everything is new.
 */
export function createSeam(options: SeamOptions): Seam {
  const finder = createSeamFinder(options);
  let join: ReturnType<typeof createSeamJoin> | undefined =
    options.kept.trim() === '' ? createSeamJoin('', undefined, false) : undefined;
  let rejected: Extract<SeamStep, { kind: 'rejected' }> | undefined;
  /** The first half of a character of two units. */
  let half = '';

  const take = (finding: ReturnType<typeof finder.end>, behind: string): SeamStep => {
    const held = finder.held();
    if (finding.kind === 'rejected') {
      rejected = finding;
      return finding;
    }
    const isCut = finding.kind === 'cut';
    join = createSeamJoin(options.kept, isCut ? finding.openedBy : undefined, isCut && finding.isFenced);
    return step(join.push(held.slice(isCut ? finding.at : 0) + behind));
  };

  return {
    push(piece) {
      if (rejected !== undefined) return rejected;
      if (join !== undefined) return step(join.push(piece));
      const text = half + piece;
      half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
      const whole = text.slice(0, text.length - half.length);
      let place = 0;
      for (const character of whole) {
        place += character.length;
        const finding = finder.feed(character);
        if (finding === undefined) continue;
        const behind = whole.slice(place) + half;
        half = '';
        return take(finding, behind);
      }
      return { kind: 'hold' };
    },

    end() {
      if (rejected !== undefined) return rejected;
      let text = '';
      if (join === undefined) {
        const last = half === '' ? undefined : finder.feed(half);
        half = '';
        const first = take(last ?? finder.end(), '');
        if (first.kind === 'rejected' || join === undefined) return first;
        text = first.kind === 'text' ? first.text : '';
      }
      return { kind: 'text', text: text + join.end() };
    },
  };
}

const step = (text: string): SeamStep => (text === '' ? { kind: 'hold' } : { kind: 'text', text });

export type { SeamOptions, SeamRejection } from './seam-finder.ts';
