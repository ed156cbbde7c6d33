import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { FailureSignal } from '../../core/failure.ts';
import type { ProviderCall, ProviderPart } from '../../ports/index.ts';
import {
  type Dialect,
  type DialectContext,
  isLimitRefused,
  longestAnswer,
  prefixOf,
  usageGraceMs,
  withoutRefused,
} from '../dialect.ts';
import { ruleFor } from '../vendor.ts';
import { deltaParts, endParts } from '../wire/answer-end.ts';
import { readErrorBody } from '../wire/error-body.ts';
import { openEventStream, type ServerEvent } from '../wire/event-stream.ts';
import { inBandSignal, notInFormat, overlongAnswer, signalOfError, usefulHeaders } from '../wire/sdk-error.ts';
import { createAnswerFilter } from '../wire/think-filter.ts';
import { finishOf, MessageEvent, usageOf, type WireUsage } from './anthropic-events.ts';

/** A limit that no model refuses, for a try after one was refused: it cannot be left out here. */
const safeLimitTokens = 1024;

/** The request body: system texts at the top, the turns alternating, no sampling values. `max_tokens` is compulsory here. */
const anthropicBody = (context: DialectContext, call: ProviderCall): MessageCreateParamsStreaming => {
  const { target } = call;
  const rule = ruleFor(context.vendor, target.model);
  const limit = Math.min(call.maxOutputTokens + (rule?.reasoningRoomTokens ?? 0), target.maxOutputTokens);
  const prefix = prefixOf(call)?.trimEnd();
  const system = call.messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return {
    ...withoutRefused(rule?.body ?? context.vendor.body, call.omitParameters),
    model: target.model,
    max_tokens: isLimitRefused(call.omitParameters) ? Math.min(safeLimitTokens, limit) : limit,
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    messages: [
      ...call.messages.flatMap(({ role, content }) => (role === 'system' ? [] : [{ role, content }])),
      // White space at its end is refused.
      ...(prefix === undefined ? [] : [{ role: 'assistant' as const, content: prefix }]),
    ],
    stream: true,
  };
};

/** The Anthropic Messages format. `message_stop` is the terminal marker; an `error` event counts unless the answer is whole. */
export const anthropicMessages: Dialect = {
  async *stream(context, call, signal) {
    const { vendor, clients, clock, secrets } = context;
    let response: Response;
    try {
      const client = await clients.anthropic(vendor, call.target, context.key);
      response = await client.messages.create(anthropicBody(context, call), { signal }).asResponse();
    } catch (error) {
      yield { type: 'error', signal: signalOfError(error, signal, secrets) };
      return;
    }
    const headers = usefulHeaders(response.headers);
    const answer = createAnswer(headers, secrets);
    const stream = openEventStream(response, signal, clock);
    try {
      yield { type: 'response-start', headers };
      for await (const batch of stream.batches()) {
        if (batch.kind === 'failure') {
          const isOver = answer.stopReason() !== undefined;
          if (batch.signal.kind === 'network' ? isOver : answer.isWhole() && !signal.aborted) break;
          yield { type: 'error', signal: batch.signal };
          return;
        }
        const parts = batch.kind === 'document' ? answer.document(batch.value) : batch.events.flatMap(answer.event);
        const error = parts.findIndex(({ type }) => type === 'error');
        yield* error < 0 ? parts : parts.slice(0, error + 1);
        if (error >= 0) return;
        if (answer.length() > longestAnswer(call.maxOutputTokens)) {
          stream.close();
          yield { type: 'error', signal: overlongAnswer };
          return;
        }
        if (answer.stopped()) break;
        if (answer.stopReason() !== undefined) stream.endWithin(usageGraceMs);
      }
      yield* answer.end();
    } finally {
      stream.release();
    }
  },

  get: async (context, target, path, signal) => {
    const client = await context.clients.anthropic(context.vendor, target, context.key);
    return client.get(path, { signal }).asResponse();
  },
};

