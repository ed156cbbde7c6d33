import {
  type AttemptReport,
  type Event,
  type Explanation,
  emptyTotals,
  type LatencySample,
  type ModelState,
  type MoneyState,
  noMoney,
  type PanelHost,
  panelCommands,
  type RequestState,
  type Snapshot,
  sentence,
} from '../../server/protocol/index.ts';

/** A moment in 2026: the present of every test and every picture. */
export const nowMs = Date.UTC(2026, 10, 3, 9, 30);
const second = 1000;
const minute = 60 * second;

/** Text that would run if anyone took it for markup. */
export const hostileText = '<img src=x onerror="document.title=\'owned\'">';

/** VS Code with everything it offers. */
export const editorHost: PanelHost = {
  kind: 'editor',
  connection: 'running',
  message: '',
  fleet: 'configured',
  trusted: true,
  changes: 'settings',
  commands: [...panelCommands],
  locale: 'en',
};

export const pageHost: PanelHost = { ...editorHost, kind: 'page', changes: 'session', commands: [] };

export function model(modelId: string, changes: Partial<ModelState> = {}): ModelState {
  return {
    modelId,
    provider: 'simulated',
    model: `${modelId}-chat`,
    simulated: false,
    enabled: true,
    keySource: 'stored',
    weight: 1,
    status: 'healthy',
    reason: sentence('Answers well, in about {0} s.', '2.3'),
    sinceMs: nowMs - 12 * minute,
    circuit: { state: 'closed' },
    cooledUntilMs: null,
    successRate: 0.97,
    firstTokenMs: 412,
    msPerToken: 12,
    totalMs: 2300,
    inFlight: 0,
    limit: 8,
    attempts: 44,
    successes: 43,
    failures: 1,
    ignored: 0,
    inputTokens: 3400,
    outputTokens: 23_000,
    costNanoUsd: 12_300_000,
    unpricedAttempts: 0,
    price: {
      kind: 'known',
      inputNanoUsdPerToken: 270,
      outputNanoUsdPerToken: 1100,
      source: 'the vendor',
      verifiedOn: '2026-10-01',
      uncertain: false,
    },
    ...changes,
  };
}

/** A model that nobody has given a key yet. */
export function unconfigured(modelId: string, changes: Partial<ModelState> = {}): ModelState {
  return model(modelId, {
    status: 'notConfigured',
    keySource: 'missing',
    reason: sentence('No API key is set for {0}.', modelId),
    sinceMs: 0,
    firstTokenMs: null,
    totalMs: null,
    attempts: 0,
    successes: 0,
    failures: 0,
    inputTokens: 0,
    outputTokens: 0,
    costNanoUsd: 0,
    ...changes,
  });
}

/** Attempts of a model; `failed` names places from the newest, which is 0. The same every time. */
export function samples(amount: number, usualMs: number, failed: readonly number[] = []): LatencySample[] {
  return Array.from({ length: amount }, (_, position): LatencySample => {
    const age = amount - 1 - position;
    const wave = 1 + 0.35 * Math.sin(position * 1.7) + 0.2 * Math.sin(position * 0.6 + 2);
    const broken = failed.includes(age);
    return {
      endedAtMs: nowMs - age * 20 * second,
      firstTokenMs: broken ? null : Math.round(usualMs * 0.22 * wave),
      totalMs: Math.round(broken ? usualMs * 0.4 : usualMs * wave),
      outcome: broken ? 'failed' : 'success',
    };
  });
}

export function attempt(attemptId: string, changes: Partial<AttemptReport> = {}): AttemptReport {
  return {
    attemptId,
    model: 'deepseek',
    role: 'first',
    outcome: 'success',
    class: null,
    message: null,
    status: null,
    startedMs: 0,
    firstTokenMs: 400,
    totalMs: 2400,
    switchMs: null,
    usage: { inputTokens: 120, outputTokens: 430 },
    costNanoUsd: 520_000,
    simulated: false,
    ...changes,
  };
}

