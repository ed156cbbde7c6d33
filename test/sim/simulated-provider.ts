import type { Clock, Manifest, ModelTarget, Provider, ProviderCall, ProviderPart } from '../../server/ports/index.ts';
import { type ModelId, type ModelSettings, sentence } from '../../server/protocol/index.ts';
import type { AnswerPlan, Behaviour } from './models.ts';

/** One simulated model: what it does, and what the router may know of it. */
export interface SimulatedModel {
  readonly behaviour: Behaviour;
  /** Traits that differ from the usual ones. */
  readonly traits: Partial<ModelTarget>;
}

interface ModelCalls {
  readonly model: SimulatedModel;
  readonly target: ModelTarget;
  count: number;
  inFlight: number;
}

/**
 * Nine vendors in one, in virtual time. What a call will do is worked out once, when it arrives; then it takes one timer for each wait
 * and nothing else, so that a simulation spends its time in the engine.
 */
export class SimulatedProvider implements Provider {
  readonly specification = 'v1';
  readonly manifest: Manifest = {
    id: 'openai-compatible',
    title: 'Simulated',
    simulated: true,
    defaultModel: 'simulated',
    keyVariables: [],
    keyRequired: false,
    errorRules: [],
    keyPage: undefined,
    billingPage: undefined,
  };
  private readonly clock: Clock;
  private readonly models: ReadonlyMap<ModelId, ModelCalls>;

  constructor(clock: Clock, models: Readonly<Record<ModelId, SimulatedModel>>) {
    this.clock = clock;
    this.models = new Map(
      Object.entries(models).map(([modelId, model]) => [
        modelId,
        { model, target: targetOf(modelId, model.traits), count: 0, inFlight: 0 },
      ]),
    );
  }

  resolve(modelId: ModelId, _settings?: ModelSettings) {
    const known = this.models.get(modelId);
    if (known !== undefined) return { kind: 'ready', target: known.target } as const;
    return {
      kind: 'notConfigured',
      cause: 'settings',
      reason: sentence('There is no such simulated model.'),
      hint: sentence('Choose another one.'),
      model: modelId,
      origin: undefined,
    } as const;
  }

  stream(call: ProviderCall, signal: AbortSignal): AsyncIterableIterator<ProviderPart> {
    const calls = this.models.get(call.target.modelId);
    if (calls === undefined) throw new Error(`no simulated model ${call.target.modelId}`);
    calls.count += 1;
    const plan = calls.model.behaviour({
      call,
      number: calls.count,
      inFlight: calls.inFlight,
      nowMs: this.clock.monotonicMs(),
    });
    return new PlannedStream(this.clock, plan, signal, calls);
  }

  /** What is learnt here is learnt from requests alone. */
  async probe() {
    return { kind: 'unsupported' } as const;
  }
}

function targetOf(modelId: ModelId, traits: Partial<ModelTarget>): ModelTarget {
  return {
    modelId,
    provider: 'openai-compatible',
    model: modelId,
    baseUrl: `http://${modelId}.invalid`,
    origin: `http://${modelId}.invalid`,
    headers: {},
    apiVersion: undefined,
    keyVariable: undefined,
    keyRequired: false,
    keySource: 'notNeeded',
    maxConcurrent: 100,
    quotaDomain: modelId,
    local: false,
    simulated: true,
    contextTokens: 128_000,
    maxOutputTokens: 8000,
    continuation: 'anchor',
    prior: { firstTokenMs: 900, msPerToken: 15 },
    ...traits,
  };
}

const responseStart: ProviderPart = { type: 'response-start', headers: {} };
const cancelled: ProviderPart = { type: 'error', signal: { kind: 'cancelled' } };
const done: IteratorResult<ProviderPart> = { done: true, value: undefined };

/** Plays one plan. A wait is one timer and one promise; the signal is listened to once for the whole answer. */
class PlannedStream implements AsyncIterableIterator<ProviderPart> {
  private readonly clock: Clock;
  private readonly plan: AnswerPlan;
  private readonly signal: AbortSignal;
  private readonly calls: ModelCalls;
  /** -1 before the headers; then the number of parts of the plan that were sent. */
  private sent = -1;
  private isOver = false;
  private stopTimer: (() => void) | undefined;
  private wake: ((result: IteratorResult<ProviderPart>) => void) | undefined;

  constructor(clock: Clock, plan: AnswerPlan, signal: AbortSignal, calls: ModelCalls) {
    this.clock = clock;
    this.plan = plan;
    this.signal = signal;
    this.calls = calls;
    calls.inFlight += 1;
    signal.addEventListener('abort', this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ProviderPart>> {
    if (this.isOver) return Promise.resolve(done);
    if (this.signal.aborted) return Promise.resolve(this.close(cancelled));
    const { plan } = this;
    if (this.sent < 0 && plan.accepts) {
      this.sent = 0;
      return Promise.resolve({ done: false, value: responseStart });
    }
    if (this.sent < 0) this.sent = 0;
    const waitMs = this.waitMs();
    if (waitMs <= 0) return Promise.resolve(this.part());
    return new Promise((resolve) => {
      this.wake = resolve;
      if (waitMs < Number.POSITIVE_INFINITY) this.stopTimer = this.clock.setTimer(waitMs, this.onTime);
    });
  }

  /** The reader goes away. */
  return(): Promise<IteratorResult<ProviderPart>> {
    this.close(undefined);
    return Promise.resolve(done);
  }

  /** The signal fired. */
  handleEvent(): void {
    const { wake } = this;
    this.wake = undefined;
    if (wake !== undefined) wake(this.close(cancelled));
  }

  private readonly onTime = (): void => {
    const { wake } = this;
    this.wake = undefined;
    this.stopTimer = undefined;
    wake?.(this.part());
  };

  /** Before the first piece, between pieces, before an ending that does not follow at once. */
  private waitMs(): number {
    const { plan, sent } = this;
    if (sent === plan.pieces.length) return sent === 0 ? plan.firstMs : plan.endsAfterMs;
    if (sent > plan.pieces.length) return 0;
    return sent === 0 ? plan.firstMs : plan.betweenMs;
  }

  private part(): IteratorResult<ProviderPart> {
    const { plan } = this;
    const at = this.sent;
    this.sent += 1;
    const part = plan.pieces[at] ?? plan.ending[at - plan.pieces.length];
    if (part === undefined) return this.close(undefined);
    if (part.type === 'finish' || part.type === 'error') return this.close(part);
    return { done: false, value: part };
  }

  private close(last: ProviderPart | undefined): IteratorResult<ProviderPart> {
    if (!this.isOver) {
      this.isOver = true;
      this.calls.inFlight -= 1;
      this.stopTimer?.();
      this.signal.removeEventListener('abort', this);
      this.wake?.(done);
      this.wake = undefined;
    }
    return last === undefined ? done : { done: false, value: last };
  }
}
