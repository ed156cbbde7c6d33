import { type Candidate, closedBreaker, strategies } from '../server/core/index.ts';
import { defaultConfig } from '../server/protocol/index.ts';

/** Microseconds of one pick of every strategy over `size` candidates, the best of several rounds. */
export function pickCosts(size: number, picks: number): Record<string, number> {
  const candidates: Candidate[] = Array.from({ length: size }, (_, index) => ({
    modelId: `m${index}`,
    simulated: true,
    enabled: true,
    notConfigured: undefined,
    weight: 0.5 + (index % 3) / 2,
    status: 'healthy',
    breaker: closedBreaker,
    cooledUntilMs: undefined,
    successRate: 0.95,
    longRunSuccessRate: 0.97,
    firstTokenMs: 400 + index,
    msPerToken: 10,
    lastUsedMs: 0,
    peakMs: 2000 + index,
    inFlight: index % 4,
    limit: 100,
    contextTokens: 128_000,
    estimatedCostNanoUsd: 1_000_000,
    ramp: 1,
  }));
  const request = {
    promptTokens: 300,
    expectedOutputTokens: 250,
    pinnedModel: undefined,
    tried: new Set<string>(),
    stickyModel: undefined,
  };
  const costs: Record<string, number> = {};
  for (const strategy of strategies) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round += 1) {
      let state = strategy.initial();
      const startedAt = performance.now();
      for (let index = 0; index < picks; index += 1) {
        const draw = (index % 97) / 97;
        ({ state } = strategy.pick(state, {
          candidates,
          nowMs: index,
          draws: [draw, (draw + 0.31) % 1, (draw + 0.67) % 1],
          request,
          config: defaultConfig,
        }));
      }
      best = Math.min(best, ((performance.now() - startedAt) * 1000) / picks);
    }
    costs[strategy.id] = best;
  }
  return costs;
}
