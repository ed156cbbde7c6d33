import { anchorOf, continuationMessages, type FailureSignal } from '../../core/index.ts';
import type { ModelTarget, ProviderCall, ProviderPart } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';

/**
 * One call to one vendor under its clocks: the first content must come within `firstContentMs`, later content within `stallMs` of the
 * one before. Only content counts, not bytes: keep-alive comments and empty events re-arm nothing. Connecting has its own
 * limit in the HTTP client. Ends with exactly one `finish` or one `error`, also when the vendor's plug-in does not, and at once
 * when the attempt is ended: closing an iterator does not wake a generator that awaits, so a plug-in that ignores its signal
 * must not hold a request.
 *
 * An object that is read and not a generator: this is the innermost part of every request, and each detour costs every part.
 */
export class VendorCall {
  private readonly attempt: AttemptContext;
  private readonly record: ModelRecord;
  private readonly startedAtMs: number;
  private iterator: AsyncIterator<ProviderPart> | undefined;
  private wake: ((part: ProviderPart) => void) | undefined;
  private stopTimer: () => void = () => undefined;
  private lastContentAtMs: number;
  private sawContent = false;
  private sawText = false;
  private isReasoning = false;
  private expired: FailureSignal | undefined;
  private isOver = false;

  constructor(attempt: AttemptContext, record: ModelRecord, target: ModelTarget) {
    const { requestContext: context, controller } = attempt;
    this.attempt = attempt;
    this.record = record;
    this.startedAtMs = context.workshop.clock.monotonicMs();
    this.lastContentAtMs = this.startedAtMs;
    if (context.signal.aborted) controller.abort(ended);
    else context.signal.addEventListener('abort', this.endWithRequest);
    controller.signal.addEventListener('abort', this.interrupt);
    this.stopTimer = context.workshop.clock.setTimer(this.limitMs(), this.watch);
    try {
      const call = callOf(attempt, target);
      this.iterator = record.provider.stream(call, controller.signal)[Symbol.asyncIterator]();
    } catch (error) {
      this.report(error);
    }
  }

  /** The next part; behind a `finish` or an `error` there is none. One reading at a time. */
  read(): Promise<ProviderPart> {
    const { iterator } = this;
    if (iterator === undefined) return Promise.resolve(this.last(brokenPlugIn('threw')));
    if (this.attempt.controller.signal.aborted) return Promise.resolve(this.last(this.interruption()));
    return new Promise((resolve) => {
      this.wake = resolve;
      iterator.next().then(this.take, this.fail);
    });
  }

  /** Ends the call, if it has not ended by itself, and everything that watches it. */
  close(): void {
    const { controller, requestContext } = this.attempt;
    this.stopTimer();
    requestContext.signal.removeEventListener('abort', this.endWithRequest);
    controller.signal.removeEventListener('abort', this.interrupt);
    // Not awaited on purpose: a generator that hangs would hold the request. Its late failure concerns nobody.
    this.iterator?.return?.().then(undefined, () => undefined);
    if (!this.isOver) controller.abort(ended);
  }

  private readonly endWithRequest = (): void => this.attempt.controller.abort(ended);

  private readonly interrupt = (): void => this.answer(this.last(this.interruption()));

  private readonly take = (result: IteratorResult<ProviderPart, unknown>): void =>
    this.answer(result.done === true ? this.last(brokenPlugIn('end')) : this.judged(result.value));

  private readonly fail = (error: unknown): void => {
    if (this.wake === undefined) return;
    this.report(error);
    this.answer(this.last(brokenPlugIn('threw')));
  };

