import { consequences, type Failure } from '../../core/index.ts';
import { type AttemptRole, type ModelId, sentence } from '../../protocol/index.ts';
import { runAttempt } from '../attempt-chain.ts';
import type { AttemptContext, Leg, RequestContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';
import { allModelsFailed, refused } from '../request-errors.ts';
import { nobodyLeft } from './nobody-left.ts';
import { pick } from './pick.ts';
import { Resumption } from './resume.ts';

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
  /** Models that another one outpaced: they did not fail, but those that were not asked at all come first. */
  readonly outpaced: Set<ModelId>;
  filtered: number;
  largerThanTokens: number;
}

/**
 * Moves the request to the next model when one fails, inside the one deadline and the one attempt allowance. A switch takes no
 * pause; a pause belongs only between two tries of the same model, and that happens only when no untried model is left.
 *
 * A text that breaks off after the reader has seen it is gone on with (see resume.ts), or stays as it is, marked.
 *
 * Gives whole legs and not their parts: passing each part on would cost every part a detour.
 */
export async function* failover(context: RequestContext): AsyncGenerator<Leg> {
  const { config, workshop } = context;
  const memory: Memory = {
    repeated: new Set(),
    omitted: new Map(),
    outpaced: new Set(),
    filtered: 0,
    largerThanTokens: 0,
  };
  let resumption: Resumption | undefined;
  let how: AttemptDraft = { role: 'first', kept: context.request.continueFrom };
  let lastFailure: Failure | undefined;

  for (;;) {
    const round = new Round(context, memory);
    const attempt = round.attempt(how);
    const parts = await runAttempt(attempt, () => round.beside(attempt));
    if (attempt.kept === undefined) yield parts;
    else {
      resumption ??= new Resumption(context);
      yield resumption.join(attempt, parts);
    }
    if (attempt.rest !== undefined) yield attempt.rest;
    if (round.succeeded() || context.signal.aborted) return;

    const failed = round.failed();
    round.note();
    const last = failed.at(-1);
    if (!last) break;
    lastFailure = last.failure;
    if (context.committed) {
      resumption ??= new Resumption(context);
      const next = resumption.after(last.attempt, last.record, last.failure, () => someoneElse(context, memory));
      if (!next) return;
      if (next.rewindTo !== undefined) yield [{ type: 'text-rewind', offset: next.rewindTo }];
      how = next;
      continue;
    }
    if (context.started >= config.failover.maxAttempts) break;
    const decision = decide(context, memory, last.record, last.failure);
    if (decision.kind === 'stop') break;
    const kept = context.request.continueFrom;
    how = { role: 'failover', kept };
    if (decision.kind === 'again') {
      if (!(await pause(context, decision.waitMs))) return;
      how = { role: 'retry', kept, repeat: decision.record, omit: decision.omit };
    }
  }
  if (context.committed) return;
  context.error = exhausted(context, lastFailure);
  workshop.log.info('request failed', {
    requestId: context.request.requestId,
    code: context.error.code,
    attempts: context.attempts.length,
  });
}

/** How an attempt is made; the strategy picks its model unless `repeat` names one. */
interface AttemptDraft {
  readonly role: AttemptRole;
  readonly kept: string | undefined;
  readonly mayEndAtOnce?: boolean;
  readonly repeat?: ModelRecord;
  readonly omit?: readonly string[];
  readonly avoid?: ReadonlySet<ModelId>;
}

interface FailedAttempt {
  readonly attempt: AttemptContext;
  readonly record: ModelRecord;
  readonly failure: Failure;
}

/** An answer that went on elsewhere than where the text had broken off, as a failure like others. */
const notContinued: Failure = {
  class: 'truncated',
  message: sentence('Its answer did not go on where the text had broken off.'),
};

/** One attempt and those that ran beside it. */
class Round {
  private readonly attempts: AttemptContext[] = [];
  private readonly context: RequestContext;
  private readonly memory: Memory;

  constructor(context: RequestContext, memory: Memory) {
    this.context = context;
    this.memory = memory;
  }

  attempt(draft: AttemptDraft): AttemptContext {
    const attempt = newAttempt(this.context, this.memory, draft);
    this.attempts.push(attempt);
    return attempt;
  }

