import type { FailureSignal } from '../../server/core/failure.ts';
import { readRetryAfter } from '../../server/core/index.ts';
import type { ModelTarget, Prices, ProviderPart } from '../../server/ports/index.ts';
import type { AttemptReport, Config, ModelId, Usage } from '../../server/protocol/index.ts';
import type { SimClock } from './sim-clock.ts';
import type { SimulatedProvider } from './simulated-provider.ts';
import type { Story } from './story.ts';
import type { Answered } from './tally.ts';

interface World {
  readonly clock: SimClock;
  readonly provider: SimulatedProvider;
  readonly prices: Prices;
  readonly config: Config;
}

/** What a person waits before the next try by hand, when the vendor names no time. */
const pauseMs = 1000;

/**
 * Someone who works with one model only: asks, and after any failure (an error, a broken stream, or a silence as long as the router's
 * own limits) starts the same model from the beginning after one second, or after what Retry-After says, until the text is
 * whole or the deadline has come. The time counts until the text is whole.
 */
export async function askAlways(
  modelId: ModelId,
  story: Story,
  world: World,
): Promise<Omit<Answered, 'arrival' | 'deadlineMs'>> {
  const { clock, provider, config } = world;
  const { target } = provider.resolve(modelId);
  if (target === undefined) throw new Error(`no simulated model ${modelId}`);
  const startedAtMs = clock.monotonicMs();
  const endsAtMs = startedAtMs + config.failover.deadlineMs;
  const attempts: AttemptReport[] = [];
  let costNanoUsd = 0;
  for (;;) {
    const tried = await tryOnce(target, story, world, endsAtMs, attempts.length);
    attempts.push({ ...tried.report, startedMs: tried.startedAtMs - startedAtMs });
    costNanoUsd += tried.report.costNanoUsd ?? 0;
    const nowMs = clock.monotonicMs();
    const nextAtMs = nowMs + waitMs(tried.signal, clock.nowMs());
    const isWhole = tried.signal === undefined;
    if (!isWhole && nextAtMs < endsAtMs) {
      await new Promise<void>((resolve) => clock.setTimer(nextAtMs - nowMs, resolve));
      continue;
    }
    return {
      story,
      text: tried.text,
      ended: isWhole,
      firstTokenMs: tried.firstAtMs === undefined ? undefined : tried.firstAtMs - startedAtMs,
      totalMs: nowMs - startedAtMs,
      seams: 0,
      attempts,
      costNanoUsd,
      errorCode: isWhole ? undefined : 'gaveUp',
    };
  }
}

function waitMs(signal: FailureSignal | undefined, nowMs: number): number {
  if (signal?.kind !== 'http') return pauseMs;
  return readRetryAfter(signal.headers, signal.message, nowMs, Number.MAX_SAFE_INTEGER) ?? pauseMs;
}

interface Tried {
  readonly text: string;
  /** Why it failed; undefined when the text is whole. */
  readonly signal: FailureSignal | undefined;
  readonly startedAtMs: number;
  readonly firstAtMs: number | undefined;
  readonly report: AttemptReport;
}

async function tryOnce(
  target: ModelTarget,
  story: Story,
  { clock, provider, prices, config }: World,
  endsAtMs: number,
  number: number,
): Promise<Tried> {
  const startedAtMs = clock.monotonicMs();
  const controller = new AbortController();
  let limitMs = config.timeouts.firstContentMs;
  let heardAtMs = startedAtMs;
  const watch = (): void => {
    const leftMs = Math.min(heardAtMs + limitMs, endsAtMs) - clock.monotonicMs();
    if (leftMs > 0) stopTimer = clock.setTimer(leftMs, watch);
    else controller.abort();
  };
  let stopTimer = clock.setTimer(Math.min(limitMs, endsAtMs - startedAtMs), watch);
  const call = {
    attemptId: `${number}`,
    target,
    messages: story.messages,
    maxOutputTokens: 1000,
    expectedOutputTokens: story.usage.outputTokens,
    omitParameters: [],
  };
  let text = '';
  let firstAtMs: number | undefined;
  let accepted = false;
  let usage: Usage | undefined;
  let last: ProviderPart | undefined;
  for await (const part of provider.stream(call, controller.signal)) {
    last = part;
    accepted ||= part.type === 'response-start';
    if (part.type === 'usage') usage = part.usage;
    if (part.type !== 'text-delta') continue;
    text += part.text;
    heardAtMs = clock.monotonicMs();
    limitMs = config.timeouts.stallMs;
    firstAtMs ??= heardAtMs;
  }
  stopTimer();
  const signal: FailureSignal | undefined =
    last?.type === 'finish'
      ? undefined
      : last?.type === 'error'
        ? last.signal
        : { kind: 'truncated', message: 'the stream ended without a terminal marker' };
  const counted = usage ?? (accepted ? { ...story.usage, outputTokens: Math.ceil(text.length / 4) } : undefined);
  const price = prices.priceOf(target, config.models[target.modelId] ?? { enabled: true }, clock.nowMs());
  return {
    text,
    signal,
    startedAtMs,
    firstAtMs,
    report: {
      attemptId: call.attemptId,
      model: target.modelId,
      role: number === 0 ? 'first' : 'retry',
      outcome: signal === undefined ? 'success' : 'failed',
      class: null,
      message: null,
      status: signal?.kind === 'http' ? signal.status : null,
      startedMs: 0,
      firstTokenMs: firstAtMs === undefined ? null : firstAtMs - startedAtMs,
      totalMs: clock.monotonicMs() - startedAtMs,
      switchMs: null,
      usage: counted ?? null,
      costNanoUsd: counted === undefined ? 0 : prices.costOf(price, counted),
      simulated: true,
    },
  };
}
