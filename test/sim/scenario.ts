import type { ModelTarget } from '../../server/ports/index.ts';
import type { ConfigInput, ModelId, ModelSettings } from '../../server/protocol/index.ts';
import type { Make } from './models.ts';
import type { Traffic } from './traffic.ts';

/** One model of a scenario. */
export interface ScenarioModel {
  readonly make: Make;
  readonly traits?: Partial<ModelTarget>;
  /** Its own price; the built-in price table if left out. */
  readonly price?: ModelSettings['price'];
}

/** A world of simulated models and the people who ask them. */
export interface Scenario {
  readonly title: string;
  readonly requests: number;
  readonly traffic: Traffic;
  readonly models: Readonly<Record<ModelId, ScenarioModel>>;
  readonly config?: ConfigInput;
  readonly weights?: Readonly<Record<ModelId, number>>;
  /** Ids of the router's policies that are compared, where all of them would take too long. */
  readonly compares?: readonly string[];
  /** Epoch milliseconds at which it begins; a Monday at midnight UTC if left out. */
  readonly startMs?: number;
  /** Name of the phase a moment (milliseconds after the beginning) lies in, for shares that change over time. */
  readonly phase?: (atMs: number) => string;
}
