import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { ModelTarget, ProviderCall, ProviderPart } from '../../ports/index.ts';
import type { Usage } from '../../protocol/index.ts';
import {
  type Dialect,
  type DialectContext,
  longestAnswer,
  prefixOf,
  usageGraceMs,
  withoutRefused,
} from '../dialect.ts';
import { ownValue, ruleFor } from '../vendor.ts';
import { deltaParts, endParts } from '../wire/answer-end.ts';
import { readErrorBody } from '../wire/error-body.ts';
import { openEventStream, type ServerEvent } from '../wire/event-stream.ts';
import { inBandSignal, notInFormat, overlongAnswer, signalOfError, usefulHeaders } from '../wire/sdk-error.ts';
import { type AnswerPiece, createAnswerFilter } from '../wire/think-filter.ts';
import { type Addition, Chunk, finishOf, piecesOf, usageOf } from './openai-chunks.ts';

const endMarker = '[DONE]';

/** The request body: the vendor's extra fields, never a sampling value, thinking off where a rule says so. */
const openAiBody = (context: DialectContext, call: ProviderCall): ChatCompletionCreateParamsStreaming => {
  const { vendor } = context;
  const { target } = call;
  const rule = ruleFor(vendor, target.model);
  const limit = Math.min(call.maxOutputTokens + (rule?.reasoningRoomTokens ?? 0), target.maxOutputTokens);
  const optional = {
    ...(rule?.body ?? vendor.body),
    [vendor.maxTokensParameter]: limit,
    ...(vendor.streamUsage ? { stream_options: { include_usage: true } } : {}),
  };
  return {
    ...withoutRefused(optional, call.omitParameters),
    model: target.model,
    messages: [...call.messages.map(({ role, content }) => ({ role, content })), ...continuedMessages(context, call)],
    stream: true,
  };
};

/** The text to go on from as the last message, marked in the vendor's way; none in any other call. */
const continuedMessages = ({ vendor }: DialectContext, call: ProviderCall) => {
  const prefix = prefixOf(call);
  const mark = vendor.continuation?.mark;
  if (prefix === undefined) return [];
  return [{ role: 'assistant' as const, content: prefix, ...(mark === undefined ? {} : { [mark]: true }) }];
};

/** The target with the address that this call needs: a vendor may take continuations elsewhere. */
const addressed = ({ vendor }: DialectContext, call: ProviderCall): ModelTarget => {
  const path = prefixOf(call) === undefined ? undefined : vendor.continuation?.path;
  return path === undefined ? call.target : { ...call.target, baseUrl: `${call.target.origin}${path}` };
};

/**
 * The OpenAI chat format, for every vendor that speaks it.
 *
 * An answer is complete only with a `finish_reason`: all nine vendors send one. `[DONE]` alone proves nothing, since gateways
 * write it after a broken answer too; it only ends the reading. An error object counts wherever it stands, except behind a
 * whole answer.
 */
export const openaiChat: Dialect = {
  async *stream(context, call, signal) {
    const { vendor, clients, clock, secrets } = context;
    let response: Response;
    try {
      const client = await clients.openai(vendor, addressed(context, call), context.key);
      response = await client.chat.completions.create(openAiBody(context, call), { signal }).asResponse();
    } catch (error) {
      yield { type: 'error', signal: signalOfError(error, signal, secrets) };
      return;
    }
    const headers = usefulHeaders(response.headers);
    const answer = createAnswer(context, call.target.model, headers);
    const stream = openEventStream(response, signal, clock);
    try {
      yield { type: 'response-start', headers };
      for await (const batch of stream.batches()) {
        if (batch.kind === 'failure') {
          // Nothing that happens to the connection after the end of the answer can spoil it.
          if (batch.signal.kind === 'network' ? answer.finished() : answer.isWhole() && !signal.aborted) break;
          yield { type: 'error', signal: batch.signal };
          return;
        }
        if (batch.kind === 'document') {
          const parts = answer.document(batch.value);
          yield* parts;
          if (endsWithError(parts)) return;
          break;
        }
        for (const event of batch.events) {
          if (event.data === endMarker) continue;
          const parts = answer.event(event);
          yield* parts;
          if (endsWithError(parts)) return;
        }
        if (answer.length() > longestAnswer(call.maxOutputTokens)) {
          stream.close();
          yield { type: 'error', signal: overlongAnswer };
          return;
        }
        if (batch.events.at(-1)?.data === endMarker) break;
        if (answer.finished()) stream.endWithin(usageGraceMs);
      }
      yield* answer.end();
    } finally {
      stream.release();
    }
  },

  get: async (context, target, path, signal) => {
    const client = await context.clients.openai(context.vendor, target, context.key);
    return client.get(path, { signal }).asResponse();
  },
};

const endsWithError = (parts: readonly ProviderPart[]): boolean => parts.at(-1)?.type === 'error';

/** From this length on, in characters, a last chunk that equals the whole answer is a repetition and not a refrain. */
const shortestRepetition = 40;

