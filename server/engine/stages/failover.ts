import { consequences, type Failure } from '../../core/index.ts';
import type { ModelId } from '../../protocol/index.ts';
import { runAttempt } from '../attempt-chain.ts';
import type { AttemptContext, RequestContext, RequestStage } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import { allModelsFailed, noModelEligible, refused } from '../request-errors.ts';
import { pick } from './pick.ts';

/** What to do after a failed attempt. */
type Decision =
  /** Another model, at once. */
  | { readonly kind: 'next' }
  /** The same model once more, after a pause, perhaps without a parameter it rejected. */
  | { readonly kind: 'again'; readonly record: ModelRecord; readonly waitMs: number; readonly omit: readonly string[] }
  | { readonly kind: 'stop' };

/** What a request remembers of its failures, beyond the attempts themselves. */
interface Memory {
  /** Models that already had their second try. */
  readonly repeated: Set<ModelId>;
  readonly omitted: Map<ModelId, string[]>;
  filtered: number;
  largerThanTokens: number;
}

/**
 * Moves the request to the next model when one fails, inside the one deadline and the one attempt allowance. A switch takes no
 * pause; a pause belongs only between two tries of the same model, and that happens only when no untried model is left.
 */
export const failover: RequestStage = {
  name: 'failover',
  async *run(context) {
    const { config, workshop } = context;
    const memory: Memory = { repeated: new Set(), omitted: new Map(), filtered: 0, largerThanTokens: 0 };
    let repeat: { record: ModelRecord; omit: readonly string[] } | undefined;
    let lastFailure: Failure | undefined;

    for (let number = 1; number <= config.failover.maxAttempts; number += 1) {
      const attempt = newAttempt(context, number, memory.largerThanTokens, repeat);
      repeat = undefined;
      yield* runAttempt(attempt);
      const { result } = attempt;
      if (result?.kind === 'success' || context.committed || context.signal.aborted) return;
      if (result?.kind !== 'failure' || !attempt.record) break;

      lastFailure = result.failure;
      context.tried.add(attempt.record.modelId);
      const decision =
        number < config.failover.maxAttempts
          ? decide(context, memory, attempt.record, result.failure, number + 1)
          : ({ kind: 'stop' } as const);
      if (decision.kind === 'stop') break;
      if (decision.kind === 'again') {
        if (!(await pause(context, decision.waitMs))) return;
        repeat = { record: decision.record, omit: decision.omit };
      }
    }
    context.error = exhausted(context, lastFailure);
    workshop.log.info('request failed', {
      requestId: context.request.requestId,
      code: context.error.code,
      attempts: context.attempts.length,
    });
  },
};

function newAttempt(
  context: RequestContext,
  number: number,
  largerThanTokens: number,
  repeat: { record: ModelRecord; omit: readonly string[] } | undefined,
): AttemptContext {
  return {
    requestContext: context,
    attemptId: `${context.attemptKey}-${number}`,
    number,
    omitParameters: repeat?.omit ?? [],
    repeat: repeat?.record,
    largerThanTokens,
    record: undefined,
    result: undefined,
  };
}

function decide(
  context: RequestContext,
  memory: Memory,
  record: ModelRecord,
  failure: Failure,
  nextNumber: number,
): Decision {
  const consequence = consequences[failure.class];
  const { modelId } = record;

  if (consequence.sameModel === 'repairOnce' && failure.parameter !== undefined) {
    if (!memory.omitted.has(modelId)) {
      const omit = [failure.parameter];
      memory.omitted.set(modelId, omit);
      return { kind: 'again', record, waitMs: 0, omit };
    }
  }
  if (failure.class === 'contentFilter') memory.filtered += 1;
  if (consequence.nextModel === 'largerWindow') lookForLargerWindow(context, memory, record, nextNumber);
  const mayMoveOn = {
    yes: true,
    no: false,
    once: memory.filtered <= 1,
    largerWindow: true,
    ifParameter: failure.parameter !== undefined,
  }[consequence.nextModel];

  if (context.config.failover.enabled && mayMoveOn && someoneElse(context, memory, nextNumber)) return { kind: 'next' };
  return again(context, memory, record, failure, consequence.sameModel);
}

/**
 * Sets the window that the next model must exceed: that of the model that refused. When nobody has a larger one, the window that the
 * refusing model is thought to have may be wrong (a server of one's own tells nobody), so anyone whose window fits will do.
 */
function lookForLargerWindow(context: RequestContext, memory: Memory, record: ModelRecord, nextNumber: number): void {
  const { resolution } = record;
  if (resolution.kind !== 'ready') return;
  memory.largerThanTokens = Math.max(memory.largerThanTokens, resolution.target.contextTokens);
  if (!someoneElse(context, memory, nextNumber)) {
    memory.largerThanTokens = context.promptTokens + context.request.expectedOutputTokens;
  }
}

/** The same model once more, if its kind of failure allows that and no other model is left. */
function again(context: RequestContext, memory: Memory, record: ModelRecord, failure: Failure, rule: string): Decision {
  const { failover } = context.config;
  if (memory.repeated.has(record.modelId)) return { kind: 'stop' };
  const omit = memory.omitted.get(record.modelId) ?? [];
  if (rule === 'ifLastAndShortWait') {
    const waitMs = failure.retryAfterMs;
    if (waitMs === undefined || waitMs > failover.inlineRetryAfterMaxMs) return { kind: 'stop' };
    memory.repeated.add(record.modelId);
    return { kind: 'again', record, waitMs, omit };
  }
  if (rule !== 'ifLast') return { kind: 'stop' };
  // Full jitter: the whole span is random, so that many clients do not come back together.
  const spanMs = Math.min(failover.sameModelDelayCapMs, failover.sameModelDelayMs * 2 ** (context.attempts.length - 1));
  const waitMs = Math.max(failure.retryAfterMs ?? 0, context.workshop.random.next() * spanMs);
  if (waitMs > failover.inlineRetryAfterMaxMs) return { kind: 'stop' };
  memory.repeated.add(record.modelId);
  return { kind: 'again', record, waitMs, omit };
}

/** Whether an untried model could be picked, or will be when a place is free. Changes nothing but the dice. */
function someoneElse(context: RequestContext, memory: Memory, number: number): boolean {
  const balancer = context.workshop.balancers.of(context.config.strategy);
  const before = balancer.state;
  const result = pick(newAttempt(context, number, memory.largerThanTokens, undefined));
  balancer.state = before;
  return result.kind !== 'nobody';
}

/** Waits inside the deadline; false when the request ended meanwhile. */
function pause(context: RequestContext, waitMs: number): Promise<boolean> {
  const { clock } = context.workshop;
  if (waitMs <= 0) return Promise.resolve(!context.signal.aborted);
  return new Promise((resolve) => {
    const onAbort = () => {
      stopTimer();
      resolve(false);
    };
    const stopTimer = clock.setTimer(waitMs, () => {
      context.signal.removeEventListener('abort', onAbort);
      resolve(true);
    });
    context.signal.addEventListener('abort', onAbort, { once: true });
  });
}

function exhausted(context: RequestContext, lastFailure: Failure | undefined) {
  if (lastFailure === undefined) return noModelEligible(context.explanation ?? { filtered: [] }, context.attempts);
  const rule = consequences[lastFailure.class].nextModel;
  return rule === 'yes' ? allModelsFailed(context.attempts) : refused(lastFailure, context.attempts);
}
