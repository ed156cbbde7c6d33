import type { ModelSettings, PriceView, Usage } from '../protocol/index.ts';
import type { ModelTarget } from './provider.ts';

/** What calls cost. */
export interface Prices {
  /** The price of a model at a moment (prices depend on date and time of day). The person's own price wins. */
  priceOf(target: ModelTarget, settings: ModelSettings, atMs: number): PriceView;
  /** Integer nano-dollars of a usage at a price; null when the price is unknown. Rounds up. */
  costOf(price: PriceView, usage: Usage): number | null;
}
