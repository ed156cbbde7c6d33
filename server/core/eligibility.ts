import { type Config, type FilteredModel, type FilterReason, type Sentence, sentence } from '../protocol/index.ts';
import { breakerAdmits, rampShare } from './breaker.ts';
import { budgetSentence, dearerThanCheapest } from './budget.ts';
import { failureSentence } from './failure-messages.ts';
import type { Candidate, Eligibility, ModelFacts, RequestFacts } from './types.ts';

/**
 * Which models may take this request, and why each other may not. The order of configuration is kept.
 *
 * Panic: when every model that could otherwise take the request is ejected by its circuit or by a pause, the one that recovers first
 * is let back in, alone. Switched off, not set up, weight 0, taken out, tried, not pinned, too small, over budget and full are never
 * overridden. A pinned model is used although its circuit is open: the person asked for it.
 * Where a used-up budget asks for the cheapest model, that is the cheapest of those that passed everything else.
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
  const full: ModelFacts[] = [];
  /** Ejected, and without a free place besides: not even a panic can use them now. */
  const crowded: ModelFacts[] = [];
  for (const facts of models) {
    const exclusion = excludedFor(facts, request) ?? ejectedFor(facts, request, nowMs);
    if (exclusion === undefined) {
      candidates.push(candidateOf(facts, config));
      continue;
    }
    filtered.push({ modelId: facts.modelId, ...exclusion });
    if (!isEjection(exclusion.reason)) continue;
    if (exclusion.reason === 'full') full.push(facts);
    else if (isFull(facts)) crowded.push(facts);
    else ejected.push(facts);
  }
  const panicked = candidates.length > 0 || full.length > 0 ? undefined : firstToRecover(ejected, config, nowMs);
  if (panicked === undefined) {
    const left = candidates.length > 0 ? filtered : waitedFor(filtered, crowded);
    return { ...thrifty(candidates, full, config, left), panic: false };
  }
  return {
    candidates: [candidateOf(panicked, config)],
    filtered: filtered.filter(({ modelId }) => modelId !== panicked.modelId),
    panic: true,
  };
}

/** Nobody is left but those who are ejected and full: a place of theirs is waited for, like any other. */
function waitedFor(filtered: readonly FilteredModel[], crowded: readonly ModelFacts[]): readonly FilteredModel[] {
  return filtered.map((each) => {
    const facts = crowded.find(({ modelId }) => modelId === each.modelId);
    return facts === undefined ? each : { ...each, ...noPlace(facts) };
  });
}

function candidateOf(facts: ModelFacts, config: Config): Candidate {
  return isCandidate(facts) ? facts : { ...facts, ramp: rampShare(facts.breaker, config) };
}

const isCandidate = (facts: ModelFacts): facts is Candidate => facts.ramp !== undefined;

/** Leaves out what is dearer than need be where a used-up budget asks for that. */
function thrifty(
  candidates: readonly Candidate[],
  full: readonly ModelFacts[],
  config: Config,
  filtered: readonly FilteredModel[],
): Pick<Eligibility, 'candidates' | 'filtered'> {
  const dearer = dearerThanCheapest(candidates, full, config);
  if (dearer.size === 0) return { candidates, filtered };
  const left = candidates.filter(({ modelId }) => dearer.has(modelId));
  const reason = 'dearerThanCheapest';
  return {
    candidates: candidates.filter(({ modelId }) => !dearer.has(modelId)),
    filtered: [
      ...filtered,
      ...left.flatMap(({ modelId, budget }) =>
        budget ? [{ modelId, reason, explanation: budgetSentence(budget) } as const] : [],
      ),
    ],
  };
}

interface Exclusion {
  readonly reason: FilterReason;
  readonly explanation: Sentence;
  readonly untilMs?: number;
}

/** What no panic overrides. */
function excludedFor(facts: ModelFacts, request: RequestFacts): Exclusion | undefined {
  if (!facts.enabled) return { reason: 'disabled', explanation: sentence('Switched off in your settings.') };
  if (facts.notConfigured !== undefined) return { reason: 'notConfigured', explanation: facts.notConfigured };
  if (request.pinnedModel !== undefined && facts.modelId !== request.pinnedModel) {
    return { reason: 'notPinned', explanation: sentence('This request is pinned to {0}.', request.pinnedModel) };
  }
  if (request.tried.has(facts.modelId)) {
    return { reason: 'alreadyTried', explanation: sentence('Already tried, or ruled out, for this request.') };
  }
  if (facts.weight <= 0) return { reason: 'zeroWeight', explanation: sentence('Its weight is 0, which means never.') };
  if (facts.breaker.kind === 'isolated' || facts.status === 'isolated') {
    return { reason: 'isolated', explanation: isolationWords(facts) };
  }
  const neededTokens = request.promptTokens + request.expectedOutputTokens;
  if (neededTokens > facts.contextTokens) {
    return {
      reason: 'contextTooSmall',
      explanation: sentence(
        'The request needs about {0} tokens; this model takes {1}.',
        neededTokens,
        facts.contextTokens,
      ),
    };
  }
  if (facts.budget?.kind === 'refused') return { reason: 'overBudget', explanation: budgetSentence(facts.budget) };
  return undefined;
}

/** What passes with time. */
function ejectedFor(facts: ModelFacts, request: RequestFacts, nowMs: number): Exclusion | undefined {
  const { breaker, cooledUntilMs } = facts;
  if (request.pinnedModel === undefined && breakerAdmits(breaker, nowMs) === 'no') {
    if (breaker.kind === 'open') {
      const explanation = sentence(
        'Left alone for {0} more. {1}',
        span(breaker.untilMs - nowMs),
        failureSentence(breaker.class),
      );
      return { reason: 'circuitOpen', explanation, untilMs: breaker.untilMs };
    }
    return {
      reason: 'circuitHalfOpenBusy',
      explanation: sentence('One request is finding out whether it works again; others wait for the result.'),
    };
  }
  const isCooled = cooledUntilMs !== undefined && cooledUntilMs > nowMs;
  // Full before paused: who waits for a place waits for the end of the pause as well, instead of giving up.
  if (isFull(facts)) {
    return { ...noPlace(facts), ...(isCooled ? { untilMs: cooledUntilMs } : {}) };
  }
  if (isCooled) {
    const explanation = sentence(
      'Its vendor limits how often it may be asked; paused for {0} more.',
      span(cooledUntilMs - nowMs),
    );
    return { reason: 'cooledDown', explanation, untilMs: cooledUntilMs };
  }
  return undefined;
}

function noPlace({ limit }: ModelFacts): Exclusion {
  return {
    reason: 'full',
    explanation: sentence('All {0} places for requests at the same time are taken.', limit),
  };
}

function isEjection(reason: FilterReason): boolean {
  return reason === 'circuitOpen' || reason === 'circuitHalfOpenBusy' || reason === 'cooledDown' || reason === 'full';
}

function isFull(facts: ModelFacts): boolean {
  return facts.inFlight >= facts.limit;
}

function isolationWords({ breaker }: ModelFacts): Sentence {
  if (breaker.kind !== 'isolated' || breaker.by === 'person')
    return sentence('Taken out by you, until you let it back.');
  const consequence = sentence('Left alone until its settings change.');
  return breaker.class === undefined ? consequence : sentence('{0} {1}', failureSentence(breaker.class), consequence);
}

/** Whole seconds up to two minutes, whole minutes beyond. */
function span(milliseconds: number): Sentence {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds <= 120 ? sentence('{0} s', seconds) : sentence('{0} min', Math.ceil(seconds / 60));
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