const createAnswer = (headers: Readonly<Record<string, string>>, secrets: readonly string[]) => {
  const filter = createAnswerFilter();
  let startUsage: WireUsage | undefined;
  let endUsage: WireUsage | undefined;
  let stopReason: string | undefined;
  let stopped = false;
  let length = 0;

  const failed = (signal: FailureSignal): ProviderPart => ({ type: 'error', signal });

  const blockParts = (block: { readonly text?: string | undefined; readonly thinking?: string | undefined }) => {
    const parts: ProviderPart[] = [];
    length += (block.thinking?.length ?? 0) + (block.text?.length ?? 0);
    if (block.thinking) parts.push({ type: 'reasoning-delta', text: block.thinking });
    if (block.text) parts.push(...deltaParts(filter.push(block.text)));
    return parts;
  };

  /** The answer has ended of its own accord and has text: nothing that follows can spoil it. */
  const isWhole = (): boolean => stopReason !== undefined && finishOf(stopReason) === 'stop' && filter.hasText();

  type Place = 'event' | 'error-event' | 'document';

  const value = (wire: unknown, place: Place): ProviderPart[] =>
    isWhole() ? read(wire, place).filter(({ type }) => type !== 'error') : read(wire, place);

  const read = (wire: unknown, place: Place): ProviderPart[] => {
    const isErrorEvent = place === 'error-event';
    const parsed = MessageEvent.safeParse(wire);
    if (isErrorEvent || !parsed.success || parsed.data.type === 'error') {
      const error = readErrorBody(wire);
      if (error !== undefined) return [failed(inBandSignal(error, headers, secrets))];
      if (!isErrorEvent && !parsed.success) return [failed(notInFormat)];
      const message = typeof wire === 'string' ? wire : '';
      return [failed(inBandSignal({ message }, headers, secrets))];
    }
    const event = parsed.data;
    switch (event.type) {
      case 'message_start':
        startUsage = event.message?.usage ?? undefined;
        return [];
      case 'content_block_start':
        return event.content_block ? blockParts(event.content_block) : [];
      case 'content_block_delta':
        return event.delta ? blockParts(event.delta) : [];
      case 'message_delta':
        endUsage = event.usage ?? endUsage;
        stopReason = event.delta?.stop_reason ?? stopReason;
        return [];
      case 'message_stop':
        stopped = true;
        return [];
      case 'message':
        // A complete answer instead of a stream.
        endUsage = event.usage ?? undefined;
        stopReason = event.stop_reason ?? undefined;
        stopped = true;
        return (event.content ?? []).flatMap(blockParts);
      default: {
        // Events: ping, content_block_stop and whatever comes later. A document of another type is a gateway's error.
        const error = place === 'document' ? readErrorBody(wire) : undefined;
        return error === undefined ? [] : [failed(inBandSignal(error, headers, secrets))];
      }
    }
  };

  return {
    stopReason: () => stopReason,
    stopped: () => stopped,
    isWhole,
    /** Characters of text and thinking so far. */
    length: () => length,
    event: ({ name, data }: ServerEvent): ProviderPart[] => {
      if (stopped) return [];
      let wire: unknown;
      try {
        wire = JSON.parse(data);
      } catch {
        // An error in plain words.
        if (name === 'error') return value(data, 'error-event');
        return isWhole() ? [] : [failed(notInFormat)];
      }
      return value(wire, name === 'error' ? 'error-event' : 'event');
    },
    document: (wire: unknown): ProviderPart[] => value(wire, 'document'),
    // A connection that closes after the stop reason has delivered everything but the farewell.
    end: (): ProviderPart[] =>
      endParts({
        filter,
        usage: endUsage === undefined ? undefined : usageOf(startUsage, endUsage),
        finish: stopReason === undefined ? undefined : { raw: stopReason, unified: finishOf(stopReason) },
        filteredMessage: 'The model declined to answer.',
      }),
  };
};
