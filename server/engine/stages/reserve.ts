import type { RequestStage } from '../context.ts';

/**
 * Sets money aside for the request before any is spent: the dearest estimate among the models that could serve it, for as many
 * attempts as it may make. The hold ends when the request settles.
 */
export const reserve: RequestStage = {
  name: 'reserve',
  async *run(context, next) {
    const { workshop, request, config } = context;
    const size = { promptTokens: context.promptTokens, expectedOutputTokens: request.expectedOutputTokens };
    const dearest = workshop.registry
      .facts(size, config)
      .filter((model) => model.enabled && model.notConfigured === undefined && model.weight > 0)
      .reduce((most, model) => Math.max(most, model.estimatedCostNanoUsd ?? 0), 0);
    workshop.store.reserve({ requestId: request.requestId, estimateNanoUsd: dearest * config.failover.maxAttempts });
    yield* next();
  },
};
