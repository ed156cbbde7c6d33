import type { Event } from './events.ts';
import { maxLatencySamples, maxListedRequests } from './limits.ts';
import type { AttemptReport } from './requests.ts';
import type { LatencySample, ModelState, RequestState, Snapshot } from './state.ts';

/**
 * The one way in which an event changes a snapshot, used by the daemon, the panel and tests alike. Pure: the given
 * snapshot is left as it is. An event that is already in the snapshot changes nothing.
 */
export function applyEvent(snapshot: Snapshot, event: Event): Snapshot {
  if (event.sequence <= snapshot.sequence) return snapshot;
  const next = { ...snapshot, sequence: event.sequence, atMs: event.atMs };
  switch (event.type) {
    case 'config-change':
      return {
        ...next,
        configRevision: event.configRevision,
        strategy: event.strategy,
        fallbackChain: event.fallbackChain,
        failoverEnabled: event.failoverEnabled,
        models: event.models,
      };
    case 'model-change':
      return { ...next, models: replaceModel(snapshot.models, event.model) };
    case 'model-status':
      return next;
    case 'request-start': {
      const request: RequestState = {
        requestId: event.requestId,
        task: event.task,
        startedAtMs: event.atMs,
        endedAtMs: null,
        result: 'running',
        errorCode: null,
        explanation: null,
        attempts: [],
        activeAttempts: [],
        costNanoUsd: 0,
      };
      return {
        ...next,
        requests: [request, ...snapshot.requests].slice(0, maxListedRequests),
        totals: { ...snapshot.totals, requests: snapshot.totals.requests + 1 },
      };
    }
    case 'request-plan':
      return {
        ...next,
        requests: change(snapshot.requests, event.requestId, () => ({ explanation: event.explanation })),
      };
    case 'attempt-start':
      return {
        ...next,
        requests: change(snapshot.requests, event.requestId, (request) => ({
          activeAttempts: [
            ...request.activeAttempts,
            {
              attemptId: event.attemptId,
              modelId: event.modelId,
              number: event.number,
              startedAtMs: event.atMs,
              firstTokenMs: null,
            },
          ],
        })),
      };
    case 'attempt-first-token':
      return {
        ...next,
        requests: change(snapshot.requests, event.requestId, (request) => ({
          activeAttempts: request.activeAttempts.map((attempt) =>
            attempt.attemptId === event.attemptId ? { ...attempt, firstTokenMs: event.firstTokenMs } : attempt,
          ),
        })),
      };
    case 'attempt-end': {
      const { report } = event;
      const { totals } = snapshot;
      return {
        ...next,
        requests: change(snapshot.requests, event.requestId, (request) => ({
          activeAttempts: request.activeAttempts.filter(({ attemptId }) => attemptId !== report.attemptId),
          attempts: [...request.attempts, report],
        })),
        history: { ...snapshot.history, [report.model]: sampled(snapshot.history[report.model], report, event.atMs) },
        totals: {
          ...totals,
          attempts: totals.attempts + 1,
          inputTokens: totals.inputTokens + (report.usage?.inputTokens ?? 0),
          outputTokens: totals.outputTokens + (report.usage?.outputTokens ?? 0),
          costNanoUsd: totals.costNanoUsd + (report.costNanoUsd ?? 0),
          unpricedAttempts: totals.unpricedAttempts + (report.costNanoUsd === null ? 1 : 0),
        },
      };
    }
    case 'request-end': {
      const { totals } = snapshot;
      return {
        ...next,
        requests: change(snapshot.requests, event.requestId, () => ({
          endedAtMs: event.atMs,
          result: event.result,
          errorCode: event.errorCode,
          activeAttempts: [],
          costNanoUsd: event.costNanoUsd,
        })),
        totals: {
          ...totals,
          succeeded: totals.succeeded + (event.result === 'success' ? 1 : 0),
          failed: totals.failed + (event.result === 'failed' ? 1 : 0),
          cancelled: totals.cancelled + (event.result === 'cancelled' ? 1 : 0),
        },
      };
    }
  }
}

function sampled(known: readonly LatencySample[] = [], report: AttemptReport, endedAtMs: number): LatencySample[] {
  const { firstTokenMs, totalMs, outcome } = report;
  return [...known, { endedAtMs, firstTokenMs, totalMs, outcome }].slice(-maxLatencySamples);
}

function replaceModel(models: readonly ModelState[], model: ModelState): ModelState[] {
  const known = models.some((each) => each.modelId === model.modelId);
  return known ? models.map((each) => (each.modelId === model.modelId ? model : each)) : [...models, model];
}

function change(
  requests: readonly RequestState[],
  requestId: string,
  patch: (request: RequestState) => Partial<RequestState>,
): RequestState[] {
  return requests.map((each) => (each.requestId === requestId ? { ...each, ...patch(each) } : each));
}
