import { type Strategy, strategyById } from '../core/index.ts';
import type { StrategyId } from '../protocol/index.ts';

/** A strategy and its state, which survives every request. */
export interface Balancer {
  readonly strategy: Strategy<unknown>;
  state: unknown;
}

/** One balancer for each strategy that somebody uses: windows may have chosen different ones over the same models. */
export class Balancers {
  private readonly used = new Map<StrategyId, Balancer>();
  /** States from an earlier process by id, until they are taken up. Each strategy guards its own. */
  private readonly earlier: Map<string, unknown>;

  constructor(earlier: Readonly<Record<string, unknown>> = {}) {
    this.earlier = new Map(Object.entries(earlier));
  }

  of(id: StrategyId): Balancer {
    const known = this.used.get(id);
    if (known !== undefined) return known;
    const strategy = strategyById(id);
    const balancer: Balancer = { strategy, state: this.earlier.get(id) ?? strategy.initial() };
    this.earlier.delete(id);
    this.used.set(id, balancer);
    return balancer;
  }

  /** The states of all that are in use, plain JSON by id. */
  states(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.used].map(([id, { state }]) => [id, state]));
  }

  /** A strategy that was chosen anew starts afresh. */
  forget(id: StrategyId): void {
    this.used.delete(id);
  }
}
