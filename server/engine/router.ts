import type { AttemptReport, Part, Usage } from '../protocol/index.ts';
import { promptTokensOf, type RequestContext, type RequestStage, type Workshop } from './context.ts';
import { explainOnly } from './explain.ts';
import { RequestEnding } from './request-ending.ts';
import { internalFault } from './request-errors.ts';
import { admit } from './stages/admit.ts';
import { deadline } from './stages/deadline.ts';
import { failover } from './stages/failover.ts';
import { CommitGate, endOf } from './stages/guard.ts';
import { plan } from './stages/plan.ts';
import { requestCost, settle } from './stages/settle.ts';
import type { RoutedRequest, RouteReport, RouteRequest, Router } from './types.ts';

/**
 * The way of a request to its first attempt. The attempts that `failover` makes, each through attempt-chain.ts (pick, gate, record,
 * attempt), reach the reader through the commit gate of `guard`.
 */
const requestStages: readonly RequestStage[] = [
  settle, //   always last: announces the end
  admit, //    who may ask, and whether the request makes sense
  deadline, // one moment and one signal for all below
  plan, //     who could serve it, and why
];

export function createRouter(workshop: Workshop): Router {
  return {
    route: (request, signal) => route(workshop, request, signal),
    explain: (request) => explainOnly(newContext(workshop, request, new RequestEnding(), 'explained')),
  };
}

function newContext(
  workshop: Workshop,
  request: RouteRequest,
  ending: RequestEnding,
  attemptKey = workshop.random.id(),
): RequestContext {
  const context: RequestContext = {
    request,
    workshop,
    config: request.config ?? workshop.registry.config,
    signal: ending,
    end(by) {
      context.ended ??= by;
      ending.abort();
    },
    onEnd: [],
    promptTokens: promptTokensOf(request),
    attemptKey,
    startedAtMonotonicMs: workshop.clock.monotonicMs(),
    endedAtMonotonicMs: undefined,
    deadlineAtMonotonicMs: Number.POSITIVE_INFINITY,
    ended: undefined,
    tried: new Set(),
    attempts: [],
    explanation: null,
    look: undefined,
    firstDraws: undefined,
    committed: false,
    finished: false,
    delivered: '',
    ticket: workshop.slots.ticket(),
    started: 0,
    hedges: 0,
    error: null,
    deliveredBy: null,
    lastFailureAtMonotonicMs: undefined,
  };
  return context;
}

function route(workshop: Workshop, request: RouteRequest, signal: AbortSignal): RoutedRequest {
  // Of its own, because a caller that stops reading must end the request too: closing an iterator wakes nobody who awaits.
  const ending = new RequestEnding();
  const context = newContext(workshop, request, ending);
  return { requestId: request.requestId, parts: run(context, ending, signal), report: () => reportOf(context) };
}

/** One generator for gate and end, because each of those costs every part a detour. */
async function* run(context: RequestContext, ending: RequestEnding, signal: AbortSignal): AsyncGenerator<Part> {
  const onAbort = () => context.end('caller');
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  try {
    const isReady = requestStages.every((stage) => stage.prepare(context));
    if (isReady) {
      const gate = new CommitGate(context);
      for await (const leg of failover(context)) {
        for await (const part of leg) {
          if (!gate.shows(part)) continue;
          for (const held of gate.freed()) {
            gate.note(held);
            yield held;
          }
          gate.note(part);
          yield part;
          if (context.finished) return;
        }
      }
      context.error = endOf(context);
    }
    if (context.error !== null) yield { type: 'error', error: context.error };
  } catch (error) {
    context.workshop.log.error('a request failed through a fault of the router', {
      requestId: context.request.requestId,
      reason: error instanceof Error ? error.name : 'unknown',
    });
    context.error = internalFault;
    yield { type: 'error', error: internalFault };
  } finally {
    context.endedAtMonotonicMs = context.workshop.clock.monotonicMs();
    signal.removeEventListener('abort', onAbort);
    if (!context.finished) ending.abort();
    for (const end of context.onEnd) end();
  }
}

function reportOf(context: RequestContext): RouteReport {
  return {
    requestId: context.request.requestId,
    modelId: context.committed ? context.deliveredBy : null,
    attempts: [...context.attempts],
    usage: sumOfUsage(context.attempts),
    costNanoUsd: requestCost(context),
    error: context.error,
    get explanation() {
      return context.explanation?.() ?? null;
    },
    totalMs: (context.endedAtMonotonicMs ?? context.workshop.clock.monotonicMs()) - context.startedAtMonotonicMs,
  };
}

function sumOfUsage(attempts: readonly AttemptReport[]): Usage {
  let inputTokens = 0;
  let outputTokens = 0;
  let cachedInputTokens = 0;
  let reasoningTokens = 0;
  let estimated = false;
  for (const { usage } of attempts) {
    inputTokens += usage?.inputTokens ?? 0;
    outputTokens += usage?.outputTokens ?? 0;
    cachedInputTokens += usage?.cachedInputTokens ?? 0;
    reasoningTokens += usage?.reasoningTokens ?? 0;
    estimated ||= usage?.estimated === true;
  }
  return { inputTokens, outputTokens, cachedInputTokens, reasoningTokens, estimated };
}
