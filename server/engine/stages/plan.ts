import { explainPlan } from '../../core/index.ts';
import { draws, type RequestContext, type RequestStage, requestFacts } from '../context.ts';
import { noModelConfigured, noModelEligible, pinnedNotConfigured } from '../request-errors.ts';
import { fail } from './settle.ts';

/** Works out who could serve the request and why, and refuses it in words when nobody may. */
export const plan: RequestStage = {
  name: 'plan',
  async *run(context, next) {
    const { workshop, request } = context;
    const explanation = explain(context);
    context.explanation = explanation;
    workshop.bus.publish({ type: 'request-plan', requestId: request.requestId, explanation });
    // A model that is merely busy frees itself: the pick waits for it.
    if (explanation.candidates.length === 0 && !explanation.filtered.some((each) => each.reason === 'full')) {
      const pinned = request.pinnedModel === undefined ? undefined : workshop.registry.get(request.pinnedModel);
      const nothingConfigured = explanation.filtered.every(
        (each) => each.reason === 'notConfigured' || each.reason === 'disabled',
      );
      context.error =
        pinned?.resolution.kind === 'notConfigured' && pinned.settings.enabled
          ? pinnedNotConfigured(pinned.modelId, pinned.resolution.reason, pinned.resolution.hint)
          : nothingConfigured
            ? noModelConfigured(explanation.filtered)
            : noModelEligible(explanation, []);
      yield* fail(context);
      return;
    }
    yield* next();
  },
};

/** The explanation of a request as things stand. Spends nothing and changes nothing. */
export function explain(context: RequestContext): ReturnType<typeof explainPlan> {
  const { workshop, config } = context;
  const request = requestFacts(context);
  const balancer = workshop.balancers.of(config.strategy);
  return explainPlan({
    models: workshop.registry.facts(request, config),
    request,
    config,
    strategy: balancer.strategy,
    strategyState: balancer.state,
    nowMs: workshop.clock.nowMs(),
    draws: draws(workshop.random),
  });
}
