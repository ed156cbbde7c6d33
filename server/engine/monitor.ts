import { classify, type Failure, type FailureSignal, reinstate } from '../core/index.ts';
import type { ModelTarget, ProbeResult } from '../ports/index.ts';
import { type CheckResult, type ModelId, noSentence, type Sentence, sentence, type Usage } from '../protocol/index.ts';
import { promptTokensOf, type Workshop } from './context.ts';
import { interruptibleReader } from './interruptible.ts';
import type { ModelRecord } from './model-record.ts';

/** Longest time one check may take: a person waits for it. */
const checkTimeoutMs = 20_000;

const checkMessages = [{ role: 'user', content: 'Answer with the one word: ready' }] as const;

/**
 * Test Connection. Every model is checked with its own abort, models of one server one after the other, servers side by
 * side. A free check comes first; a one-token generation on the real path only when the person allows it. Checks enter no
 * statistic of real work; a model that was set aside because of its configuration comes back when its check is good.
 */
export async function checkModels(
  workshop: Workshop,
  modelIds: readonly ModelId[] | undefined,
  options: { readonly paid: boolean; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  const records = workshop.registry
    .all()
    .filter((record) => modelIds === undefined || modelIds.includes(record.modelId));
  const queues = new Map<string, Promise<unknown>>();
  const checks = records.map((record) => {
    const server = record.resolution.kind === 'ready' ? record.resolution.target.origin : record.modelId;
    const previous = queues.get(server) ?? Promise.resolve();
    const check = previous.then(() => checkOne(workshop, record, options));
    queues.set(server, check);
    return check;
  });
  const unknown = (modelIds ?? []).filter((modelId) => workshop.registry.get(modelId) === undefined);
  return [...(await Promise.all(checks)), ...unknown.map(unknownModel)];
}

async function checkOne(
  workshop: Workshop,
  record: ModelRecord,
  options: { readonly paid: boolean; readonly signal: AbortSignal },
): Promise<CheckResult> {
  const { resolution } = record;
  if (!record.settings.enabled)
    return nothingSent(
      record,
      'disabled',
      sentence('Switched off in the settings.'),
      sentence('Switch it on to use it.'),
    );
  if (resolution.kind === 'notConfigured')
    return nothingSent(record, 'notConfigured', resolution.reason, resolution.hint);

  const { target } = resolution;
  const startedAtMs = workshop.clock.monotonicMs();
  const controller = new AbortController();
  let timedOut = false;
  const onAbort = () => controller.abort();
  if (options.signal.aborted) controller.abort();
  else options.signal.addEventListener('abort', onAbort);
  const stopTimer = workshop.clock.setTimer(checkTimeoutMs, () => {
    timedOut = true;
    controller.abort();
  });
  try {
    let result = await record.provider.probe(target, controller.signal);
    if (options.paid && result.kind !== 'failed')
      result = await generate(workshop, record, target, controller.signal, result);
    if (result.kind === 'failed' && timedOut)
      result = { kind: 'failed', signal: { kind: 'clock', clock: 'firstContent', afterMs: checkTimeoutMs } };
    return report(workshop, record, target, result, workshop.clock.monotonicMs() - startedAtMs);
  } finally {
    stopTimer();
    options.signal.removeEventListener('abort', onAbort);
  }
}

/** One tiny generation over the same path that scripts take. Booked, because it may cost something. */
async function generate(
  workshop: Workshop,
  record: ModelRecord,
  target: ModelTarget,
  signal: AbortSignal,
  free: ProbeResult,
): Promise<ProbeResult> {
  const request = {
    requestId: workshop.random.id(),
    task: 'check',
    messages: checkMessages,
    maxOutputTokens: 1,
    expectedOutputTokens: 1,
    commitment: 'complete',
  } as const;
  const attemptId = `${request.requestId}-1`;
  const reader = interruptibleReader(
    record.provider.stream(
      // Room for a model that must reason before its first word.
      {
        attemptId,
        target,
        messages: checkMessages,
        maxOutputTokens: Math.min(64, target.maxOutputTokens),
        expectedOutputTokens: 1,
        omitParameters: [],
      },
      signal,
    ),
    signal,
  );
  let usage: Usage | null = null;
  let failure: FailureSignal | undefined;
  let complete = false;
  for (;;) {
    const read = await reader.read();
    if (read.kind !== 'item') break;
    if (read.item.type === 'usage') usage = read.item.usage;
    if (read.item.type === 'error') failure = read.item.signal;
    if (read.item.type === 'finish' || read.item.type === 'error') {
      complete = read.item.type === 'finish';
      break;
    }
  }
  reader.close();
  // Thinking may use up the little room; an answer that was cut off for its length proves the path all the same.
  if (failure?.kind === 'empty') {
    failure = undefined;
    complete = true;
  }
  if (!complete && !failure) failure = { kind: 'cancelled' };
  const nowMs = workshop.clock.nowMs();
  const price = workshop.prices.priceOf(target, record.settings, nowMs);
  const counted: Usage | null =
    usage ?? (complete ? { inputTokens: promptTokensOf(request), outputTokens: 1, estimated: true } : null);
  const costNanoUsd = counted === null ? 0 : workshop.prices.costOf(price, counted);
  workshop.store.append({
    attemptId,
    requestId: request.requestId,
    modelId: record.modelId,
    task: 'check',
    atMs: nowMs,
    outcome: complete ? 'success' : 'ignored',
    class: null,
    usage: counted,
    costNanoUsd,
    certainty: costNanoUsd === null ? 'unknown' : usage === null ? 'underEstimate' : 'exact',
    priceSource: price.kind === 'known' ? price.source : price.kind,
    simulated: target.simulated,
  });
  if (failure) return { kind: 'failed', signal: failure };
  return {
    kind: 'ok',
    message: sentence('A short test answer arrived.'),
    availableModels: free.kind === 'ok' ? free.availableModels : [],
  };
}

function report(
  workshop: Workshop,
  record: ModelRecord,
  target: ModelTarget,
  result: ProbeResult,
  totalMs: number,
): CheckResult {
  const common = { modelId: record.modelId, simulated: target.simulated, totalMs, class: null, availableModels: [] };
  switch (result.kind) {
    case 'ok':
      if (record.breaker.kind === 'isolated' && record.breaker.by === 'configuration') {
        record.breaker = reinstate(record.breaker);
        workshop.registry.announce(record, workshop.bus);
      }
      return {
        ...common,
        outcome: 'ok',
        message: result.message,
        hint: noSentence,
        availableModels: [...result.availableModels],
      };
    case 'unsupported':
      return {
        ...common,
        outcome: 'unchecked',
        message: sentence('This vendor offers no free check that proves anything for this model.'),
        hint: sentence('Allow a paid check: it asks for one word.'),
      };
    case 'failed': {
      const failure = classify(result.signal, record.provider.manifest.errorRules, {
        nowMs: workshop.clock.nowMs(),
        maxRetryAfterMs: workshop.registry.config.breaker.maxRetryAfterMs,
      });
      return {
        ...common,
        outcome: 'failed',
        class: failure.class,
        message: failure.message,
        hint: hintFor(failure, record),
      };
    }
  }
}

function hintFor(failure: Failure, record: ModelRecord): Sentence {
  const { keyPage, billingPage } = record.provider.manifest;
  if (failure.class === 'auth') {
    return keyPage === undefined
      ? sentence('Check the key, and that it belongs to this endpoint and region.')
      : sentence('Check the key at {0}, and that it belongs to this endpoint and region.', keyPage);
  }
  if (failure.class === 'billing') {
    return billingPage === undefined
      ? sentence('Top up the account.')
      : sentence('Top up the account at {0}.', billingPage);
  }
  if (failure.class === 'modelMissing') return sentence('Choose another model name in the models setting.');
  if (failure.class === 'network' || failure.class === 'timeout')
    return sentence('Check the base URL, the network and the proxy.');
  return sentence('Try again later.');
}

function nothingSent(
  record: ModelRecord,
  outcome: 'disabled' | 'notConfigured',
  message: Sentence,
  hint: Sentence,
): CheckResult {
  return {
    modelId: record.modelId,
    simulated: record.providerId === 'simulated',
    outcome,
    class: null,
    message,
    hint,
    totalMs: null,
    availableModels: [],
  };
}

function unknownModel(modelId: ModelId): CheckResult {
  return {
    modelId,
    simulated: false,
    outcome: 'notConfigured',
    class: null,
    message: sentence('There is no model with this id.'),
    hint: sentence('Look at the ids in the models setting.'),
    totalMs: null,
    availableModels: [],
  };
}
