import type { Event } from './events.ts';
import { maxLatencySamples, maxListedRequests } from './limits.ts';
import type { AttemptReport } from './requests.ts';
import type { LatencySample, ModelState, RequestState, Snapshot } from './state.ts';

/**
 * The one way in which an event changes a snapshot, used by the daemon, the panel and tests alike. Pure: the given
 * snapshot is left as it is. An event that is already in the snapshot changes nothing.
 */
export function applyEvent(snapshot: Snapshot, event: Event): Snapshot {
  return applyEvents(snapshot, [event]);
}

/** The same for many events in a row, without a snapshot for each. */
export function applyEvents(snapshot: Snapshot, events: readonly Event[]): Snapshot {
  const news = events.filter(({ sequence }) => sequence > snapshot.sequence);
  if (news.length === 0) return snapshot;
  const draft = new Draft(snapshot);
  for (const event of news) draft.apply(event);
  return draft.finished();
}

/** One request that an event has changed, while the events are folded. */
interface RequestDraft {
  state: RequestState;
  /** Made for this fold, so that it may be changed. */
  isOwn: boolean;
  /** The event that holds its explanation, which is looked at only if the request stays in the list. */
  plan: Extract<Event, { type: 'request-plan' }> | undefined;
}

class Draft {
  private readonly base: Snapshot;
  private next: Snapshot;
  /** Oldest first. */
  private requests: RequestDraft[];
  private readonly byId = new Map<string, RequestDraft>();
  private isRequestsOwn = false;
  private readonly histories = new Map<string, LatencySample[]>();
  private readonly models = new Map<string, ModelState>();
  private readonly totals: Snapshot['totals'];

  constructor(base: Snapshot) {
    this.base = base;
    this.next = { ...base };
    this.totals = { ...base.totals };
    this.requests = base.requests.map((state) => ({ state, isOwn: false, plan: undefined })).reverse();
    for (const request of this.requests) this.byId.set(request.state.requestId, request);
  }

  apply(event: Event): void {
    const { next, totals } = this;
    next.sequence = event.sequence;
    next.atMs = event.atMs;
    switch (event.type) {
      case 'config-change': {
        const { configRevision, strategy, fallbackChain, failoverEnabled, models } = event;
        this.models.clear();
        this.next = { ...next, configRevision, strategy, fallbackChain, failoverEnabled, models };
        return;
      }
      case 'model-change':
        this.models.set(event.model.modelId, event.model);
        return;
      case 'money-change':
        next.money = event.money;
        return;
      case 'model-status':
      case 'budget-alert':
        return;
      case 'request-start':
        this.start(event);
        totals.requests += 1;
        return;
      case 'request-plan': {
        const request = this.byId.get(event.requestId);
        if (request) request.plan = event;
        this.isRequestsOwn ||= request !== undefined;
        return;
      }
      case 'attempt-start': {
        const { attemptId, modelId, number, role, atMs: startedAtMs } = event;
        this.change(event.requestId, (request) => {
          request.activeAttempts = [
            ...request.activeAttempts,
            { attemptId, modelId, number, role, startedAtMs, firstTokenMs: null },
          ];
        });
        return;
      }
      case 'attempt-first-token':
        this.change(event.requestId, (request) => {
          request.activeAttempts = request.activeAttempts.map((attempt) =>
            attempt.attemptId === event.attemptId ? { ...attempt, firstTokenMs: event.firstTokenMs } : attempt,
          );
        });
        return;
      case 'attempt-end':
        this.end(event.requestId, event.report, event.atMs);
        return;
      case 'request-end': {
        const { result, errorCode, costNanoUsd, atMs: endedAtMs } = event;
        this.change(event.requestId, (request) => {
          Object.assign(request, { endedAtMs, result, errorCode, activeAttempts: [], costNanoUsd });
        });
        if (result === 'success') totals.succeeded += 1;
        else if (result === 'failed') totals.failed += 1;
        else totals.cancelled += 1;
      }
    }
  }

  private start({ requestId, task, atMs: startedAtMs }: Extract<Event, { type: 'request-start' }>): void {
    const state: RequestState = {
      requestId,
      task,
      startedAtMs,
      endedAtMs: null,
      result: 'running',
      errorCode: null,
      explanation: null,
      attempts: [],
      activeAttempts: [],
      costNanoUsd: 0,
    };
    const request: RequestDraft = { state, isOwn: true, plan: undefined };
    this.requests.push(request);
    this.byId.set(requestId, request);
    this.isRequestsOwn = true;
    // Now and then, so that a long row of events needs no room for all its requests.
    if (this.requests.length >= 20 * maxListedRequests) this.forget();
  }

  private forget(): void {
    for (const dropped of this.requests.splice(0, Math.max(0, this.requests.length - maxListedRequests))) {
      if (this.byId.get(dropped.state.requestId) === dropped) this.byId.delete(dropped.state.requestId);
    }
  }

  private change(requestId: string, patch: (request: RequestState) => void): void {
    const request = this.byId.get(requestId);
    if (!request) return;
    if (!request.isOwn) {
      request.state = { ...request.state };
      request.isOwn = true;
    }
    this.isRequestsOwn = true;
    patch(request.state);
  }

  private end(requestId: string, report: AttemptReport, endedAtMs: number): void {
    this.change(requestId, (request) => {
      request.activeAttempts = request.activeAttempts.filter(({ attemptId }) => attemptId !== report.attemptId);
      request.attempts = [...request.attempts, report];
    });
    const { model, firstTokenMs, totalMs, outcome } = report;
    const samples = this.histories.get(model) ?? [...(this.base.history[model] ?? [])];
    samples.push({ endedAtMs, firstTokenMs, totalMs, outcome });
    this.histories.set(model, samples.length < 10 * maxLatencySamples ? samples : samples.slice(-maxLatencySamples));
    const { totals } = this;
    totals.attempts += 1;
    totals.inputTokens += report.usage?.inputTokens ?? 0;
    totals.outputTokens += report.usage?.outputTokens ?? 0;
    totals.costNanoUsd += report.costNanoUsd ?? 0;
    totals.unpricedAttempts += report.costNanoUsd === null ? 1 : 0;
  }

  finished(): Snapshot {
    const { next } = this;
    next.totals = this.totals;
    if (this.models.size > 0) next.models = changedModels(next.models, this.models);
    if (this.isRequestsOwn) {
      this.forget();
      next.requests = this.requests
        .map(({ state, plan }) => (plan === undefined ? state : explained(state, plan)))
        .reverse();
    }
    if (this.histories.size > 0) {
      next.history = { ...next.history };
      for (const [modelId, samples] of this.histories) next.history[modelId] = samples.slice(-maxLatencySamples);
    }
    return next;
  }
}

/** The request with its explanation, which an engine works out only when somebody looks at it. */
function explained(state: RequestState, plan: Extract<Event, { type: 'request-plan' }>): RequestState {
  const { explanation: _none, ...rest } = state;
  return {
    ...rest,
    get explanation() {
      return plan.explanation;
    },
  };
}

function changedModels(models: readonly ModelState[], changed: ReadonlyMap<string, ModelState>): ModelState[] {
  const rest = new Map(changed);
  const next = models.map((model) => {
    rest.delete(model.modelId);
    return changed.get(model.modelId) ?? model;
  });
  return [...next, ...rest.values()];
}