export const explanation: Explanation = {
  strategy: 'intelligent',
  candidates: [
    {
      modelId: 'claude',
      simulated: false,
      score: 88.2,
      factors: [
        { factor: 'weight', value: 0.9, points: 30, explanation: sentence('Your weight is {0} of {1}.', '1.80', 2) },
        { factor: 'health', value: 1, points: 25, explanation: sentence('Working well.') },
        {
          factor: 'performance',
          value: 0.85,
          points: 20,
          explanation: sentence('Expected to take {0} s for this answer.', '1.9'),
        },
        {
          factor: 'reliability',
          value: 0.97,
          points: 15,
          explanation: sentence('About {0} % of its requests succeed.', '97'),
        },
        {
          factor: 'cost',
          value: 0.47,
          points: 10,
          explanation: sentence('This answer is expected to cost about {0}.', '$0.005600'),
        },
      ],
      headroom: 1,
      predictedMs: 1900,
      estimatedCostNanoUsd: 5_600_000,
    },
    {
      modelId: 'deepseek',
      simulated: false,
      score: 71.4,
      factors: [
        { factor: 'weight', value: 0.5, points: 30, explanation: sentence('Your weight is {0} of {1}.', '1.00', 2) },
        { factor: 'health', value: 1, points: 25, explanation: sentence('Working well.') },
        {
          factor: 'performance',
          value: 0.7,
          points: 20,
          explanation: sentence('Expected to take {0} s for this answer.', '2.3'),
        },
        {
          factor: 'reliability',
          value: 0.97,
          points: 15,
          explanation: sentence('About {0} % of its requests succeed.', '97'),
        },
        { factor: 'cost', value: 0.91, points: 10, explanation: sentence('Free.') },
      ],
      headroom: 0.92,
      predictedMs: 2300,
      estimatedCostNanoUsd: 520_000,
    },
  ],
  filtered: [
    { modelId: 'azure', reason: 'notConfigured', explanation: sentence('No address is set for {0}.', 'azure') },
    {
      modelId: 'openai',
      reason: 'circuitOpen',
      explanation: sentence(
        'Left alone for {0} more. {1}',
        sentence('{0} s', 18),
        sentence('The service is overloaded or has a fault'),
      ),
    },
  ],
  order: ['claude', 'deepseek', 'gemini'],
  panic: false,
};

/** One request that needed a second model. */
export const switched: RequestState = {
  requestId: 'r1',
  task: 'script',
  startedAtMs: nowMs - 30 * second,
  endedAtMs: nowMs - 26 * second,
  result: 'success',
  errorCode: null,
  explanation,
  attempts: [
    attempt('a1', {
      model: 'claude',
      outcome: 'failed',
      class: 'overload',
      message: 'The service is overloaded or has a fault (HTTP 529).',
      status: 529,
      usage: null,
      costNanoUsd: 0,
      firstTokenMs: null,
      totalMs: 1200,
    }),
    attempt('a2', { startedMs: 1204, switchMs: 3.2, totalMs: 2796, firstTokenMs: 520 }),
  ],
  activeAttempts: [],
  costNanoUsd: 520_000,
};

/** Nothing is set up, nothing has happened. */
export const emptySnapshot: Snapshot = {
  sequence: 1,
  atMs: nowMs,
  configRevision: 1,
  strategy: 'intelligent',
  fallbackChain: [],
  failoverEnabled: true,
  models: ['deepseek', 'claude', 'openai', 'gemini', 'qwen'].map((modelId) => unconfigured(modelId)),
  requests: [],
  history: {},
  totals: emptyTotals,
  money: noMoney('2026-10-05'),
};

/** Every status once, and one request that needed a second model. */
export const snapshot: Snapshot = {
  ...emptySnapshot,
  sequence: 10,
  fallbackChain: ['deepseek', 'claude', 'gemini'],
  models: [
    model('deepseek', { weight: 1.2, inFlight: 2 }),
    model('claude', { status: 'degraded', reason: sentence('{0}', hostileText), weight: 1.8 }),
    model('openai', {
      status: 'unhealthy',
      reason: sentence('The last {0} requests in a row failed.', 3),
      circuit: { state: 'open', untilMs: nowMs + 20 * second, class: 'overload' },
    }),
    model('gemini', {
      status: 'isolated',
      reason: sentence('Set aside by you until you let it back.'),
      circuit: { state: 'isolated', by: 'person' },
    }),
    model('qwen', {
      status: 'unknown',
      reason: sentence('Not used yet.'),
      successes: 0,
      failures: 0,
      firstTokenMs: null,
    }),
    model('ollama', { keySource: 'notNeeded', price: { kind: 'free' }, costNanoUsd: 0, simulated: true }),
    model('ernie', {
      cooledUntilMs: nowMs + 95 * second,
      costNanoUsd: 0,
      unpricedAttempts: 3,
      price: { kind: 'unknown' },
    }),
    model('moonshot', { status: 'disabled', enabled: false, reason: sentence('Switched off in the settings.') }),
    unconfigured('azure', { keySource: 'environment', reason: sentence('No address is set for {0}.', 'azure') }),
    unconfigured('editor'),
  ],
  requests: [switched],
  history: { deepseek: samples(30, 2300), claude: samples(12, 1900, [0, 4]), openai: samples(3, 3000, [0, 1, 2]) },
  totals: {
    ...emptyTotals,
    requests: 12,
    succeeded: 10,
    failed: 1,
    cancelled: 1,
    attempts: 15,
    inputTokens: 12_400,
    outputTokens: 43_000,
    costNanoUsd: 123_000_000,
  },
};

