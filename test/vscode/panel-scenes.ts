import { type ModelState, type RequestState, type Snapshot, sentence } from '../../server/protocol/index.ts';
import {
  attempt,
  emptySnapshot,
  explanation,
  model,
  money,
  nowMs,
  resumed,
  samples,
  switched,
  unconfigured,
} from './panel-fixture.ts';

/** States for the pictures: nine models as they look on a good day and on a bad one. */

const second = 1000;
const minute = 60 * second;

const nanoPerMillion = 1000;
const price = (input: number, output: number): ModelState['price'] => ({
  kind: 'known',
  inputNanoUsdPerToken: input * nanoPerMillion,
  outputNanoUsdPerToken: output * nanoPerMillion,
  source: 'the vendor',
  verifiedOn: '2026-10-01',
  uncertain: false,
});

interface Line {
  readonly modelId: string;
  readonly model: string;
  readonly weight: number;
  readonly totalMs: number;
  readonly attempts: number;
  readonly price: ModelState['price'];
}

const lines: readonly Line[] = [
  { modelId: 'deepseek', model: 'deepseek-chat', weight: 1, totalMs: 3400, attempts: 61, price: price(0.27, 1.1) },
  { modelId: 'claude', model: 'claude-haiku', weight: 0.9, totalMs: 2100, attempts: 48, price: price(1, 5) },
  { modelId: 'openai', model: 'gpt-mini', weight: 0.8, totalMs: 2600, attempts: 39, price: price(0.25, 2) },
  { modelId: 'moonshot', model: 'kimi-latest', weight: 0.85, totalMs: 4100, attempts: 22, price: price(0.6, 2.5) },
  { modelId: 'qwen', model: 'qwen-plus', weight: 0.85, totalMs: 3100, attempts: 27, price: price(0.4, 1.2) },
  { modelId: 'gemini', model: 'gemini-flash', weight: 0.75, totalMs: 1400, attempts: 31, price: price(0.3, 2.5) },
  { modelId: 'ernie', model: 'ernie-turbo', weight: 0.95, totalMs: 3800, attempts: 12, price: price(0.13, 0.55) },
  { modelId: 'azure', model: 'gpt-mini-eu', weight: 0.8, totalMs: 2900, attempts: 9, price: price(0.25, 2) },
  { modelId: 'ollama', model: 'llama3.2', weight: 0.7, totalMs: 9200, attempts: 4, price: { kind: 'free' } },
];

function healthyModel(line: Line): ModelState {
  const { totalMs, attempts } = line;
  const output = attempts * 420;
  const cost = line.price.kind === 'known' ? output * line.price.outputNanoUsdPerToken : 0;
  return model(line.modelId, {
    model: line.model,
    weight: line.weight,
    price: line.price,
    keySource: line.modelId === 'ollama' ? 'notNeeded' : line.modelId === 'azure' ? 'environment' : 'stored',
    reason: sentence('Answers well, in about {0} s.', (totalMs / second).toFixed(1)),
    sinceMs: nowMs - attempts * minute,
    firstTokenMs: Math.round(totalMs * 0.2),
    totalMs,
    limit: line.modelId === 'ollama' ? 1 : 8,
    attempts,
    successes: attempts,
    failures: 0,
    successRate: 0.96 + (attempts % 4) / 100,
    inputTokens: attempts * 130,
    outputTokens: output,
    costNanoUsd: cost,
  });
}

function finished(
  requestId: string,
  ageSeconds: number,
  modelId: string,
  changes: Partial<RequestState> = {},
): RequestState {
  const totalMs = lines.find((line) => line.modelId === modelId)?.totalMs ?? 2000;
  const startedAtMs = nowMs - ageSeconds * second;
  return {
    ...switched,
    requestId,
    startedAtMs,
    endedAtMs: startedAtMs + totalMs,
    attempts: [attempt(`${requestId}-1`, { model: modelId, totalMs, firstTokenMs: Math.round(totalMs * 0.2) })],
    ...changes,
  };
}

const healthyModels = lines.map(healthyModel);
const sum = (of: (model: ModelState) => number): number => healthyModels.reduce((all, each) => all + of(each), 0);
const attempts = sum((each) => each.attempts);

const totals = {
  requests: attempts - 6,
  succeeded: attempts - 8,
  failed: 0,
  cancelled: 2,
  attempts,
  inputTokens: sum((each) => each.inputTokens),
  outputTokens: sum((each) => each.outputTokens),
  costNanoUsd: sum((each) => each.costNanoUsd),
  unpricedAttempts: 0,
};

export const goodDay: Snapshot = {
  ...emptySnapshot,
  money: { ...money, budgets: money.budgets.slice(1, 2) },
  sequence: 900,
  fallbackChain: [],
  models: healthyModels,
  requests: [
    finished('g1', 14, 'deepseek'),
    finished('g2', 41, 'claude', { task: 'keywords' }),
    finished('g3', 96, 'gemini'),
    finished('g4', 150, 'deepseek', { task: 'keywords' }),
  ],
  history: Object.fromEntries(
    lines.map(({ modelId, attempts, totalMs }) => [modelId, samples(Math.min(30, attempts), totalMs)]),
  ),
  totals,
};

