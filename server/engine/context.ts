import { estimateTokens, type Failure, type HedgeBudget, type RequestFacts } from '../core/index.ts';
import type { Clock, Log, Prices, Random, Store } from '../ports/index.ts';
import type {
  AttemptReport,
  AttemptRole,
  Config,
  Explanation,
  ModelId,
  Part,
  RequestError,
} from '../protocol/index.ts';
import type { Balancers } from './balancers.ts';
import type { Budgets } from './budgets.ts';
import type { EventBus } from './bus.ts';
import type { Look } from './look.ts';
import type { ModelRecord } from './model-record.ts';
import type { Registry } from './registry.ts';
import type { EndSignal } from './request-ending.ts';
import type { SlotQueue, Ticket } from './slots.ts';
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
  readonly budgets: Budgets;
  /** How many second models may still be asked, over all requests. */
  hedgeBudget: HedgeBudget;
}

/** One request on its way through the stages. Nothing of it is shared with another request. */
export interface RequestContext {
  readonly request: RouteRequest;
  readonly workshop: Workshop;
  /** The settings as they were when the request started. */
  readonly config: Config;
  /** Fires when the caller cancels, when the deadline passes, or when the caller stops reading. */
  readonly signal: EndSignal;
  /** Ends everything below: fires `signal`. */
  end(by: 'caller' | 'deadline'): void;
  readonly promptTokens: number;
  /** Start of the ids of its attempts: unique even when a caller uses a request id twice, so that no ledger entry is lost. */
  readonly attemptKey: string;
  readonly startedAtMonotonicMs: number;
  /** Monotonic moment of its end; undefined while it runs. */
  endedAtMonotonicMs: number | undefined;
  /** Monotonic moment at which the request must be over; set by the deadline stage. */
  deadlineAtMonotonicMs: number;
  /** Called once when the request is over, however it ended. */
  readonly onEnd: (() => void)[];
  /** What ended the request from outside, if anything did. */
  ended: 'caller' | 'deadline' | undefined;
  /** Models that are not picked again in this request. */
  readonly tried: Set<ModelId>;
  readonly attempts: AttemptReport[];
  explanation: (() => Explanation) | null;
  /** What the plan saw; the first pick uses it if nothing has changed since. */
  look: Look | undefined;
  /** The chance that the plan was made with, for the first pick: what was explained is what happens. */
  firstDraws: ReturnType<typeof draws> | undefined;
  /** True as soon as text of an answer has reached the caller: nothing is retried silently after that. */
  committed: boolean;
  /** The answer is complete and the caller has been told so. */
  finished: boolean;
  /** The text that has reached the caller, what was taken back again left out. */
  delivered: string;
  /** Its place in the queue when every model is full. */
  readonly ticket: Ticket;
  /** Attempts that were sent or are about to be; numbers them. */
  started: number;
  /** Second models that were asked beside a slow first one. */
  hedges: number;
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
  readonly role: AttemptRole;
  /** Ends this attempt alone; fires with the request, too. */
  readonly controller: AbortController;
  /** Text to go on from; undefined for an answer of its own. */
  readonly kept: string | undefined;
  /** Whether an end without a word is an answer: it goes on from a text of which nothing was taken back, so that nothing may be missing. */
  readonly mayEndAtOnce: boolean;
  /** Models that are not picked for it, beyond those that failed: the one it runs beside. */
  readonly avoid: ReadonlySet<ModelId>;
  readonly omitParameters: readonly string[];
  /** Set when the same model is tried once more; otherwise the pick decides. */
  readonly repeat: ModelRecord | undefined;
  /** Smallest context window that still makes sense, when an earlier model's was too small. */
  readonly largerThanTokens: number;
  record: ModelRecord | undefined;
  /** What follows on its own parts: what is left of the winner when it was in a race. */
  rest: AsyncGenerator<Part> | undefined;
  /** Milliseconds that it waited for a free place. */
  queuedMs: number;
  /** Why the engine itself ended it, if it did: another model began first, or it did not go on where the text broke off. */
  stopped: 'outpaced' | 'rejected' | undefined;
  result: AttemptResult | undefined;
}

export type AttemptResult =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly failure: Failure }
  /** No model could be picked. */
  | { readonly kind: 'nobody' };

/** A stage of a request before its first attempt. `false` ends the request with the `context.error` that the stage has set. */
export interface RequestStage {
  readonly name: string;
  prepare(context: RequestContext): boolean;
}

/** Parts in a row from one source: an attempt, what is left of one after a race, or a word of the router itself. */
export type Leg = AsyncIterable<Part> | readonly Part[];

const nobody: ReadonlySet<ModelId> = new Set();

/** What the strategy and the filters need to know of this request, as it is now. */
export function requestFacts(context: RequestContext, avoid: ReadonlySet<ModelId> = nobody): RequestFacts {
  const { request, workshop } = context;
  return {
    promptTokens: context.promptTokens,
    expectedOutputTokens: request.expectedOutputTokens,
    pinnedModel: request.pinnedModel,
    tried: leftOut(context, avoid),
    stickyModel: request.stickyKey === undefined ? undefined : workshop.sticky.get(request.stickyKey),
  };
}

/** A copy, because an explanation looks at it later. For nearly every first attempt there is nothing to copy. */
function leftOut({ tried, request }: RequestContext, avoid: ReadonlySet<ModelId>): ReadonlySet<ModelId> {
  const { exclude = [] } = request;
  if (tried.size === 0 && avoid.size === 0 && exclude.length === 0) return nobody;
  return new Set([...tried, ...avoid, ...exclude]);
}

export function promptTokensOf(request: RouteRequest): number {
  // 4 tokens of framing for each message, as vendors document for their chat formats.
  return request.messages.reduce((sum, message) => sum + estimateTokens(message.content) + 4, 0);
}

/** Three independent draws for one pick. */
export function draws(random: Random): readonly [number, number, number] {
  return [random.next(), random.next(), random.next()];
}
