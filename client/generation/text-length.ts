import type { ScriptResult } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';

const charactersWithoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** About how long a text is that is still growing: in words, or in characters where there are no spaces between words. */
export function roughLength(text: string, l10n: L10n): string {
  const characters = text.match(charactersWithoutSpaces)?.length ?? 0;
  const words = text.split(/\s+/).filter((each) => /[\p{L}\p{N}]/u.test(each)).length;
  return lengthWords(Math.max(characters, words), characters > words ? 'characters' : 'words', l10n);
}

/** How long a script is, as the daemon has counted it. */
export function lengthWords(amount: number, counted: ScriptResult['counted'], l10n: L10n): string {
  if (counted === 'characters') return l10n.t('{0} characters', amount);
  if (counted === 'mixed') return l10n.t('{0} words and characters', amount);
  return amount === 1 ? l10n.t('1 word') : l10n.t('{0} words', amount);
}

/** A topic as part of a title: one line of a few words. */
export function shortened(topic: string, most = 48): string {
  const line = topic.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
