import { maxKeyLength } from '../../server/protocol/limits.ts';
import type { L10n } from '../words/l10n.ts';

/** A key as a person pastes it, without the white space around it. */
export const trimmedKey = (typed: string): string => typed.trim();

/** Why this cannot be a key, in plain words that never repeat it; undefined when it can be one. */
export function keyProblem(typed: string, l10n: L10n): string | undefined {
  const key = trimmedKey(typed);
  if (key === '') return l10n.t('The key is empty.');
  if (key.length > maxKeyLength) return l10n.t('This is too long for a key.');
  if (/^https?:\/\//i.test(key)) return l10n.t('This is an address. Paste the key itself.');
  if (/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*_(?:API_)?(?:KEY|TOKEN)\s*=/.test(key))
    return l10n.t('Paste only what stands behind the "=".');
  if (/^bearer\s/i.test(key)) return l10n.t('Leave out the word "Bearer".');
  if (/["'`\u2018\u2019\u201C\u201D]/.test(key)) return l10n.t('A key has no quotation marks. Paste it without them.');
  if (/\s/.test(key)) return l10n.t('A key has no spaces and no line breaks. Paste it again.');
  if (!/^[\x21-\x7E]+$/.test(key)) return l10n.t('A key has only plain letters, digits and signs.');
  return undefined;
}
