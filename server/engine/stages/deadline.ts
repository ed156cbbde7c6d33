import type { RequestStage } from '../context.ts';

/** Fixes the one moment at which the request must be over. Everything below shares its signal. */
export const deadline: RequestStage = {
  name: 'deadline',
  prepare(context) {
    const { workshop, request, config } = context;
    const deadlineMs = request.deadlineMs ?? config.failover.deadlineMs;
    context.deadlineAtMonotonicMs = workshop.clock.monotonicMs() + deadlineMs;
    context.onEnd.push(workshop.clock.setTimer(deadlineMs, () => context.end('deadline')));
    return true;
  },
};
