import { estimateTokens, type Failure, type RequestFacts } from '../core/index.ts';
import type { Clock, Log, Prices, Random, Store } from '../ports/index.ts';
import type { AttemptReport, Config, Explanation, ModelId, Part, RequestError } from '../protocol/index.ts';
import type { Balancers } from './balancers.ts';
import type { EventBus } from './bus.ts';
import type { ModelRecord } from './model-record.ts';
import type { Registry } from './registry.ts';
import type { SlotQueue } from './slots.ts';
import type { StickyModels } from './sticky.ts';
import type { RouteRequest } from './types.ts';

/** The parts of the engine that stages work with. */
export interface Workshop {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly prices: Prices;
  readonly store: Store;
  readonly bus: EventBus;
  readonly registry: Registry;
  readonly slots: SlotQueue;
  readonly sticky: StickyModels;
  readonly balancers: Balancers;
}

/** One request on its way through the stages. Nothing of it is shared with another request. */
export interface RequestContext {
  readonly request: RouteRequest;
  readonly workshop: Workshop;
  /** The settings as they were when the request started. */
  readonly config: Config;
  /** Fires when the caller cancels, when the deadline passes, or when the caller stops reading. */
  signal: AbortSignal;
  readonly promptTokens: number;
  /** Start of the ids of its attempts: unique even when a caller uses a request id twice, so that no ledger entry is lost. */
  readonly attemptKey: string;
  readonly startedAtMonotonicMs: number;
  /** Monotonic moment of its end; undefined while it runs. */
  endedAtMonotonicMs: number | undefined;
  /** Monotonic moment at which the request must be over; set by the deadline stage. */
  deadlineAtMonotonicMs: number;
  /** What ended the request from outside, if anything did. */
  ended: 'caller' | 'deadline' | undefined;
  /** Models that are not picked again in this request. */
  readonly tried: Set<ModelId>;
  readonly attempts: AttemptReport[];
  explanation: Explanation | null;
  /** True as soon as text of an answer has reached the caller: nothing is retried silently after that. */
  committed: boolean;
  /** Why the request failed; set by whoever ends it, sent to the caller by the guard. */
  error: RequestError | null;
  /** The model whose text the caller got. */
  deliveredBy: ModelId | null;
  /** Monotonic moment at which the last failure was detected. */
  lastFailureAtMonotonicMs: number | undefined;
}

/** One attempt on its way. */
export interface AttemptContext {
  readonly requestContext: RequestContext;
  readonly attemptId: string;
  /** 1 for the first of the request. */
  readonly number: number;
  readonly omitParameters: readonly string[];
  /** Set when the same model is tried once more; otherwise the pick decides. */
  readonly repeat: ModelRecord | undefined;
  /** Smallest context window that still makes sense, when an earlier model's was too small. */
  readonly largerThanTokens: number;
  record: ModelRecord | undefined;
  result: AttemptResult | undefined;
}

export type AttemptResult =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** No model could be picked. */
  | { readonly kind: 'nobody' };

/** A stage of a request: does its part, then hands on, or ends the request by setting `context.error`. */
export interface RequestStage {
  readonly name: string;
  run(context: RequestContext, next: () => AsyncIterable<Part>): AsyncIterable<Part>;
}

/** What the strategy and the filters need to know of this request, as it is now. */
export function requestFacts(context: RequestContext): RequestFacts {
  const { request, workshop } = context;
  return {
    promptTokens: context.promptTokens,
    expectedOutputTokens: request.expectedOutputTokens,
    pinnedModel: request.pinnedModel,
    tried: new Set([...context.tried, ...(request.exclude ?? [])]),
    stickyModel: request.stickyKey === undefined ? undefined : workshop.sticky.get(request.stickyKey),
  };
}

export function promptTokensOf(request: RouteRequest): number {
  // 4 tokens of framing for each message, as vendors document for their chat formats.
  return request.messages.reduce((sum, message) => sum + estimateTokens(message.content) + 4, 0);
}

/** Three independent draws for one pick. */
export function draws(random: Random): readonly [number, number, number] {
  return [random.next(), random.next(), random.next()];
}
