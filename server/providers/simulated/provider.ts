import type { FailureSignal } from '../../core/failure.ts';
import type {
  Clock,
  ModelTarget,
  ProbeResult,
  Provider,
  ProviderCall,
  ProviderPart,
  Random,
} from '../../ports/index.ts';
import { type ModelId, sentence } from '../../protocol/index.ts';
import { speedOf } from './fleet.ts';
import { bounded, createAnswerer } from './pieces.ts';
import { type Behaviour, isProfileName, type Profile, profileNames, profiles, type Speed } from './profiles.ts';

export interface SimulatedProviderDependencies {
  readonly clock: Clock;
  readonly random: Random;
  /** Tokens in one piece of the stream; 4 if left out, as vendors send one to a few. More make large simulations faster. */
  readonly tokensPerPiece?: number;
}

/** How far a waiting time may be from its middle: 0.25 is 25 % less or more. */
const jitter = 0.25;

const defaultProfile = 'steady';

/**
 * The fleet that answers without a network: the text is made from the request, all time passes on the given clock and all
 * chance comes from the given source, so it runs in virtual time as well. What it does is decided by the profile named in
 * the model's setting `model`. Every target says that it is simulated.
 */
export function createSimulatedProvider(dependencies: SimulatedProviderDependencies): Provider {
  const { clock, random, tokensPerPiece = 4 } = dependencies;
  const calls = new Map<ModelId, number>();
  const answerTo = createAnswerer(random, tokensPerPiece);

  const behaviourOf = (profile: Profile, modelId: ModelId): Behaviour => {
    const number = (calls.get(modelId) ?? 0) + 1;
    calls.set(modelId, number);
    return profile.behaviour(number);
  };
  const varied = (middleMs: number): number => middleMs * (1 - jitter + random.next() * jitter * 2);

  return {
    specification: 'v1',
    manifest: {
      id: 'simulated',
      title: 'Simulated',
      simulated: true,
      defaultModel: defaultProfile,
      keyVariables: [],
      keyRequired: false,
      errorRules: [{ status: 429, pattern: /insufficient_quota/, class: 'billing' }],
      keyPage: undefined,
      billingPage: undefined,
    },

    resolve(modelId, settings) {
      const model = settings.model ?? defaultProfile;
      if (!isProfileName(model)) {
        return {
          kind: 'notConfigured',
          cause: 'settings',
          reason: sentence('There is no simulated profile "{0}".', model),
          hint: sentence('Set "model" of "{0}" to one of: {1}.', modelId, profileNames.join(', ')),
          model,
          origin: undefined,
        };
      }
      const target: ModelTarget = {
        modelId,
        provider: 'simulated',
        model,
        baseUrl: 'simulated:',
        origin: 'simulated:',
        headers: {},
        apiVersion: undefined,
        keyVariable: undefined,
        keyRequired: false,
        keySource: 'notNeeded',
        maxConcurrent: settings.maxConcurrent ?? 100,
        quotaDomain: `simulated ${modelId}`,
        local: false,
        simulated: true,
        contextTokens: 128_000,
        maxOutputTokens: 64_000,
        continuation: 'anchor',
        // What one would expect of the model, not what its profile makes of it.
        prior: speedOf(modelId),
      };
      return { kind: 'ready', target };
    },

    async *stream(call, signal) {
      const { target } = call;
      if (!isProfileName(target.model)) {
        yield failed({ kind: 'http', status: 404, code: 'model_not_found', message: 'No such profile.', headers: {} });
        return;
      }
      const profile: Profile = profiles[target.model];
      const behaviour = behaviourOf(profile, target.modelId);
      const pause = createPause(clock, signal);
      try {
        yield* answer(call, behaviour, profile.speed ?? speedOf(target.modelId), pause);
      } finally {
        pause.dispose();
      }
    },

    async probe(target, signal): Promise<ProbeResult> {
      const profile: Profile | undefined = isProfileName(target.model) ? profiles[target.model] : undefined;
      const pause = createPause(clock, signal);
      const awake = await pause.wait(varied(30));
      pause.dispose();
      if (!awake) return { kind: 'failed', signal: { kind: 'cancelled' } };
      return {
        kind: 'ok',
        message: sentence('Simulated: {0}.', profile?.title ?? sentence('no such profile')),
        availableModels: profileNames,
      };
    },
  };

  async function* answer(
    call: ProviderCall,
    behaviour: Behaviour,
    speed: Speed,
    pause: Pause,
  ): AsyncGenerator<ProviderPart, void, undefined> {
    if (behaviour.kind === 'refuses') {
      const awake = await pause.wait(varied(behaviour.afterMs));
      yield failed(awake ? behaviour.signal : cancelled);
      return;
    }
    const firstMs = varied(speed.firstTokenMs);
    // Headers come early, the first text late, as from a model that reads the prompt.
    if (!(await pause.wait(firstMs * 0.3))) {
      yield failed(cancelled);
      return;
    }
    yield { type: 'response-start', headers: {} };
    const { answer: given, isWhole } = bounded(answerTo(call.messages), call.maxOutputTokens);
    const { pieces, inputTokens, outputTokens } = given;
    const share = behaviour.kind === 'answers' ? 1 : behaviour.textShare;
    let waitMs = firstMs * 0.7;
    for (const piece of pieces.slice(0, Math.ceil(pieces.length * share))) {
      if (!(await pause.wait(waitMs))) {
        yield failed(cancelled);
        return;
      }
      yield { type: 'text-delta', text: piece.text };
      waitMs = varied(speed.msPerToken * piece.tokens);
    }
    if (behaviour.kind === 'silent') {
      await pause.forever();
      yield failed(cancelled);
      return;
    }
    if (share === 0 && !(await pause.wait(waitMs))) {
      yield failed(cancelled);
      return;
    }
    if (behaviour.kind === 'breaks') {
      yield failed(behaviour.signal);
      return;
    }
    yield { type: 'usage', usage: { inputTokens, outputTokens } };
    yield isWhole
      ? { type: 'finish', unified: 'stop', raw: 'stop' }
      : { type: 'finish', unified: 'length', raw: 'length' };
  }
}

const cancelled: FailureSignal = { kind: 'cancelled' };
const failed = (signal: FailureSignal): ProviderPart => ({ type: 'error', signal });

interface Pause {
  /** Waits; `false` when the signal fired meanwhile or before. */
  wait(ms: number): Promise<boolean>;
  /** Waits for the signal. */
  forever(): Promise<void>;
  dispose(): void;
}

/** Pauses that a signal cuts short, with one listener for the whole answer. */
function createPause(clock: Clock, signal: AbortSignal): Pause {
  let cancelTimer: (() => void) | undefined;
  let wake: ((awake: boolean) => void) | undefined;
  const onAbort = (): void => {
    cancelTimer?.();
    wake?.(false);
  };
  signal.addEventListener('abort', onAbort);
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve(false);
          return;
        }
        wake = resolve;
        cancelTimer = clock.setTimer(ms, () => resolve(true));
      }),
    forever: () =>
      new Promise((resolve) => {
        if (signal.aborted) resolve();
        else wake = () => resolve();
      }),
    dispose() {
      signal.removeEventListener('abort', onAbort);
      cancelTimer?.();
    },
  };
}
