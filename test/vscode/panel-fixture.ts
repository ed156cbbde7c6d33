import {
  type AttemptReport,
  type Event,
  type ModelState,
  type RequestState,
  type Snapshot,
  sentence,
} from '../../server/protocol/index.ts';

/** A moment in 2026; the page only formats it. */
export const atMs = Date.UTC(2026, 10, 3, 9, 30);

/** Text that would run if anyone took it for markup. */
export const hostileText = '<img src=x onerror="document.title=\'owned\'">';

export function model(modelId: string, changes: Partial<ModelState> = {}): ModelState {
  return {
    modelId,
    provider: 'simulated',
    model: `${modelId}-chat`,
    simulated: true,
    weight: 1,
    status: 'healthy',
    reason: sentence('{0} % of recent requests worked.', 97),
    sinceMs: atMs,
    circuit: { state: 'closed' },
    cooledUntilMs: null,
    successRate: 0.97,
    firstTokenMs: 412,
    msPerToken: 12,
    totalMs: 2300,
    inFlight: 2,
    limit: 8,
    attempts: 44,
    successes: 43,
    failures: 1,
    ignored: 0,
    inputTokens: 3400,
    outputTokens: 23_000,
    costNanoUsd: 12_300_000,
    unpricedAttempts: 0,
    price: { kind: 'free' },
    ...changes,
  };
}

export function attempt(attemptId: string, changes: Partial<AttemptReport> = {}): AttemptReport {
  return {
    attemptId,
    model: 'deepseek',
    outcome: 'success',
    class: null,
    message: null,
    status: null,
    firstTokenMs: 400,
    totalMs: 2400,
    switchMs: null,
    usage: { inputTokens: 120, outputTokens: 430 },
    costNanoUsd: 120_000,
    simulated: true,
    ...changes,
  };
}

const failedAttempt = attempt('a1', {
  model: 'claude',
  outcome: 'failed',
  class: 'overload',
  message: hostileText,
  status: 503,
  usage: null,
  firstTokenMs: null,
});

const finished: RequestState = {
  requestId: 'r1',
  task: 'keywords',
  startedAtMs: atMs,
  endedAtMs: atMs + 2500,
  result: 'success',
  errorCode: null,
  explanation: {
    strategy: 'intelligent',
    candidates: [
      {
        modelId: 'deepseek',
        simulated: true,
        score: 88.2,
        factors: [{ factor: 'weight', value: 0.5, points: 30, explanation: sentence('Weight {0} of 2.', 1) }],
        headroom: 1,
        predictedMs: 2300,
        estimatedCostNanoUsd: 120_000,
      },
    ],
    filtered: [{ modelId: 'azure', reason: 'notConfigured', explanation: sentence('No address is set.') }],
    order: ['deepseek'],
    panic: false,
  },
  attempts: [failedAttempt, attempt('a2', { switchMs: 3.2 })],
  activeModel: null,
  costNanoUsd: 120_000,
};

/** Every status once, one request with a failover. */
export const snapshot: Snapshot = {
  sequence: 10,
  atMs,
  configRevision: 1,
  strategy: 'intelligent',
  fallbackChain: ['deepseek', 'claude'],
  failoverEnabled: true,
  models: [
    model('deepseek'),
    model('claude', { status: 'degraded', reason: sentence('{0}', hostileText) }),
    model('openai', { status: 'unhealthy', circuit: { state: 'open', untilMs: atMs + 20_000, class: 'overload' } }),
    model('gemini', { status: 'isolated', circuit: { state: 'isolated', by: 'configuration' } }),
    model('qwen', { status: 'unknown', successes: 0, failures: 0, firstTokenMs: null }),
    model('azure', { status: 'notConfigured', simulated: false, reason: sentence('No address is set.') }),
    model('ernie', { status: 'disabled', cooledUntilMs: atMs + 9000, costNanoUsd: 0, unpricedAttempts: 3 }),
  ],
  requests: [finished],
  totals: {
    requests: 1,
    succeeded: 1,
    failed: 0,
    cancelled: 0,
    attempts: 2,
    inputTokens: 120,
    outputTokens: 430,
    costNanoUsd: 123_000_000,
    unpricedAttempts: 3,
  },
};

export const laterEvents: readonly Event[] = [
  { type: 'request-start', sequence: 11, atMs: atMs + 1, requestId: 'r2', task: 'script' },
  {
    type: 'attempt-start',
    sequence: 12,
    atMs: atMs + 2,
    requestId: 'r2',
    attemptId: 'a3',
    modelId: 'deepseek',
    number: 1,
  },
  {
    type: 'model-change',
    sequence: 13,
    atMs: atMs + 3,
    model: model('deepseek', { status: 'unhealthy', reason: sentence('Down.') }),
  },
];