  /** What comes when nobody waits any more, because the attempt was ended meanwhile, is dropped. */
  private answer(part: ProviderPart): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.(part);
  }

  private judged(part: ProviderPart): ProviderPart {
    if (this.wake === undefined) return part;
    switch (part.type) {
      case 'error':
        if (part.signal.kind === 'cancelled') return this.last(this.interruption());
        if (this.isEndAtOnce(part.signal)) return { type: 'finish', unified: 'stop', raw: part.signal.finish };
        return this.last(part.signal);
      case 'finish':
        // An empty answer is a failure whatever the vendor calls it.
        if (!this.sawText) return this.last(emptyAnswer(part.unified, part.raw));
        this.isOver = true;
        return part;
      case 'reasoning-delta':
        this.isReasoning = !this.sawContent;
        this.lastContentAtMs = this.attempt.requestContext.workshop.clock.monotonicMs();
        return part;
      case 'text-delta':
        if (part.text !== '') this.noteText(part.text);
        return part;
      default:
        return part;
    }
  }

  /** A model that is asked to go on directly from a whole text has nothing to say, and says that it is done. */
  private isEndAtOnce(signal: FailureSignal): signal is Extract<FailureSignal, { kind: 'empty' }> {
    return signal.kind === 'empty' && this.attempt.mayEndAtOnce && /^(?:stop|end_turn)$/i.test(signal.finish);
  }

  private noteText(text: string): void {
    this.sawText ||= text.trim() !== '';
    if (!this.sawText) return;
    this.lastContentAtMs = this.attempt.requestContext.workshop.clock.monotonicMs();
    if (this.sawContent) return;
    this.sawContent = true;
    this.isReasoning = false;
    this.stopTimer();
    this.watch();
  }

  private last(signal: FailureSignal): ProviderPart {
    return { type: 'error', signal };
  }

  private limitMs(): number {
    const { timeouts } = this.attempt.requestContext.config;
    return (
      (this.sawContent ? timeouts.stallMs : timeouts.firstContentMs) * (this.isReasoning ? timeouts.reasoningFactor : 1)
    );
  }

  /**
   * One timer that looks at the last content when it fires is cheaper than a new timer for every part. It is set anew only when
   * the limit gets shorter: at the first text, and when reasoning ends.
   */
  private readonly watch = (): void => {
    const { clock } = this.attempt.requestContext.workshop;
    // In this order: sums of fractions are rounded, and what is left must become nothing when the timer has fired.
    const remainingMs = this.lastContentAtMs + this.limitMs() - clock.monotonicMs();
    if (remainingMs > 0) {
      this.stopTimer = clock.setTimer(remainingMs, this.watch);
      return;
    }
    const afterMs = clock.monotonicMs() - this.lastContentAtMs;
    this.expired = { kind: 'clock', clock: this.sawContent ? 'stall' : 'firstContent', afterMs };
    this.attempt.controller.abort(ended);
  };

  private interruption(): FailureSignal {
    if (this.expired) return this.expired;
    const { ended: by, workshop } = this.attempt.requestContext;
    if (by !== 'deadline') return { kind: 'cancelled' };
    return { kind: 'clock', clock: 'deadline', afterMs: workshop.clock.monotonicMs() - this.startedAtMs };
  }

  private report(error: unknown): void {
    this.attempt.requestContext.workshop.log.error('the plug-in of a vendor threw', {
      modelId: this.record.modelId,
      reason: error instanceof Error ? error.name : 'unknown',
    });
  }
}

/** A constant reason: making an error with its stack for every end of an attempt costs more than the attempt's other work. */
const ended = 'ended';

function callOf(attempt: AttemptContext, target: ModelTarget): ProviderCall {
  const { request } = attempt.requestContext;
  return {
    attemptId: attempt.attemptId,
    target,
    ...wayToGoOn(attempt, target),
    maxOutputTokens: Math.min(request.maxOutputTokens, target.maxOutputTokens),
    expectedOutputTokens: request.expectedOutputTokens,
    omitParameters: attempt.omitParameters,
    ...(request.requester === undefined ? {} : { requester: request.requester }),
  };
}

/** How the model is asked to go on from a text that is there: natively where the vendor can, otherwise in words. */
function wayToGoOn(attempt: AttemptContext, target: ModelTarget): Pick<ProviderCall, 'messages' | 'prefix'> {
  const { messages } = attempt.requestContext.request;
  const { kept } = attempt;
  if (kept === undefined) return { messages };
  if (target.continuation === 'prefix') return { messages, prefix: kept };
  return { messages: continuationMessages(messages, kept, anchorOf(kept)) };
}

function emptyAnswer(unified: string, raw: string): FailureSignal {
  return unified === 'contentFilter' ? { kind: 'filtered', message: raw } : { kind: 'empty', finish: raw };
}

/** A plug-in that ended without a word or threw: its stream is broken, which is all a reader can know. */
function brokenPlugIn(kind: 'end' | 'threw'): FailureSignal {
  return {
    kind: 'truncated',
    message: kind === 'end' ? 'the stream ended without a terminal marker' : 'the connection to the vendor broke',
  };
}
