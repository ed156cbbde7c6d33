import { explainChances, hedgeDelayMs } from '../core/index.ts';
import type { Explanation } from '../protocol/index.ts';
import { type RequestContext, requestFacts } from './context.ts';

/**
 * Where a request would go and why, for somebody who asks without sending it: with everyone's chance, the second model that would be
 * asked beside a slow first one, and the budgets. Spends nothing, draws nothing, and changes no state.
 */
export function explainOnly(context: RequestContext): Explanation {
  const { workshop, config } = context;
  const request = requestFacts(context);
  const balancer = workshop.balancers.of(config.strategy);
  const explanation = explainChances({
    models: workshop.registry.facts(request, config),
    request,
    config,
    strategy: balancer.strategy,
    strategyState: balancer.state,
    nowMs: workshop.clock.nowMs(),
  });
  const { money } = workshop.bus.snapshot();
  return {
    ...explanation,
    hedge: hedgeOf(context, explanation),
    budgets: money.budgets,
    budgetPolicy: money.policy,
  };
}

/** Who would be asked when the first stays silent, and when; null when nobody would. */
function hedgeOf(context: RequestContext, { order }: Explanation): NonNullable<Explanation['hedge']> | null {
  const { workshop, config, request } = context;
  const [first, second] = order;
  if (first === undefined || second === undefined || request.pinnedModel !== undefined) return null;
  if (!config.failover.enabled || config.failover.maxAttempts < 2) return null;
  const record = workshop.registry.get(first);
  if (record?.resolution.kind !== 'ready') return null;
  const { target } = record.resolution;
  const afterMs = hedgeDelayMs({
    times: record.health,
    prior: target.prior,
    isTrial: record.breaker.kind !== 'closed',
    isLocal: target.local,
    config,
  });
  return afterMs === undefined ? null : { modelId: second, afterMs: Math.round(afterMs) };
}
