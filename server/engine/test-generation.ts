import type { FailureSignal } from '../core/index.ts';
import type { ModelTarget, ProbeResult } from '../ports/index.ts';
import { sentence, type Usage } from '../protocol/index.ts';
import { promptTokensOf, type Workshop } from './context.ts';
import { interruptibleReader } from './interruptible.ts';
import type { ModelRecord } from './model-record.ts';
import { book } from './stages/bookkeeping.ts';

const messages = [{ role: 'user', content: 'Answer with the one word: ready' }] as const;

/** Room for one word, and for a model that must reason before it. */
const roomTokens = 64;

const asked = {
  requestId: '',
  task: 'check',
  messages,
  maxOutputTokens: roomTokens,
  expectedOutputTokens: 1,
  commitment: 'complete',
} as const;

interface Heard {
  usage: Usage | null;
  failure: FailureSignal | undefined;
  complete: boolean;
}

/** Whether budgets have room for one. While they are tight nothing is spent on looking. */
export function hasRoomForTest({ budgets, random, registry }: Workshop, record: ModelRecord): boolean {
  const { config } = registry;
  if (budgets.isTight(config)) return false;
  const attemptId = random.id();
  const hold = {
    attemptId,
    requestId: attemptId,
    promptTokens: promptTokensOf(asked),
    expectedOutputTokens: roomTokens,
  };
  const refused = budgets.hold(hold, record, config);
  budgets.release(attemptId);
  return refused === undefined;
}

/**
 * One tiny generation over the same path that scripts take, when a person allows it. It is booked and announced like any other
 * attempt, because it may cost something, and teaches health, breaker and strategy nothing.
 */
export async function testGeneration(
  workshop: Workshop,
  record: ModelRecord,
  target: ModelTarget,
  signal: AbortSignal,
  free: ProbeResult,
): Promise<ProbeResult> {
  const { bus, clock } = workshop;
  const request = { requestId: workshop.random.id(), task: 'check' } as const;
  const { requestId } = request;
  const attemptId = `${requestId}-1`;
  const startedAtMs = clock.monotonicMs();
  bus.publish({ type: 'request-start', ...request });
  bus.publish({ type: 'attempt-start', requestId, attemptId, modelId: record.modelId, number: 1, role: 'first' });
  const { usage, failure, complete } = await listen(record, target, attemptId, signal);

  const counted = { inputTokens: promptTokensOf(asked), outputTokens: 1, estimated: true };
  const report = book(workshop, request, record, target, {
    attemptId,
    role: 'first',
    outcome: complete ? 'success' : 'ignored',
    failure: null,
    usage: usage ?? (complete ? counted : null),
    certainty: usage !== null ? 'exact' : complete ? 'estimate' : 'underEstimate',
    startedMs: 0,
    firstTokenMs: null,
    totalMs: clock.monotonicMs() - startedAtMs,
    switchMs: null,
    queuedMs: 0,
  });
  bus.publish({ type: 'attempt-end', requestId, report });
  const result = complete ? 'success' : 'failed';
  bus.publish({ type: 'request-end', requestId, result, errorCode: null, costNanoUsd: report.costNanoUsd });
  workshop.registry.announce(record, bus);
  if (failure) return { kind: 'failed', signal: failure };
  const availableModels = free.kind === 'ok' ? free.availableModels : [];
  return { kind: 'ok', message: sentence('A short test answer arrived.'), availableModels };
}

async function listen(
  record: ModelRecord,
  target: ModelTarget,
  attemptId: string,
  signal: AbortSignal,
): Promise<Heard> {
  const heard: Heard = { usage: null, failure: undefined, complete: false };
  const call = {
    attemptId,
    target,
    messages,
    maxOutputTokens: Math.min(roomTokens, target.maxOutputTokens),
    expectedOutputTokens: 1,
    omitParameters: [],
  };
  const reader = interruptibleReader(record.provider.stream(call, signal), signal);
  for (;;) {
    const read = await reader.read();
    if (read.kind !== 'item') break;
    const part = read.item;
    if (part.type === 'usage') heard.usage = part.usage;
    if (part.type === 'error') heard.failure = part.signal;
    if (part.type === 'finish') heard.complete = true;
    if (part.type === 'error' || part.type === 'finish') break;
  }
  reader.close();
  // Thinking may use up the little room; an answer without a word proves the path all the same.
  if (heard.failure?.kind === 'empty') return { ...heard, failure: undefined, complete: true };
  if (!heard.complete && !heard.failure) return { ...heard, failure: { kind: 'cancelled' } };
  return heard;
}
