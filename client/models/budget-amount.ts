import type { L10n } from '../words/l10n.ts';

/** The largest budget the settings take, US dollars. */
const largestUsd = 1_000_000;

/** What a person has typed as an amount of US dollars; `problem` is in plain words. An empty field means no budget, as 0 does. */
export function parseAmount(
  typed: string,
  l10n: L10n,
): { readonly usd: number; readonly problem?: never } | { readonly problem: string } {
  const text = typed
    .trim()
    .replace(/^(?:US\s*)?\$\s*|^USD\s*/i, '')
    .replace(/\s*(?:USD|\$)$/i, '');
  if (text === '') return { usd: 0 };
  // Not 1,000: whether that is a thousand or one depends on the country.
  if (!/^\d+(?:[.,]\d{1,2}|\.\d+)?$/.test(text))
    return { problem: l10n.t('Write an amount of US dollars, such as 5 or 0.50.') };
  const usd = Number(text.replace(',', '.'));
  if (usd > largestUsd) return { problem: l10n.t('This is more than a budget can be.') };
  return { usd };
}
