import type { RouteReport, Router } from '../engine/types.ts';
import type {
  AttemptReport,
  Config,
  FinishReason,
  Message,
  ModelId,
  Part,
  RequestError,
  RoutingWish,
  Task,
  Usage,
} from '../protocol/index.ts';
import { boundTokens } from './brief.ts';

/** What the studio is made of. */
export interface StudioDependencies {
  readonly router: Router;
  /** The settings of this moment. */
  readonly config: () => Config;
  readonly newId: () => string;
}

export interface WorkOptions {
  /** Firing it ends the work, whichever call is running. */
  readonly signal: AbortSignal;
  /** Gets the parts of the work in order, ended by one `finish` or one `error`. */
  readonly onPart: (part: Part) => void;
}

/** One call to a model. */
export interface SessionCall {
  readonly task: Task;
  readonly messages: readonly Message[];
  readonly expectedOutputTokens: number;
  readonly commitment: 'firstText' | 'complete';
  readonly exclude?: readonly ModelId[];
  /** Text that is there already: the answer goes on from its end and holds only what is new. */
  readonly continueFrom?: string;
  /** Text as it comes; left out when only the whole answer is wanted. */
  readonly onText?: (text: string) => void;
  /** Text after this offset of the answer is taken back. */
  readonly onRewind?: (offset: number) => void;
}

export type CallResult =
  | {
      readonly kind: 'finished';
      /** The whole answer as the model gave it. */
      readonly answer: string;
      readonly modelId: ModelId;
      readonly finish: FinishReason;
      readonly finishRaw: string;
    }
  | { readonly kind: 'failed'; readonly error: RequestError };

/** What all calls of one piece of work come to. */
export interface Sums {
  readonly requestId: string;
  readonly attempts: AttemptReport[];
  readonly usage: Usage;
  /** Integer nano-dollars; null as soon as the price of one call is unknown. */
  readonly costNanoUsd: number | null;
  readonly simulated: boolean;
}

export interface Session {
  call(call: SessionCall): Promise<CallResult>;
  sums(): Sums;
}

/** Milliseconds below which another call is not worth its start. */
const shortestCallMs = 1000;

const brokenContract: RequestError = {
  code: 'internal',
  message: 'The answer ended without saying how.',
  hint: 'Try again. If it happens again, restart the daemon.',
  attempts: [],
};

const cancelled: RequestError = {
  code: 'cancelled',
  message: 'The request was cancelled.',
  hint: '',
  attempts: [],
};

const outOfTime: RequestError = {
  code: 'deadlineExceeded',
  message: 'The time for this request is used up.',
  hint: 'Try again, or raise the setting failover.deadlineMs.',
  attempts: [],
};

/**
 * The calls of one piece of work: one deadline for all of them, one sum of attempts, tokens and cost. Attempts, usage and
 * reasoning are handed on as they happen; text, `finish` and `error` are the caller's business.
 */
export function createSession(
  dependencies: StudioDependencies,
  routing: RoutingWish | undefined,
  options: WorkOptions,
): Session {
  const reports: RouteReport[] = [];
  const deadlineMs = routing?.deadlineMs ?? dependencies.config().failover.deadlineMs;
  let requestId: string | undefined;

  function remainingMs(): number {
    return reports.reduce((rest, report) => rest - report.totalMs, deadlineMs);
  }

  async function call(request: SessionCall): Promise<CallResult> {
    const isFirst = reports.length === 0;
    const leftMs = Math.floor(remainingMs());
    if (!isFirst && options.signal.aborted) return { kind: 'failed', error: cancelled };
    if (!isFirst && leftMs < shortestCallMs) return { kind: 'failed', error: outOfTime };
    const id = dependencies.newId();
    requestId ??= id;
    const exclude = routing?.pinnedModel === undefined ? (request.exclude ?? []) : [];
    const routed = dependencies.router.route(
      {
        requestId: id,
        task: request.task,
        messages: request.messages,
        expectedOutputTokens: request.expectedOutputTokens,
        maxOutputTokens: boundTokens(request.expectedOutputTokens),
        commitment: request.commitment,
        deadlineMs: isFirst ? deadlineMs : leftMs,
        ...(routing?.pinnedModel === undefined ? {} : { pinnedModel: routing.pinnedModel }),
        ...(routing?.stickyKey === undefined ? {} : { stickyKey: routing.stickyKey }),
        ...(exclude.length === 0 ? {} : { exclude }),
        ...(request.continueFrom === undefined ? {} : { continueFrom: request.continueFrom }),
      },
      options.signal,
    );
    let answer = '';
    let lastModel: ModelId | undefined;
    let ended: Extract<Part, { type: 'finish' | 'error' }> | undefined;
    for await (const part of routed.parts) {
      if (part.type === 'text-delta') {
        answer += part.text;
        request.onText?.(part.text);
      } else if (part.type === 'text-rewind') {
        answer = answer.slice(0, part.offset);
        request.onRewind?.(part.offset);
      } else if (part.type === 'finish' || part.type === 'error') ended = part;
      else {
        if (part.type === 'attempt-start') lastModel = part.modelId;
        options.onPart(part);
      }
    }
    const report = routed.report();
    reports.push(report);
    if (ended?.type === 'error') return { kind: 'failed', error: ended.error };
    const modelId = report.modelId ?? lastModel;
    if (ended === undefined || modelId === undefined) return { kind: 'failed', error: brokenContract };
    return { kind: 'finished', answer, modelId, finish: ended.unified, finishRaw: ended.raw };
  }

  return {
    call,
    sums() {
      const attempts = reports.flatMap((report) => report.attempts);
      return {
        requestId: requestId ?? '',
        attempts,
        usage: reports.map((report) => report.usage).reduce(addUsage, { inputTokens: 0, outputTokens: 0 }),
        costNanoUsd: reports.reduce<number | null>(
          (sum, report) => (sum === null || report.costNanoUsd === null ? null : sum + report.costNanoUsd),
          0,
        ),
        simulated: attempts.some(
          (attempt) => attempt.simulated && (attempt.outcome === 'success' || attempt.firstTokenMs !== null),
        ),
      };
    },
  };
}

const addOptional = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : left + (right ?? 0);

function addUsage(left: Usage, right: Usage): Usage {
  const cachedInputTokens = addOptional(left.cachedInputTokens, right.cachedInputTokens);
  const reasoningTokens = addOptional(left.reasoningTokens, right.reasoningTokens);
  const estimated = left.estimated === true || right.estimated === true;
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    ...(estimated ? { estimated } : {}),
  };
}
