import type { FailureSignal } from '../../server/core/failure.ts';
import type {
  Clock,
  Manifest,
  ModelTarget,
  ProbeResult,
  Provider,
  ProviderCall,
  ProviderPart,
} from '../../server/ports/index.ts';
import { type ModelId, sentence } from '../../server/protocol/index.ts';

/** One thing a scripted model does, in order. */
export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'part'; readonly part: ProviderPart }
  /** Never goes on; ends only by abort. With `deaf` not even by abort. */
  | { readonly kind: 'hang'; readonly deaf: boolean };

/** What a model does when it is called for the n-th time (from 1). */
export type Behaviour = (callNumber: number, call: ProviderCall) => readonly Step[];

export interface RecordedCall {
  readonly modelId: ModelId;
  readonly call: ProviderCall;
  readonly atMs: number;
  /** Set when the caller's signal closed the connection. */
  aborted: boolean;
}

const wait = (ms: number): Step => ({ kind: 'wait', ms });
const part = (value: ProviderPart): Step => ({ kind: 'part', part: value });
const error = (signal: FailureSignal): Step => part({ type: 'error', signal });
const start = part({ type: 'response-start', headers: {} });

export interface Speed {
  readonly firstTokenMs?: number;
  readonly betweenMs?: number;
}

/** Answers with the given pieces and a proper end. */
export const says =
  (text: string | readonly string[], speed: Speed = {}): Behaviour =>
  () => [
    start,
    wait(speed.firstTokenMs ?? 100),
    ...(typeof text === 'string' ? [text] : text).flatMap((piece, index) => [
      ...(index === 0 ? [] : [wait(speed.betweenMs ?? 10)]),
      part({ type: 'text-delta', text: piece }),
    ]),
    part({ type: 'usage', usage: { inputTokens: 100, outputTokens: 50 } }),
    part({ type: 'finish', unified: 'stop', raw: 'stop' }),
  ];

/** Fails before any answer, after `afterMs`. */
export const failsWith =
  (signal: FailureSignal, afterMs = 5): Behaviour =>
  () => [wait(afterMs), error(signal)];

export const http = (
  status: number,
  extra: { code?: string; type?: string; message?: string; headers?: Record<string, string>; parameter?: string } = {},
): FailureSignal => ({
  kind: 'http',
  status,
  message: extra.message ?? `status ${status}`,
  headers: extra.headers ?? {},
  ...(extra.code === undefined ? {} : { code: extra.code }),
  ...(extra.type === undefined ? {} : { type: extra.type }),
  ...(extra.parameter === undefined ? {} : { parameter: extra.parameter }),
});

/** Text, then what goes wrong. */
export const saysThen =
  (text: string, ...then: readonly Step[]): Behaviour =>
  () => [start, wait(100), part({ type: 'text-delta', text }), ...then];

export const steps = {
  wait,
  part,
  error,
  start,
  hang: { kind: 'hang', deaf: false } as Step,
  deafHang: { kind: 'hang', deaf: true } as Step,
};

/** The first behaviours in turn, the last one for ever. */
export const inTurn =
  (...behaviours: readonly Behaviour[]): Behaviour =>
  (callNumber, call) => {
    const behaviour = behaviours[Math.min(callNumber, behaviours.length) - 1];
    return behaviour ? behaviour(callNumber, call) : [];
  };

export interface TargetTraits {
  readonly maxConcurrent?: number;
  readonly origin?: string;
  readonly quotaDomain?: string;
  readonly contextTokens?: number;
  readonly prior?: ModelTarget['prior'];
  readonly local?: boolean;
  readonly continuation?: ModelTarget['continuation'];
}

/** A provider whose models do exactly what a test says, in the test's own time, and remember every call. */
export class ScriptedProvider implements Provider {
  readonly specification = 'v1';
  manifest: Manifest = {
    id: 'openai-compatible',
    title: 'Scripted',
    simulated: true,
    defaultModel: 'scripted',
    keyVariables: ['SCRIPTED_KEY'],
    keyRequired: false,
    errorRules: [],
    keyPage: undefined,
    billingPage: undefined,
  };
  readonly calls: RecordedCall[] = [];
  readonly probes: ModelId[] = [];
  readonly behaviours: Map<ModelId, Behaviour>;
  readonly traits: Readonly<Record<ModelId, TargetTraits>>;
  private readonly clock: Clock;
  private readonly callCounts = new Map<ModelId, number>();

  constructor(
    clock: Clock,
    behaviours: Readonly<Record<ModelId, Behaviour>>,
    traits: Readonly<Record<ModelId, TargetTraits>> = {},
  ) {
    this.clock = clock;
    this.behaviours = new Map(Object.entries(behaviours));
    this.traits = traits;
  }

  /** How often each model was called. */
  counts(): Record<ModelId, number> {
    return Object.fromEntries(this.callCounts);
  }

  resolve(
    modelId: ModelId,
    settings: { readonly model?: string | undefined; readonly apiKeyEnv?: string | undefined },
  ) {
    if (settings.model === 'no-key')
      return {
        kind: 'notConfigured',
        cause: 'key',
        reason: sentence('No key is set.'),
        hint: sentence('Set a key.'),
        model: 'scripted',
        origin: `http://${modelId}.invalid`,
      } as const;
    const traits = this.traits[modelId] ?? {};
    const target: ModelTarget = {
      modelId,
      provider: 'openai-compatible',
      model: settings.model ?? 'scripted',
      baseUrl: `http://${modelId}.invalid`,
      origin: traits.origin ?? `http://${modelId}.invalid`,
      headers: {},
      apiVersion: undefined,
      keyVariable: settings.apiKeyEnv,
      keyRequired: false,
      keySource: 'notNeeded',
      maxConcurrent: traits.maxConcurrent ?? 1000,
      quotaDomain: traits.quotaDomain ?? modelId,
      local: traits.local ?? false,
      simulated: true,
      contextTokens: traits.contextTokens ?? 128_000,
      maxOutputTokens: 8000,
      continuation: traits.continuation ?? 'anchor',
      prior: traits.prior ?? { firstTokenMs: 800, msPerToken: 15 },
    };
    return { kind: 'ready', target } as const;
  }

  async *stream(call: ProviderCall, signal: AbortSignal): AsyncGenerator<ProviderPart> {
    const { modelId } = call.target;
    const record: RecordedCall = { modelId, call, atMs: this.clock.monotonicMs(), aborted: false };
    this.calls.push(record);
    const onAbort = () => {
      record.aborted = true;
    };
    signal.addEventListener('abort', onAbort);
    const callNumber = (this.callCounts.get(modelId) ?? 0) + 1;
    this.callCounts.set(modelId, callNumber);
    const behaviour = this.behaviours.get(modelId);
    try {
      for (const step of behaviour?.(callNumber, call) ?? []) {
        if (signal.aborted) break;
        if (step.kind === 'part') yield step.part;
        else if (!(await this.pause(step, signal))) break;
      }
      if (signal.aborted) yield { type: 'error', signal: { kind: 'cancelled' } };
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async probe(target: ModelTarget, _signal: AbortSignal): Promise<ProbeResult> {
    this.probes.push(target.modelId);
    return { kind: 'ok', message: sentence('Ready.'), availableModels: [] };
  }

  private pause(step: Exclude<Step, { kind: 'part' }>, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (step.kind === 'hang' && step.deaf) return;
      const stop = step.kind === 'wait' ? this.clock.setTimer(step.ms, () => resolve(true)) : () => undefined;
      signal.addEventListener(
        'abort',
        () => {
          stop();
          resolve(false);
        },
        { once: true },
      );
    });
  }
}
