import type { RequestContext, RequestStage } from '../context.ts';

/**
 * Always runs, however a request ends: announces the start and the end. The money itself was held and booked attempt by
 * attempt; the sum of the entries is what the request cost.
 */
export const settle: RequestStage = {
  name: 'settle',
  prepare(context) {
    const { workshop, request } = context;
    const { requestId, task } = request;
    workshop.bus.publish({ type: 'request-start', requestId, task });
    context.onEnd.push(() => {
      const { finished, error } = context;
      if (finished && request.stickyKey !== undefined && context.deliveredBy !== null) {
        workshop.sticky.remember(request.stickyKey, context.deliveredBy);
      }
      const wasCancelled = !finished && (error === null || error.code === 'cancelled');
      workshop.bus.publish({
        type: 'request-end',
        requestId,
        result: finished ? 'success' : wasCancelled ? 'cancelled' : 'failed',
        errorCode: finished ? null : (error?.code ?? 'cancelled'),
        costNanoUsd: requestCost(context),
      });
    });
    return true;
  },
};

/** Sum over the attempts so far in integer nano-dollars; null as soon as one price is unknown. */
export function requestCost(context: RequestContext): number | null {
  let sum = 0;
  for (const attempt of context.attempts) {
    if (attempt.costNanoUsd === null) return null;
    sum += attempt.costNanoUsd;
  }
  return sum;
}
