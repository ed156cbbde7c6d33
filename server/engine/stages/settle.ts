import type { Part } from '../../protocol/index.ts';
import type { RequestContext, RequestStage } from '../context.ts';

/**
 * Always runs, however a request ends: announces the start and the end. The money itself was held and booked attempt by
 * attempt; the sum of the entries is what the request cost.
 */
export const settle: RequestStage = {
  name: 'settle',
  async *run(context, next) {
    const { workshop, request } = context;
    workshop.bus.publish({ type: 'request-start', requestId: request.requestId, task: request.task });
    let finished = false;
    try {
      for await (const part of next()) {
        if (part.type === 'finish') finished = true;
        yield part;
      }
    } catch (error) {
      workshop.log.error('a request failed through a fault of the router', {
        requestId: request.requestId,
        reason: error instanceof Error ? error.name : 'unknown',
      });
      context.error = {
        code: 'internal',
        message: 'The router failed on this request through a fault of its own.',
        hint: 'Try again. If it happens again, please report it with the log.',
        attempts: [],
      };
      yield* fail(context);
    } finally {
      if (finished && request.stickyKey !== undefined && context.deliveredBy !== null) {
        workshop.sticky.remember(request.stickyKey, context.deliveredBy);
      }
      const wasCancelled = !finished && (context.error === null || context.error.code === 'cancelled');
      workshop.bus.publish({
        type: 'request-end',
        requestId: request.requestId,
        result: finished ? 'success' : wasCancelled ? 'cancelled' : 'failed',
        errorCode: finished ? null : (context.error?.code ?? 'cancelled'),
        costNanoUsd: requestCost(context),
      });
    }
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

/** A part that ends a request which failed before any stage below could take it. */
export async function* fail(context: RequestContext): AsyncIterable<Part> {
  if (context.error !== null) yield { type: 'error', error: context.error };
}
