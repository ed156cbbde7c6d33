import { anchorOf, continuationMessages, type FailureSignal } from '../../core/index.ts';
import type { ModelTarget, ProviderCall, ProviderPart } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { interruptibleReader } from '../interruptible.ts';
import type { ModelRecord } from '../model-record.ts';

/**
 * One call to one vendor under its clocks: the first content must come within `firstContentMs`, later content within `stallMs` of the
 * one before. Only content counts, not bytes: keep-alive comments and empty events re-arm nothing. Connecting has its own
 * limit in the HTTP client. Ends with exactly one `finish` or one `error`, also when the vendor's plug-in does not.
 */
export async function* attemptStage(
  attempt: AttemptContext,
  record: ModelRecord,
  target: ModelTarget,
): AsyncGenerator<ProviderPart> {
  const { requestContext: context, controller } = attempt;
  const { clock } = context.workshop;
  const { timeouts } = context.config;

  const onAbort = () => controller.abort(ended);
  if (context.signal.aborted) controller.abort(ended);
  else context.signal.addEventListener('abort', onAbort);

  const startedAtMs = clock.monotonicMs();
  let lastContentAtMs = startedAtMs;
  let sawContent = false;
  let reasoning = false;
  let expired: FailureSignal | undefined;
  let stopTimer: () => void = () => undefined;

  const limitMs = () =>
    (sawContent ? timeouts.stallMs : timeouts.firstContentMs) * (reasoning ? timeouts.reasoningFactor : 1);
  // One timer that looks at the last content when it fires is cheaper than a new timer for every part. It is set anew only when
  // the limit gets shorter: at the first text, and when reasoning ends.
  const watch = () => {
    const remainingMs = lastContentAtMs + limitMs() - clock.monotonicMs();
    if (remainingMs > 0) {
      stopTimer = clock.setTimer(remainingMs, watch);
      return;
    }
    expired = {
      kind: 'clock',
      clock: sawContent ? 'stall' : 'firstContent',
      afterMs: clock.monotonicMs() - lastContentAtMs,
    };
    controller.abort(ended);
  };
  stopTimer = clock.setTimer(limitMs(), watch);

  const interrupted = (): FailureSignal => {
    if (expired) return expired;
    if (context.ended === 'deadline')
      return { kind: 'clock', clock: 'deadline', afterMs: clock.monotonicMs() - startedAtMs };
    return { kind: 'cancelled' };
  };

  const open = () =>
    interruptibleReader(
      record.provider.stream(
        {
          attemptId: attempt.attemptId,
          target,
          ...wayToGoOn(attempt, target),
          maxOutputTokens: Math.min(context.request.maxOutputTokens, target.maxOutputTokens),
          expectedOutputTokens: context.request.expectedOutputTokens,
          omitParameters: attempt.omitParameters,
          ...(context.request.requester === undefined ? {} : { requester: context.request.requester }),
        },
        controller.signal,
      ),
      controller.signal,
    );
  let reader: ReturnType<typeof interruptibleReader<ProviderPart>> | undefined;
  try {
    reader = open();
    let text = false;
    for (;;) {
      const read = await reader.read();
      if (read.kind !== 'item') {
        yield { type: 'error', signal: read.kind === 'interrupted' ? interrupted() : brokenPlugIn(read.kind) };
        return;
      }
      const part = read.item;
      if (part.type === 'error') {
        yield part.signal.kind === 'cancelled' ? { type: 'error', signal: interrupted() } : part;
        return;
      }
      if (part.type === 'finish') {
        // An empty answer is a failure whatever the vendor calls it.
        if (text) yield part;
        else yield { type: 'error', signal: emptyAnswer(part.unified, part.raw) };
        return;
      }
      if (part.type === 'reasoning-delta') {
        reasoning = !sawContent;
        lastContentAtMs = clock.monotonicMs();
      } else if (part.type === 'text-delta' && part.text !== '') {
        text ||= part.text.trim() !== '';
        if (text) {
          lastContentAtMs = clock.monotonicMs();
          if (!sawContent) {
            sawContent = true;
            reasoning = false;
            stopTimer();
            watch();
          }
        }
      }
      yield part;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    context.workshop.log.error('the plug-in of a vendor threw', { modelId: record.modelId, reason });
    // A plug-in that throws when it is called is as broken as one that throws while it is read.
    yield { type: 'error', signal: brokenPlugIn('threw') };
  } finally {
    stopTimer();
    context.signal.removeEventListener('abort', onAbort);
    controller.abort(ended);
    reader?.close();
  }
}

/** A constant reason: making an error with its stack for every end of an attempt costs more than the attempt's other work. */
const ended = 'ended';

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
