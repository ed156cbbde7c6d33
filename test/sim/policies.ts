import { type ConfigInput, type ModelId, type StrategyId, strategyIds } from '../../server/protocol/index.ts';

/** A way to get an answer: the router under some settings, or a person who always asks the same model. */
export type Policy =
  | { readonly kind: 'router'; readonly id: string; readonly title: string; readonly config: ConfigInput }
  | { readonly kind: 'fixed'; readonly id: string; readonly title: string; readonly modelId: ModelId };

const router = (id: string, title: string, config: ConfigInput): Policy => ({ kind: 'router', id, title, config });

const off = { enabled: false } as const;

const strategyPolicies: readonly Policy[] = strategyIds.map((strategy) => router(strategy, strategy, { strategy }));

/** What each part of the router is worth: the usual strategy without it. */
const without: readonly Policy[] = [
  router('noHedge', 'intelligent, no hedging', { hedge: off }),
  router('noResume', 'intelligent, no resuming', { resume: off }),
  router('noFailover', 'intelligent, no failover', { failover: off }),
  router('bare', 'intelligent, none of the three', { hedge: off, resume: off, failover: off }),
];

/** The six strategies, then the usual one without one part or another. */
export const routerPolicies: readonly Policy[] = [...strategyPolicies, ...without];

export const fixedPolicy = (modelId: ModelId): Policy => ({
  kind: 'fixed',
  id: `always ${modelId}`,
  title: `always ${modelId}`,
  modelId,
});

/** The policy of a strategy. */
export function strategyPolicy(strategy: StrategyId): Policy {
  return router(strategy, strategy, { strategy });
}

export function routerPolicy(id: string): Policy {
  const found = routerPolicies.find((policy) => policy.id === id);
  if (found === undefined) throw new Error(`there is no policy ${id}`);
  return found;
}
