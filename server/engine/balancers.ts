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

  of(id: StrategyId): Balancer {
    const known = this.used.get(id);
    if (known !== undefined) return known;
    const strategy = strategyById(id);
    const balancer: Balancer = { strategy, state: strategy.initial() };
    this.used.set(id, balancer);
    return balancer;
  }

  /** A strategy that was chosen anew starts afresh. */
  forget(id: StrategyId): void {
    this.used.delete(id);
  }
}
