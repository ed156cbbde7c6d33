import type { Texts } from '../api/texts/index.ts';
import type { PriceView } from '../protocol/index.ts';

const nanoPerDollar = 1e9;

/** Dollars with at least two decimals, and as many more as a small sum needs to be told from nothing. */
function dollars(amount: number): string {
  if (amount === 0 || amount >= 1) return amount.toFixed(2);
  const decimals = Math.min(9, Math.max(2, 2 - Math.floor(Math.log10(amount))));
  const exact = amount.toFixed(decimals).replace(/0+$/, '');
  return exact.padEnd(exact.indexOf('.') + 3, '0');
}

/** A sum of money; `null` is not nothing, it is unknown. */
export function moneyText(costNanoUsd: number | null, texts: Texts): string {
  return costNanoUsd === null ? texts.unknown : texts.usd(dollars(costNanoUsd / nanoPerDollar));
}

/** What an answer cost, as part of a sentence; of simulated models it says so. */
export function costText(
  { costNanoUsd, simulated }: { readonly costNanoUsd: number | null; readonly simulated: boolean },
  texts: Texts,
): string {
  return texts.cost(moneyText(costNanoUsd, texts), simulated);
}

/** Below this many milliseconds, seconds with one decimal would say nothing. */
const shortMs = 100;

/** A span of time; nothing for one that is not known. */
export function spanText(milliseconds: number | null, texts: Texts): string {
  if (milliseconds === null) return '';
  return milliseconds < shortMs ? texts.milliseconds(Math.round(milliseconds)) : texts.seconds(milliseconds / 1000);
}

/** A price for a million tokens, in and out. */
export function priceText(price: PriceView, texts: Texts): string {
  if (price.kind === 'free') return texts.free;
  if (price.kind === 'unknown') return texts.unknown;
  const perMillion = (nanoPerToken: number) => texts.usd(dollars((nanoPerToken * 1e6) / nanoPerDollar));
  const prices = `${perMillion(price.inputNanoUsdPerToken)} / ${perMillion(price.outputNanoUsdPerToken)}`;
  return price.uncertain ? texts.roughly(prices) : prices;
}
