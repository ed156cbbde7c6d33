import type { ModelState, Snapshot } from '../server/protocol/index.ts';
import type { IconName } from './icons.ts';

/** One shape for each status, so that colour is never the only sign. */
export const statusIcons: Readonly<Record<ModelState['status'], IconName>> = {
  healthy: 'passFilled',
  degraded: 'warning',
  unhealthy: 'error',
  isolated: 'debugPause',
  unknown: 'question',
  notConfigured: 'plug',
  disabled: 'circleSlash',
};

/** Why a model is left alone for the moment, apart from its status. */
export type Pause =
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'limited'; readonly untilMs: number }
  /** The pause is over: the next request finds out whether it works again. */
  | { readonly kind: 'due' }
  /** One request is finding out. */
  | { readonly kind: 'trying' };

export function pauseOf({ circuit, cooledUntilMs }: ModelState, nowMs: number): Pause | undefined {
  if (circuit.state === 'halfOpen') return { kind: 'trying' };
  if (circuit.state === 'open' && circuit.untilMs > nowMs) return { kind: 'open', untilMs: circuit.untilMs };
  if (cooledUntilMs !== null && cooledUntilMs > nowMs) return { kind: 'limited', untilMs: cooledUntilMs };
  return circuit.state === 'open' ? { kind: 'due' } : undefined;
}

/** Whether a model belongs to those that a person has set up and switched on. One that is there by itself has to show itself first. */
export function isWanted({ status, enabled, preset, successes }: ModelState): boolean {
  if (preset === true && successes === 0) return false;
  return status !== 'notConfigured' && status !== 'disabled' && enabled;
}

/** Whether a request that goes to it now may be expected to succeed. One that is ill may be tried, but nobody should count on it. */
export function isReady(model: ModelState, nowMs: number): boolean {
  if (!isWanted(model) || model.status === 'isolated' || model.status === 'unhealthy' || model.weight <= 0)
    return false;
  return pauseOf(model, nowMs) === undefined;
}

export interface Overall {
  readonly wanted: number;
  readonly ready: number;
  readonly running: number;
  /** The model that may come back first, when none is ready. */
  readonly next: { readonly modelId: string; readonly untilMs: number } | undefined;
}

export function overallOf({ models, requests }: Snapshot, nowMs: number): Overall {
  const wanted = models.filter(isWanted);
  const pauses = wanted.flatMap((model) => {
    const pause = pauseOf(model, nowMs);
    return pause !== undefined && 'untilMs' in pause ? [{ modelId: model.modelId, untilMs: pause.untilMs }] : [];
  });
  return {
    wanted: wanted.length,
    ready: wanted.filter((model) => isReady(model, nowMs)).length,
    running: requests.filter(({ result }) => result === 'running').length,
    next: pauses.sort((left, right) => left.untilMs - right.untilMs)[0],
  };
}
