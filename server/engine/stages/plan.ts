import { explainEligible } from '../../core/index.ts';
import type { Explanation } from '../../protocol/index.ts';
import { draws, type RequestContext, type RequestStage } from '../context.ts';
import { type Look, lookAround } from '../look.ts';
import { noModelConfigured, pinnedNotConfigured } from '../request-errors.ts';
import { nobodyLeft } from './nobody-left.ts';

/** Works out who could serve the request and why, and refuses it in words when nobody may. */
export const plan: RequestStage = {
  name: 'plan',
  prepare(context) {
    const { workshop, request } = context;
    const look = lookAround(context);
    context.look = look;
    const explanation = explanationOf(context, look);
    context.explanation = explanation;
    workshop.bus.publish({
      type: 'request-plan',
      requestId: request.requestId,
      get explanation() {
        return explanation();
      },
    });
    const { candidates, filtered } = look.eligibility;
    // A model that is merely busy frees itself: the pick waits for it.
    if (candidates.length === 0 && !filtered.some((each) => each.reason === 'full')) {
      const pinned = request.pinnedModel === undefined ? undefined : workshop.registry.get(request.pinnedModel);
      const nothingConfigured = filtered.every((each) => each.reason === 'notConfigured' || each.reason === 'disabled');
      context.error =
        pinned?.resolution.kind === 'notConfigured' && pinned.settings.enabled
          ? pinnedNotConfigured(pinned.modelId, pinned.resolution.reason, pinned.resolution.hint)
          : nothingConfigured
            ? noModelConfigured(filtered)
            : nobodyLeft(context);
      return false;
    }
    return true;
  },
};

/**
 * The explanation of a request as things stood at that look, with the draws that its first pick will use. Worked out only when somebody
 * wants to see it: it takes longer than all decisions together.
 */
function explanationOf(context: RequestContext, look: Look): () => Explanation {
  const { workshop, config } = context;
  const firstDraws = draws(workshop.random);
  context.firstDraws = firstDraws;
  const { strategy, state: strategyState } = workshop.balancers.of(config.strategy);
  const { request, eligibility, nowMs } = look;
  let explanation: Explanation | undefined;
  return () => {
    explanation ??= explainEligible(
      { request, config, strategy, strategyState, nowMs, draws: firstDraws },
      eligibility,
    );
    return explanation;
  };
}
