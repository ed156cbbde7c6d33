import type { AttemptReport, ModelState, RequestState, Snapshot } from '../../server/protocol/index.ts';
import { emptyTotals, noMoney, noSentence } from '../../server/protocol/index.ts';

/** A healthy model, with what a test wants otherwise. */
export function sampleModel(modelId: string, change: Partial<ModelState> = {}): ModelState {
  return {
    modelId,
    provider: 'openai-compatible',
    model: `${modelId}-chat`,
    simulated: false,
    enabled: true,
    keySource: 'stored',
    weight: 1,
    status: 'healthy',
    reason: noSentence,
    sinceMs: 0,
    circuit: { state: 'closed' },
    cooledUntilMs: null,
    successRate: 0.98,
    firstTokenMs: 420,
    msPerToken: 12,
    totalMs: 3200,
    inFlight: 0,
    limit: 10,
    attempts: 12,
    successes: 12,
    failures: 0,
    ignored: 0,
    inputTokens: 1000,
    outputTokens: 2000,
    costNanoUsd: 4_200_000,
    unpricedAttempts: 0,
    price: { kind: 'unknown' },
    ...change,
  };
}

/** A finished, successful attempt. */
export function sampleAttempt(model: string, change: Partial<AttemptReport> = {}): AttemptReport {
  return {
    attemptId: `attempt-${model}`,
    model,
    role: 'first',
    outcome: 'success',
    class: null,
    message: null,
    status: 200,
    startedMs: 0,
    firstTokenMs: 400,
    totalMs: 2000,
    switchMs: null,
    usage: { inputTokens: 120, outputTokens: 300 },
    costNanoUsd: 1_500_000,
    simulated: false,
    ...change,
  };
}

/** A request that succeeded with one attempt of `alpha`. */
export function sampleRequest(requestId: string, change: Partial<RequestState> = {}): RequestState {
  return {
    requestId,
    task: 'script',
    startedAtMs: 1_760_000_000_000,
    endedAtMs: 1_760_000_002_500,
    result: 'success',
    errorCode: null,
    explanation: null,
    attempts: [sampleAttempt('alpha')],
    activeAttempts: [],
    costNanoUsd: 1_500_000,
    ...change,
  };
}

export function sampleSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    sequence: 1,
    atMs: 1_760_000_003_000,
    configRevision: 1,
    strategy: 'intelligent',
    fallbackChain: [],
    failoverEnabled: true,
    models: [sampleModel('alpha'), sampleModel('beta')],
    requests: [],
    history: {},
    totals: emptyTotals,
    money: noMoney('2025-10-09'),
    ...change,
  };
}