  /** A second model; undefined when the request may not make one more attempt. */
  beside({ record, kept }: AttemptContext): AttemptContext | undefined {
    const { context } = this;
    if (context.started >= context.config.failover.maxAttempts) return undefined;
    const used = this.attempts.flatMap((each) => each.record?.modelId ?? []);
    const avoid = new Set(record ? [record.modelId, ...used] : used);
    return this.attempt({ role: 'hedge', kept, avoid });
  }

  succeeded(): boolean {
    return this.attempts.some(({ result, stopped }) => result?.kind === 'success' && stopped !== 'rejected');
  }

  /** Notes whom the request has asked by now. */
  note(): void {
    for (const { record, stopped } of this.attempts) {
      if (!record) continue;
      this.context.tried.add(record.modelId);
      if (stopped === 'outpaced') this.memory.outpaced.add(record.modelId);
    }
  }

  /** Those that failed, in the order in which they ended. One that another outpaced did not fail. */
  failed(): readonly FailedAttempt[] {
    const ended = this.context.attempts.map(({ attemptId }) => attemptId);
    return this.attempts
      .flatMap((attempt): FailedAttempt[] => {
        const { record, result, stopped } = attempt;
        if (!record || stopped === 'outpaced') return [];
        if (stopped === 'rejected') return [{ attempt, record, failure: notContinued }];
        return result?.kind === 'failure' ? [{ attempt, record, failure: result.failure }] : [];
      })
      .sort((a, b) => ended.indexOf(a.attempt.attemptId) - ended.indexOf(b.attempt.attemptId));
  }
}

function newAttempt(context: RequestContext, memory: Memory, draft: AttemptDraft): AttemptContext {
  const number = context.started + 1;
  return {
    requestContext: context,
    attemptId: `${context.attemptKey}-${number}`,
    number,
    role: draft.role,
    controller: new AbortController(),
    kept: draft.kept,
    mayEndAtOnce: draft.mayEndAtOnce ?? false,
    avoid: draft.avoid ?? nobody,
    omitParameters: draft.omit ?? [],
    repeat: draft.repeat,
    largerThanTokens: memory.largerThanTokens,
    record: undefined,
    rest: undefined,
    queuedMs: 0,
    stopped: undefined,
    result: undefined,
  };
}

const nobody: ReadonlySet<ModelId> = new Set();

function decide(context: RequestContext, memory: Memory, record: ModelRecord, failure: Failure): Decision {
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
  if (consequence.nextModel === 'largerWindow') lookForLargerWindow(context, memory, record);
  const mayMoveOn = {
    yes: true,
    no: false,
    once: memory.filtered <= 1,
    largerWindow: true,
    ifParameter: failure.parameter !== undefined,
  }[consequence.nextModel];

  if (context.config.failover.enabled && mayMoveOn && someoneElse(context, memory)) return { kind: 'next' };
  return again(context, memory, record, failure, consequence.sameModel);
}

/**
 * Sets the window that the next model must exceed: that of the model that refused. When nobody has a larger one, the window that the
 * refusing model is thought to have may be wrong (a server of one's own tells nobody), so anyone whose window fits will do.
 */
function lookForLargerWindow(context: RequestContext, memory: Memory, record: ModelRecord): void {
  const { resolution } = record;
  if (resolution.kind !== 'ready') return;
  memory.largerThanTokens = Math.max(memory.largerThanTokens, resolution.target.contextTokens);
  if (!someoneElse(context, memory)) {
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

/** Whether another model could be picked, or will be when a place is free. Those that were only outpaced come back when nobody else is left. */
function someoneElse(context: RequestContext, memory: Memory): boolean {
  if (isAnyoneLeft(context, memory)) return true;
  if (memory.outpaced.size === 0) return false;
  for (const modelId of memory.outpaced) context.tried.delete(modelId);
  memory.outpaced.clear();
  return isAnyoneLeft(context, memory);
}

/** Changes nothing but the dice. */
function isAnyoneLeft(context: RequestContext, memory: Memory): boolean {
  const balancer = context.workshop.balancers.of(context.config.strategy);
  const before = balancer.state;
  const result = pick(newAttempt(context, memory, { role: 'failover', kept: undefined }));
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
    context.signal.addEventListener('abort', onAbort);
  });
}

function exhausted(context: RequestContext, lastFailure: Failure | undefined) {
  if (lastFailure === undefined) return nobodyLeft(context);
  const rule = consequences[lastFailure.class].nextModel;
  return rule === 'yes' ? allModelsFailed(context.attempts) : refused(lastFailure, context.attempts);
}