const textOf = (pieces: readonly AnswerPiece[]): string =>
  pieces.map(({ kind, text }) => (kind === 'text' ? text : '')).join('');

/** Collects what is known of one answer and turns wire values into parts. */
const createAnswer = (context: DialectContext, model: string, headers: Readonly<Record<string, string>>) => {
  const { vendor, secrets } = context;
  const filter = createAnswerFilter(vendor.thinkingMayLackItsStart?.test(model));
  let usage: Usage | undefined;
  let finish: string | undefined;
  let refused = false;
  /** All content as it came, and what of it was passed on as text. */
  let content = '';
  let shown = '';
  let length = 0;
  /** What has come in deltas; a `message` then only repeats it. */
  let hasTextDeltas = false;
  let hasThoughtDeltas = false;

  const deltas = (pieces: readonly AnswerPiece[]): ProviderPart[] => {
    shown += textOf(pieces);
    return deltaParts(pieces);
  };

  /** What a choice adds: its delta, or the message that some servers send instead of one, or behind all of them. */
  const additionOf = (choice: NonNullable<Chunk['choices']>[number]): Addition | undefined => {
    const delta = piecesOf(choice.delta);
    const message = piecesOf(choice.message);
    if (delta === undefined || message === undefined) return undefined;
    const isRefused = delta.refused || message.refused;
    hasTextDeltas ||= textOf(delta.pieces) !== '';
    hasThoughtDeltas ||= delta.pieces.some(({ kind }) => kind === 'reasoning');
    const own = hasTextDeltas ? [] : message.pieces.filter(({ kind }) => kind === 'text' || !hasThoughtDeltas);
    const pieces = [...delta.pieces, ...own];
    const repeats = choice.finish_reason ? isRepetition(textOf(pieces)) : false;
    return { pieces: repeats ? [] : pieces, refused: isRefused };
  };

  const isRepetition = (text: string): boolean => {
    const trimmed = text.trim();
    return trimmed.length > shortestRepetition && (trimmed === content.trim() || trimmed === shown.trim());
  };

  const partsOf = (piece: AnswerPiece): ProviderPart[] => {
    length += piece.text.length;
    if (piece.kind === 'reasoning') {
      filter.reasonsApart();
      return deltas([piece]);
    }
    content += piece.text;
    return deltas(filter.push(piece.text));
  };

  /** The answer has ended of its own accord and has text: nothing that follows can spoil it. */
  const isWhole = (): boolean => finish !== undefined && !refused && finishOf(finish) === 'stop' && filter.hasText();

  const value = (wire: unknown, isErrorEvent: boolean): ProviderPart[] =>
    isWhole() ? read(wire, isErrorEvent).filter(({ type }) => type !== 'error') : read(wire, isErrorEvent);

  const read = (wire: unknown, isErrorEvent: boolean): ProviderPart[] => {
    const error = readErrorBody(wire);
    if (error !== undefined) return [{ type: 'error', signal: inBandSignal(error, headers, secrets) }];
    if (isErrorEvent) {
      const message = typeof wire === 'string' ? wire : '';
      return [{ type: 'error', signal: inBandSignal({ message }, headers, secrets) }];
    }
    const chunk = Chunk.safeParse(wire);
    if (!chunk.success) return [{ type: 'error', signal: notInFormat }];
    usage = usageOf(chunk.data) ?? usage;
    const choice = chunk.data.choices?.find(({ index }) => index == null || index === 0);
    if (choice === undefined) return [];
    const added = additionOf(choice);
    if (added === undefined) return [{ type: 'error', signal: notInFormat }];
    refused ||= added.refused;
    const parts = added.pieces.flatMap(partsOf);
    if (choice.finish_reason) {
      finish ??= choice.finish_reason;
      // No tag can come any more.
      parts.push(...deltas(filter.end()));
      const status = ownValue(vendor.failingFinishReasons, finish);
      if (status !== undefined || finish === 'error') {
        const message = `The server broke the answer off (${finish}).`;
        const error = status === undefined ? { message, code: finish } : { message, code: finish, status };
        parts.push({ type: 'error', signal: inBandSignal(error, headers, secrets) });
      }
    }
    return parts;
  };

  return {
    finished: () => finish !== undefined,
    isWhole,
    /** Characters of text and thinking so far. */
    length: () => length,
    event: ({ name, data }: ServerEvent): ProviderPart[] => {
      let wire: unknown;
      try {
        wire = JSON.parse(data);
      } catch {
        // An error in plain words.
        if (name === 'error') return value(data, true);
        // A second end marker in a bad spelling, or half a usage line, cannot spoil a finished answer.
        return finish === undefined ? [{ type: 'error', signal: notInFormat }] : [];
      }
      return value(wire, name === 'error');
    },
    document: (wire: unknown): ProviderPart[] => value(wire, false),
    end: (): ProviderPart[] =>
      endParts({
        filter,
        usage,
        finish:
          finish === undefined ? undefined : { raw: finish, unified: refused ? 'contentFilter' : finishOf(finish) },
        filteredMessage: 'The filter of the vendor stopped the answer.',
      }),
  };
};