/** A request begins, its first model fails, the second takes over. */
export const failover: readonly Event[] = [
  { type: 'request-start', sequence: 11, atMs: nowMs, requestId: 'r2', task: 'keywords' },
  { type: 'request-plan', sequence: 12, atMs: nowMs, requestId: 'r2', explanation },
  {
    type: 'attempt-start',
    sequence: 13,
    atMs: nowMs,
    requestId: 'r2',
    attemptId: 'a3',
    modelId: 'claude',
    number: 1,
    role: 'first',
  },
  {
    type: 'attempt-end',
    sequence: 14,
    atMs: nowMs + 300,
    requestId: 'r2',
    report: attempt('a3', {
      model: 'claude',
      outcome: 'failed',
      class: 'rateLimit',
      message: hostileText,
      status: 429,
      firstTokenMs: null,
      totalMs: 300,
      usage: null,
      costNanoUsd: 0,
    }),
  },
  {
    type: 'attempt-start',
    sequence: 15,
    atMs: nowMs + 302,
    requestId: 'r2',
    attemptId: 'a4',
    modelId: 'deepseek',
    number: 2,
    role: 'failover',
  },
];

/** The second model answers, and the first is marked. */
export const failoverEnd: readonly Event[] = [
  {
    type: 'attempt-first-token',
    sequence: 16,
    atMs: nowMs + 700,
    requestId: 'r2',
    attemptId: 'a4',
    modelId: 'deepseek',
    firstTokenMs: 398,
  },
  {
    type: 'attempt-end',
    sequence: 17,
    atMs: nowMs + 2302,
    requestId: 'r2',
    report: attempt('a4', { startedMs: 302, totalMs: 2000, switchMs: 2 }),
  },
  {
    type: 'request-end',
    sequence: 18,
    atMs: nowMs + 2302,
    requestId: 'r2',
    result: 'success',
    errorCode: null,
    costNanoUsd: 520_000,
  },
  {
    type: 'model-change',
    sequence: 19,
    atMs: nowMs + 2302,
    model: model('claude', { status: 'unhealthy', reason: sentence('Many recent requests failed.') }),
  },
];

/** Settings were changed: what `setWeight` and `setFallbackChain` lead to. */
export function configChange(sequence: number, before: Snapshot, changes: Partial<Snapshot>): Event {
  const { strategy, fallbackChain, failoverEnabled, models, configRevision } = { ...before, ...changes };
  return {
    type: 'config-change',
    sequence,
    atMs: nowMs,
    configRevision: configRevision + 1,
    strategy,
    fallbackChain,
    failoverEnabled,
    models,
  };
}

const cents = 10_000_000;

/** A month in which something was spent, with a budget that has room, one that is nearly used and one that is used up. */
export const money: MoneyState = {
  simulated: false,
  day: '2026-11-03',
  today: { costNanoUsd: 42 * cents, savedNanoUsd: 31 * cents, attempts: 18, unpricedAttempts: 0 },
  month: { costNanoUsd: 310 * cents, savedNanoUsd: 124 * cents, attempts: 140, unpricedAttempts: 0 },
  budgets: [
    { modelId: null, period: 'day', limitNanoUsd: 50 * cents, countedNanoUsd: 42 * cents, heldNanoUsd: 3 * cents },
    { modelId: null, period: 'month', limitNanoUsd: 1000 * cents, countedNanoUsd: 310 * cents, heldNanoUsd: 3 * cents },
    { modelId: 'claude', period: 'day', limitNanoUsd: 30 * cents, countedNanoUsd: 32 * cents, heldNanoUsd: 0 },
  ],
  policy: 'cheapest',
  todayByModel: { claude: 32 * cents, deepseek: 10 * cents },
  ledgerTrouble: null,
};

/** One request whose first model was slow, whose second began and broke off, and whose third went on from there. */
export const resumed: RequestState = {
  ...switched,
  requestId: 'r3',
  attempts: [
    attempt('h1', {
      model: 'claude',
      outcome: 'ignored',
      class: 'cancelled',
      message: 'Another model, asked at the same time, began first.',
      firstTokenMs: null,
      totalMs: 1500,
      usage: null,
      costNanoUsd: 120_000,
    }),
    attempt('h2', {
      model: 'gemini',
      role: 'hedge',
      outcome: 'failed',
      class: 'truncated',
      message: 'The answer broke off before its end.',
      startedMs: 900,
      firstTokenMs: 590,
      totalMs: 1400,
    }),
    attempt('h3', {
      model: 'deepseek',
      role: 'resume',
      startedMs: 2303,
      firstTokenMs: 300,
      totalMs: 1690,
      switchMs: 3,
    }),
  ],
  explanation: {
    ...explanation,
    candidates: explanation.candidates.map((each, place) => ({
      ...each,
      chance: place === 0 ? 0.82 : 0.18,
      reason: sentence('Expected to be done in {0} s.', place === 0 ? '1.9' : '2.3'),
    })),
    filtered: [
      ...explanation.filtered,
      {
        modelId: 'qwen',
        reason: 'overBudget',
        explanation: sentence(
          '{0} has no room for it: {1} of {2} are used.',
          sentence('The budget of {0} for today', 'qwen'),
          '$0.30',
          '$0.30',
        ),
      },
      {
        modelId: 'moonshot',
        reason: 'dearerThanCheapest',
        explanation: sentence('{0} is used up, so only the cheapest model is asked.', sentence('The budget for today')),
      },
    ],
    hedge: { modelId: 'gemini', afterMs: 900 },
    budgets: money.budgets,
    budgetPolicy: 'cheapest',
  },
};
