import type { RequestStage } from '../context.ts';

/** Fixes the one moment at which the request must be over. Everything below shares its signal. */
export const deadline: RequestStage = {
  name: 'deadline',
  async *run(context, next) {
    const { workshop, request, config } = context;
    const deadlineMs = request.deadlineMs ?? config.failover.deadlineMs;
    context.deadlineAtMonotonicMs = workshop.clock.monotonicMs() + deadlineMs;

    const outer = context.signal;
    const controller = new AbortController();
    const onAbort = () => {
      context.ended ??= 'caller';
      controller.abort();
    };
    if (outer.aborted) onAbort();
    else outer.addEventListener('abort', onAbort);
    const stopTimer = workshop.clock.setTimer(deadlineMs, () => {
      context.ended ??= 'deadline';
      controller.abort();
    });
    context.signal = controller.signal;
    try {
      yield* next();
    } finally {
      stopTimer();
      outer.removeEventListener('abort', onAbort);
    }
  },
};
