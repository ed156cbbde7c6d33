import { classify, type Failure, reinstate } from '../core/index.ts';
import type { ModelTarget, ProbeResult } from '../ports/index.ts';
import { type CheckResult, type ModelId, noSentence, type Sentence, sentence } from '../protocol/index.ts';
import { type BoundedProbe, boundedProbe } from './bounded-probe.ts';
import type { Workshop } from './context.ts';
import type { HostQueues } from './host-queues.ts';
import type { ModelRecord } from './model-record.ts';
import { testGeneration } from './test-generation.ts';

/** Longest time one check may take: a person waits for it. */
const checkTimeoutMs = 20_000;

/**
 * Test Connection. Every model is checked with its own abort, models of one server one after the other, servers side by
 * side, those of the schedule included. A free check comes first; a one-token generation on the real path only when the person allows it. Checks enter no
 * statistic of real work; a model that was set aside because of its configuration comes back when its check is good.
 */
export async function checkModels(
  workshop: Workshop,
  hosts: HostQueues,
  modelIds: readonly ModelId[] | undefined,
  options: { readonly paid: boolean; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  const records = workshop.registry
    .all()
    .filter((record) => modelIds === undefined || modelIds.includes(record.modelId));
  const checks = records.map((record) => {
    const server = record.resolution.kind === 'ready' ? record.resolution.target.origin : record.modelId;
    return hosts.run(server, () => checkOne(workshop, record, options));
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
  const check = async (signal: AbortSignal): Promise<ProbeResult> => {
    const free = await record.provider.probe(target, signal);
    const wantsMore = options.paid && free.kind !== 'failed' && !signal.aborted;
    return wantsMore ? testGeneration(workshop, record, target, signal, free) : free;
  };
  const ended = await boundedProbe(workshop.clock, check, { timeoutMs: checkTimeoutMs, signal: options.signal });
  return report(workshop, record, target, resultOf(ended), workshop.clock.monotonicMs() - startedAtMs);
}

function resultOf(ended: BoundedProbe): ProbeResult {
  switch (ended.kind) {
    case 'done':
      return ended.result;
    case 'timeout':
      return { kind: 'failed', signal: { kind: 'clock', clock: 'firstContent', afterMs: checkTimeoutMs } };
    case 'cancelled':
      return { kind: 'failed', signal: { kind: 'cancelled' } };
  }
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
      takeBack(workshop, record);
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

/** A person wanted to know, and all is well: what the settings or an earlier check said against the model counts no more. */
function takeBack({ registry, bus }: Workshop, record: ModelRecord): void {
  const wasAside = record.breaker.kind === 'isolated' && record.breaker.by === 'configuration';
  if (!wasAside && record.failedProbe === undefined) return;
  if (wasAside) record.breaker = reinstate(record.breaker);
  record.failedProbe = undefined;
  registry.announce(record, bus);
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
    simulated: record.provider.manifest.simulated,
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
