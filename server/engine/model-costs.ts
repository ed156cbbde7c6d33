import { cautiousNanoUsd } from '../core/index.ts';
import type { Clock, Prices } from '../ports/index.ts';
import type { Config, Usage } from '../protocol/index.ts';
import type { ModelRecord } from './model-record.ts';

/** The models and settings that money is about. */
export interface MoneyModels {
  readonly config: Config;
  all(): readonly ModelRecord[];
}

/** What a usage costs on this model and on others, at the prices of now, in integer nano-dollars. */
export class ModelCosts {
  private readonly clock: Clock;
  private readonly prices: Prices;
  private readonly models: () => MoneyModels;

  constructor(dependencies: { clock: Clock; prices: Prices; models: () => MoneyModels }) {
    this.clock = dependencies.clock;
    this.prices = dependencies.prices;
    this.models = dependencies.models;
  }

  /** What an attempt is expected to cost; an unknown price counts as the dearest known one of the configured models. */
  estimate(record: ModelRecord, usage: Usage, config: Config): number {
    return this.cost(record, usage) ?? cautiousNanoUsd(this.costs(usage, isSimulated(record)), config);
  }

  /**
   * What a usage would have cost on the dearest configured model of the same kind; null when no price is known. Never less than
   * what was paid, also when that model is gone from the settings by now.
   */
  dearest(usage: Usage, simulated: boolean, paidNanoUsd: number | null): number | null {
    let most = paidNanoUsd;
    for (const record of this.models().all()) {
      if (!isConfigured(record) || isSimulated(record) !== simulated) continue;
      const cost = this.cost(record, usage);
      if (cost !== null && (most === null || cost > most)) most = cost;
    }
    return most;
  }

  /** Whether nothing but simulated models can be asked. */
  onlySimulated(): boolean {
    const usable = this.models()
      .all()
      .filter((record) => isConfigured(record) && record.weight > 0);
    return usable.length > 0 && usable.every(isSimulated);
  }

  private costs(usage: Usage, simulated: boolean): (number | null)[] {
    return this.models()
      .all()
      .filter((record) => isConfigured(record) && isSimulated(record) === simulated)
      .map((record) => this.cost(record, usage));
  }

  private cost({ resolution, settings }: ModelRecord, usage: Usage): number | null {
    if (resolution.kind !== 'ready') return null;
    return this.prices.costOf(this.prices.priceOf(resolution.target, settings, this.clock.nowMs()), usage);
  }
}

const isConfigured = ({ settings, resolution }: ModelRecord): boolean =>
  settings.enabled && resolution.kind === 'ready';

/** Whose money a model spends. */
export const isSimulated = ({ resolution, provider }: ModelRecord): boolean =>
  resolution.kind === 'ready' ? resolution.target.simulated : provider.manifest.simulated;