const troubles: Readonly<Record<string, Partial<ModelState>>> = {
  deepseek: { inFlight: 1, sinceMs: nowMs - 38 * minute },
  claude: { inFlight: 2, successRate: 0.99 },
  openai: {
    status: 'unhealthy',
    reason: sentence('The last {0} requests in a row failed.', 4),
    sinceMs: nowMs - 2 * minute,
    circuit: { state: 'open', untilMs: nowMs + 18 * second, class: 'overload' },
    successRate: 0.61,
    successes: 31,
    failures: 8,
  },
  moonshot: {
    cooledUntilMs: nowMs + 41 * second,
    successRate: 0.93,
    successes: 20,
    failures: 2,
  },
  qwen: {
    status: 'isolated',
    reason: sentence('The vendor refused the key. Set another key to use it again.'),
    sinceMs: nowMs - 9 * minute,
    circuit: { state: 'isolated', by: 'configuration', class: 'auth' },
    successRate: 0.88,
    successes: 25,
    failures: 2,
  },
  gemini: {
    status: 'degraded',
    reason: sentence('Some recent requests failed.'),
    sinceMs: nowMs - 4 * minute,
    successRate: 0.86,
    successes: 28,
    failures: 3,
  },
  ernie: { status: 'disabled', enabled: false, reason: sentence('Switched off in the settings.'), sinceMs: 0 },
  ollama: { weight: 0, status: 'unknown', reason: sentence('Not used for a while; earlier results no longer count.') },
};

const failures: Readonly<Record<string, readonly number[]>> = {
  openai: [0, 1, 2, 3, 7],
  moonshot: [0, 9],
  qwen: [0, 1],
  gemini: [2, 5, 11],
};

export const badDay: Snapshot = {
  ...goodDay,
  money,
  fallbackChain: ['claude', 'deepseek', 'gemini'],
  models: lines.map((line) =>
    line.modelId === 'azure'
      ? unconfigured('azure', {
          model: 'gpt-mini-eu',
          keySource: 'missing',
          reason: sentence('No address is set for {0}.', 'azure'),
        })
      : { ...healthyModel(line), ...troubles[line.modelId] },
  ),
  requests: [
    {
      ...switched,
      requestId: 'b1',
      startedAtMs: nowMs - 3600,
      endedAtMs: null,
      result: 'running',
      attempts: [
        attempt('b1-1', {
          model: 'openai',
          outcome: 'failed',
          class: 'overload',
          message: 'The service is overloaded or has a fault (HTTP 503).',
          status: 503,
          firstTokenMs: null,
          totalMs: 900,
          usage: null,
          costNanoUsd: 0,
        }),
      ],
      activeAttempts: [
        {
          attemptId: 'b1-2',
          modelId: 'claude',
          number: 2,
          role: 'failover',
          startedAtMs: nowMs - 2690,
          firstTokenMs: 510,
        },
      ],
    },
    {
      ...finished('b2', 2, 'deepseek'),
      task: 'keywords',
      startedAtMs: nowMs - 1100,
      endedAtMs: null,
      result: 'running',
      attempts: [],
      activeAttempts: [
        {
          attemptId: 'b2-1',
          modelId: 'deepseek',
          number: 1,
          role: 'first',
          startedAtMs: nowMs - 1100,
          firstTokenMs: null,
        },
      ],
    },
    { ...switched, requestId: 'b3' },
    { ...resumed, requestId: 'b8', startedAtMs: nowMs - 50 * second, endedAtMs: nowMs - 46 * second },
    finished('b4', 60, 'claude', { task: 'keywords' }),
    finished('b5', 75, 'moonshot', {
      attempts: [
        attempt('b5-1', {
          model: 'moonshot',
          outcome: 'failed',
          class: 'rateLimit',
          message: 'The model is taking no more requests for the moment (HTTP 429).',
          status: 429,
          firstTokenMs: null,
          totalMs: 240,
          usage: null,
        }),
        attempt('b5-2', {
          model: 'qwen',
          outcome: 'failed',
          class: 'auth',
          message: 'The key was refused (HTTP 401).',
          status: 401,
          firstTokenMs: null,
          totalMs: 180,
          startedMs: 243,
          switchMs: 2.8,
          usage: null,
        }),
        attempt('b5-3', { model: 'gemini', startedMs: 426, totalMs: 1500, firstTokenMs: 300, switchMs: 3.1 }),
      ],
      endedAtMs: nowMs - 75 * second + 1926,
    }),
    finished('b6', 120, 'openai', {
      result: 'cancelled',
      errorCode: 'cancelled',
      endedAtMs: nowMs - 120 * second + 800,
      attempts: [
        attempt('b6-1', { model: 'openai', outcome: 'ignored', class: 'cancelled', totalMs: 800, costNanoUsd: 90_000 }),
      ],
    }),
    finished('b7', 180, 'gemini'),
  ],
  history: Object.fromEntries(
    lines
      .filter(({ modelId }) => modelId !== 'azure')
      .map(({ modelId, attempts, totalMs }) => [modelId, samples(Math.min(30, attempts), totalMs, failures[modelId])]),
  ),
  totals: { ...totals, failed: 1, succeeded: totals.succeeded - 1 },
};

/** The same in a demo: everything in it says that it is simulated. */
export function simulated(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    money: { ...snapshot.money, simulated: true },
    models: snapshot.models.map((each) => ({ ...each, simulated: true })),
    requests: snapshot.requests.map((request) => ({
      ...request,
      attempts: request.attempts.map((each) => ({ ...each, simulated: true })),
      explanation: { ...explanation, candidates: explanation.candidates.map((each) => ({ ...each, simulated: true })) },
    })),
  };
}
