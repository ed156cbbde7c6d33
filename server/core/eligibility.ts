import type { Config, FilteredModel, FilterReason } from '../protocol/index.ts';
import { breakerAdmits, rampShare } from './breaker.ts';
import { failureSentences } from './failure-messages.ts';
import type { Candidate, Eligibility, ModelFacts, RequestFacts } from './types.ts';

/**
 * Which models may take this request, and why each other may not. The order of configuration is kept.
 *
 * Panic: when every model that could otherwise take the request is ejected by its circuit or by a pause, the one that recovers first
 * is let back in, alone. Switched off, not set up, weight 0, taken out, tried, not pinned, too small and full are never overridden.
 * A pinned model is used although its circuit is open: the person asked for it.
 */
export function selectCandidates(
  models: readonly ModelFacts[],
  request: RequestFacts,
  config: Config,
  nowMs: number,
): Eligibility {
  const candidates: Candidate[] = [];
  const filtered: FilteredModel[] = [];
  const ejected: ModelFacts[] = [];
  let someFull = false;
  for (const facts of models) {
    const exclusion = excludedFor(facts, request) ?? ejectedFor(facts, request, nowMs);
    if (exclusion === undefined) {
      candidates.push({ ...facts, ramp: rampShare(facts.breaker, config) });
      continue;
    }
    filtered.push({ modelId: facts.modelId, ...exclusion });
    if (!isEjection(exclusion.reason)) continue;
    if (isFull(facts)) someFull = true;
    else if (exclusion.reason !== 'full') ejected.push(facts);
  }
  const panicked = candidates.length > 0 || someFull ? undefined : firstToRecover(ejected, config, nowMs);
  if (panicked === undefined) return { candidates, filtered, panic: false };
  return {
    candidates: [{ ...panicked, ramp: rampShare(panicked.breaker, config) }],
    filtered: filtered.filter(({ modelId }) => modelId !== panicked.modelId),
    panic: true,
  };
}

interface Exclusion {
  readonly reason: FilterReason;
  readonly explanation: string;
  readonly untilMs?: number;
}

/** What no panic overrides. */
function excludedFor(facts: ModelFacts, request: RequestFacts): Exclusion | undefined {
  if (!facts.enabled) return { reason: 'disabled', explanation: 'Switched off in your settings.' };
  if (facts.notConfigured !== undefined) return { reason: 'notConfigured', explanation: facts.notConfigured };
  if (request.pinnedModel !== undefined && facts.modelId !== request.pinnedModel) {
    return { reason: 'notPinned', explanation: `This request is pinned to ${request.pinnedModel}.` };
  }
  if (request.tried.has(facts.modelId)) {
    return { reason: 'alreadyTried', explanation: 'Already tried, or ruled out, for this request.' };
  }
  if (facts.weight <= 0) return { reason: 'zeroWeight', explanation: 'Its weight is 0, which means never.' };
  if (facts.breaker.kind === 'isolated' || facts.status === 'isolated') {
    return { reason: 'isolated', explanation: isolationWords(facts) };
  }
  const neededTokens = request.promptTokens + request.expectedOutputTokens;
  if (neededTokens > facts.contextTokens) {
    return {
      reason: 'contextTooSmall',
      explanation: `The request needs about ${neededTokens} tokens; this model takes ${facts.contextTokens}.`,
    };
  }
  return undefined;
}

/** What passes with time. */
function ejectedFor(facts: ModelFacts, request: RequestFacts, nowMs: number): Exclusion | undefined {
  const { breaker, cooledUntilMs } = facts;
  if (request.pinnedModel === undefined && breakerAdmits(breaker, nowMs) === 'no') {
    if (breaker.kind === 'open') {
      const explanation = `Left alone for ${seconds(breaker.untilMs - nowMs)} more. ${failureSentences[breaker.class]}`;
      return { reason: 'circuitOpen', explanation, untilMs: breaker.untilMs };
    }
    return {
      reason: 'circuitHalfOpenBusy',
      explanation: 'One request is finding out whether it works again; others wait for the result.',
    };
  }
  if (cooledUntilMs !== undefined && cooledUntilMs > nowMs) {
    const explanation = `Its vendor limits how often it may be asked; paused for ${seconds(cooledUntilMs - nowMs)} more.`;
    return { reason: 'cooledDown', explanation, untilMs: cooledUntilMs };
  }
  if (isFull(facts)) {
    return { reason: 'full', explanation: `All ${facts.limit} places for requests at the same time are taken.` };
  }
  return undefined;
}

function isEjection(reason: FilterReason): boolean {
  return reason === 'circuitOpen' || reason === 'circuitHalfOpenBusy' || reason === 'cooledDown' || reason === 'full';
}

function isFull(facts: ModelFacts): boolean {
  return facts.inFlight >= facts.limit;
}

function isolationWords({ breaker }: ModelFacts): string {
  if (breaker.kind !== 'isolated' || breaker.by === 'person') return 'Taken out by you, until you let it back.';
  const cause = breaker.class === undefined ? '' : `${failureSentences[breaker.class]} `;
  return `${cause}Left alone until its settings change.`;
}

/** Whole seconds up to two minutes, whole minutes beyond. */
function seconds(milliseconds: number): string {
  const amount = Math.max(1, Math.ceil(milliseconds / 1000));
  return amount <= 120 ? `${amount} s` : `${Math.ceil(amount / 60)} min`;
}

function firstToRecover(ejected: readonly ModelFacts[], config: Config, nowMs: number): ModelFacts | undefined {
  let first: ModelFacts | undefined;
  let firstMs = Number.POSITIVE_INFINITY;
  for (const facts of ejected) {
    const recoversMs = Math.max(circuitRecoversMs(facts, config, nowMs), facts.cooledUntilMs ?? nowMs);
    if (recoversMs < firstMs) {
      first = facts;
      firstMs = recoversMs;
    }
  }
  return first;
}

/** A trial that is under way has no end that is known; it is taken to last one base cool-down. */
function circuitRecoversMs({ breaker }: ModelFacts, config: Config, nowMs: number): number {
  if (breaker.kind === 'open') return Math.max(breaker.untilMs, nowMs);
  return breaker.kind === 'halfOpen' ? nowMs + config.breaker.baseCooldownMs : nowMs;
}
