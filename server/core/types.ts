import type {
  Config,
  FactorId,
  FactorScore,
  FilteredModel,
  ModelId,
  ModelStatus,
  ScoredCandidate,
  Sentence,
  StrategyId,
} from '../protocol/index.ts';
import type { BreakerState } from './breaker.ts';
import type { BudgetRule } from './budget.ts';
import type { RateUse } from './limits.ts';

/** What the rules may know of one model at one moment. Plain values, made by the engine from its records. */
export interface ModelFacts {
  readonly modelId: ModelId;
  readonly simulated: boolean;
  readonly enabled: boolean;
  /** Why the model cannot be used as it is configured; undefined when it can. */
  readonly notConfigured: Sentence | undefined;
  /** 0 (never) to 2. */
  readonly weight: number;
  readonly status: ModelStatus;
  readonly breaker: BreakerState;
  /** Share of its usual traffic while it returns from an outage, above 0 to 1; worked out from the breaker if left out. */
  readonly ramp?: number | undefined;
  /** End of the pause of its quota domain, epoch milliseconds; undefined when there is none. */
  readonly cooledUntilMs: number | undefined;
  /** Recent, decayed success rate with prior, 0 to 1. */
  readonly successRate: number;
  /** Long-run posterior success, 0 to 1: reliability of the week, where `status` speaks of now. */
  readonly longRunSuccessRate: number;
  /** Expected milliseconds to the first text, prior included. */
  readonly firstTokenMs: number;
  /** Expected milliseconds per output token after it, prior included. */
  readonly msPerToken: number;
  /** Epoch milliseconds at which its last attempt ended; undefined when it was never used. */
  readonly lastUsedMs: number | undefined;
  /** Peak EWMA of total milliseconds, prior included: jumps up at once, comes down slowly. */
  readonly peakMs: number;
  /** Requests that count against `limit`: its own, or those of its whole account where the limit was learnt of that. */
  readonly inFlight: number;
  /** Most requests at the same time: as configured, or as learnt from refusals, whichever is less. */
  readonly limit: number;
  /** What `limit` was before it was learnt; left out when it is as configured. */
  readonly configuredLimit?: number | undefined;
  /** How near its account is to the end of a rate; left out while none is near. */
  readonly rate?: RateUse | undefined;
  readonly contextTokens: number;
  /** Estimated price of THIS request in integer nano-dollars; null when unknown. */
  readonly estimatedCostNanoUsd: number | null;
  /** What a used-up budget means for it; left out when there is nothing to respect. */
  readonly budget?: BudgetRule | undefined;
}

/** A model that passed eligibility. */
export interface Candidate extends ModelFacts {
  readonly ramp: number;
}

/** What the rules must know of the request. */
export interface RequestFacts {
  readonly promptTokens: number;
  readonly expectedOutputTokens: number;
  readonly pinnedModel: ModelId | undefined;
  /** Models tried in this request already, or excluded by the caller. */
  readonly tried: ReadonlySet<ModelId>;
  /** The model that served the last request with the same sticky key. */
  readonly stickyModel: ModelId | undefined;
}

export interface PickInput {
  /** In the order of configuration; never empty. */
  readonly candidates: readonly Candidate[];
  readonly nowMs: number;
  /** Three independent uniform draws from [0, 1): the only chance a strategy has. */
  readonly draws: readonly [number, number, number];
  readonly request: RequestFacts;
  readonly config: Config;
}

/**
 * A balancing strategy. Synchronous and pure: the same state and input give the same answer. State is plain JSON.
 * A pick is always one of the candidates; with at least one candidate there is always a pick.
 */
export interface Strategy<State> {
  readonly id: StrategyId;
  readonly title: string;
  initial(): State;
  pick(state: State, input: PickInput): { readonly state: State; readonly modelId: ModelId };
  /** One line in the writer's words: what of this candidate the strategy looks at, as things stand. */
  explain(state: State, input: PickInput, candidate: Candidate): Sentence;
}

export interface FactorContext {
  readonly config: Config;
  readonly request: RequestFacts;
  /** Points of each factor, in the order of the list of factors. */
  readonly points: readonly number[];
  /** Dearest known estimate among all candidates, integer nano-dollars: what an unknown price counts as. */
  readonly dearestNanoUsd: number;
}

/** One factor of the score. `value` is 0 to 1 and absolute: it does not depend on the other candidates' values. */
export interface Factor {
  readonly id: FactorId;
  readonly title: string;
  value(candidate: Candidate, context: FactorContext): number;
  /** One line in the writer's words. */
  explain(candidate: Candidate, context: FactorContext): Sentence;
}

export interface Eligibility {
  readonly candidates: readonly Candidate[];
  readonly filtered: readonly FilteredModel[];
  /** Every configured model was ejected, and the one that recovers first was let back in as the only candidate. */
  readonly panic: boolean;
}

export type { FactorScore, ScoredCandidate };
