import type { RouteReport, RouteRequest, Router } from '../../server/engine/types.ts';
import type {
  AttemptReport,
  FinishReason,
  ModelId,
  Part,
  RequestErrorCode,
  Task,
} from '../../server/protocol/index.ts';

/** What the router gives for one call. */
export interface ScriptedCall {
  readonly model?: ModelId;
  /** Text deltas, and offsets to which the text is rewound. */
  readonly text?: readonly (string | number)[];
  readonly finish?: FinishReason;
  /** Ends the call with this error. */
  readonly error?: RequestErrorCode;
  /** Integer nano-dollars; 100 if left out. */
  readonly cost?: number | null;
  readonly simulated?: boolean;
  readonly totalMs?: number;
  /** Runs before the last part. */
  readonly before?: () => void;
}

export interface ScriptedRouter extends Router {
  readonly requests: RouteRequest[];
}

function attemptOf(call: ScriptedCall, attemptId: string): AttemptReport {
  return {
    attemptId,
    role: 'first',
    model: call.model ?? 'alpha',
    outcome: call.error === undefined ? 'success' : 'failed',
    class: call.error === undefined ? null : 'overload',
    message: null,
    status: null,
    startedMs: 0,
    firstTokenMs: call.text === undefined ? null : 10,
    totalMs: call.totalMs ?? 100,
    switchMs: null,
    usage: { inputTokens: 10, outputTokens: 20 },
    costNanoUsd: call.cost === undefined ? 100 : call.cost,
    simulated: call.simulated ?? false,
  };
}

/** A router that answers its calls from a list; a call too many fails the test. */
export function scriptedRouter(calls: readonly ScriptedCall[]): ScriptedRouter {
  const requests: RouteRequest[] = [];

  async function* partsOf(call: ScriptedCall, attemptId: string, task: Task): AsyncGenerator<Part> {
    const modelId = call.model ?? 'alpha';
    const failed = call.error !== undefined;
    yield {
      type: 'attempt-start',
      attemptId,
      modelId,
      number: 1,
      role: 'first',
      simulated: call.simulated ?? false,
      task,
    };
    for (const piece of call.text ?? []) {
      yield typeof piece === 'number' ? { type: 'text-rewind', offset: piece } : { type: 'text-delta', text: piece };
    }
    yield { type: 'usage', usage: { inputTokens: 10, outputTokens: 20 } };
    yield { type: 'attempt-end', attemptId, modelId, outcome: failed ? 'failed' : 'success' };
    call.before?.();
    yield call.error === undefined
      ? { type: 'finish', unified: call.finish ?? 'stop', raw: call.finish ?? 'stop' }
      : { type: 'error', error: { code: call.error, message: 'No luck.', hint: 'Try again.', attempts: [] } };
  }

  return {
    requests,
    route(request) {
      const call = calls[requests.length];
      requests.push(request);
      if (call === undefined) throw new Error('the router was called more often than the test allows');
      const attemptId = `attempt-${requests.length}`;
      const report = (): RouteReport => ({
        requestId: request.requestId,
        modelId: call.error === undefined ? (call.model ?? 'alpha') : null,
        attempts: [attemptOf(call, attemptId)],
        usage: { inputTokens: 10, outputTokens: 20 },
        costNanoUsd: call.cost === undefined ? 100 : call.cost,
        error: null,
        explanation: null,
        totalMs: attemptOf(call, attemptId).totalMs,
      });
      return { requestId: request.requestId, parts: partsOf(call, attemptId, request.task), report };
    },
    explain(request) {
      requests.push(request);
      return { strategy: 'intelligent', candidates: [], filtered: [], order: ['alpha'], panic: false };
    },
  };
}
