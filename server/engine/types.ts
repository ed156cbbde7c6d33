import type {
  AttemptReport,
  Config,
  Explanation,
  Message,
  ModelId,
  Part,
  RequestError,
  Task,
  Usage,
} from '../protocol/index.ts';

/** A request as the engine gets it, after a surface has parsed it. */
export interface RouteRequest {
  readonly requestId: string;
  readonly task: Task;
  readonly messages: readonly Message[];
  /** Upper bound for the answer in tokens. */
  readonly maxOutputTokens: number;
  /** Tokens the answer is expected to have: for predicted time and estimated price. */
  readonly expectedOutputTokens: number;
  /**
   * `firstText`: the caller shows text as it comes, so the first text commits. `complete`: nothing is shown before the end, so a
   * broken answer is thrown away and started again elsewhere.
   */
  readonly commitment: 'firstText' | 'complete';
  readonly pinnedModel?: ModelId;
  /** Milliseconds for the whole request; the setting if left out. */
  readonly deadlineMs?: number;
  readonly stickyKey?: string;
  /** Settings of whoever asks, where they differ from the engine's own: strategy, weights, chain, failover, clocks, score. */
  readonly config?: Config;
  /** Who asks: a provider that works through its caller, such as the editor's own models, finds the way back by it. */
  readonly requester?: string;
  /**
   * Text of an answer that broke off earlier: the request goes on from there, by the same seam rules as within one request, and its parts
   * are only the new text. It begins where this text ends, and takes nothing of it back.
   */
  readonly continueFrom?: string;
  /** Models this request must not use, such as the one whose answer was just found unusable. */
  readonly exclude?: readonly ModelId[];
}

/** What is known of a request when its parts have ended. */
export interface RouteReport {
  readonly requestId: string;
  /** The model whose answer was delivered, whole or in part; null when nothing was. */
  readonly modelId: ModelId | null;
  readonly attempts: readonly AttemptReport[];
  readonly usage: Usage;
  readonly costNanoUsd: number | null;
  readonly error: RequestError | null;
  readonly explanation: Explanation | null;
  /** Milliseconds from the first look at the request to its end, waiting for a place included. */
  readonly totalMs: number;
}

/** One request on its way. `parts` may be read once; `report` is complete when it has ended. */
export interface RoutedRequest {
  readonly requestId: string;
  readonly parts: AsyncIterable<Part>;
  report(): RouteReport;
}

/** The one way to a model for everyone. */
export interface Router {
  /** Never throws: failures are the last part. Firing `signal` ends the request and closes the vendor's socket. */
  route(request: RouteRequest, signal: AbortSignal): RoutedRequest;
  /** Where a request would go, without sending or spending anything. */
  explain(request: RouteRequest): Explanation;
}
