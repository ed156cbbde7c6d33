import type { StrategyId } from '../../protocol/index.ts';
import type { Strategy } from '../types.ts';
import { intelligent } from './intelligent.ts';
import { leastConnections } from './least-connections.ts';
import { random } from './random.ts';
import { responseTime } from './response-time.ts';
import { roundRobin } from './round-robin.ts';
import { weightedRoundRobin } from './weighted-round-robin.ts';

/** Every balancing strategy, with its state type closed over. A new one is one file and one line here. */
export const strategies: readonly Strategy<unknown>[] = [
  roundRobin,
  weightedRoundRobin,
  leastConnections,
  responseTime,
  random,
  intelligent,
];

/** The strategy of a setting. Every id of the contract has one; a test keeps that true. */
export function strategyById(id: StrategyId): Strategy<unknown> {
  return strategies.find((strategy) => strategy.id === id) ?? intelligent;
}
