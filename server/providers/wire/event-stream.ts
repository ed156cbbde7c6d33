import { createParser } from 'eventsource-parser';
import type { FailureSignal } from '../../core/failure.ts';
import type { Clock } from '../../ports/index.ts';
import { cancelled, networkSignal, protocolSignal, usefulHeaders } from './sdk-error.ts';

/** One server-sent event. */
export interface ServerEvent {
  readonly name: string | undefined;
  readonly data: string;
}

/** What came with one read. A failure is the last batch; the end without one is a clean end of the connection. */
export type StreamBatch =
  | { readonly kind: 'events'; readonly events: readonly ServerEvent[] }
  /** One JSON document instead of a stream: an error, or a complete answer. */
  | { readonly kind: 'document'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly signal: FailureSignal };

export interface EventStream {
  batches(): AsyncGenerator<StreamBatch, void, undefined>;
  /** Ends the stream cleanly if it has not ended by itself within this time. */
  endWithin(delayMs: number): void;
  /** Gives the connection up at once: what follows is of no use and may be endless. */
  close(): void;
  /** Lets go of the connection; to be called when no more is wanted, however the reading ended. */
  release(): void;
}

/** The longest line or event, in characters. A longer one is a failure and is not kept in memory. */
const maxEventLength = 1_048_576;

/** The longest JSON document that is accepted in place of a stream, in characters. */
const maxDocumentLength = 4_194_304;

/** How long a finished stream may take to close before its connection is given up, in milliseconds. */
const drainMs = 1000;

const failure = (signal: FailureSignal): StreamBatch => ({ kind: 'failure', signal });

/**
 * Reads a response with status 200 as server-sent events, once, with bounded memory. The content type decides what it is;
 * when it does not say, the first visible character does. Comments and blank lines are not events.
 *
 * Firing `signal` closes the connection and ends the stream with `cancelled`. When the reader leaves early the rest is read
 * for up to a second, so that the connection can be used again, and closed after that.
 */
export const openEventStream = (response: Response, signal: AbortSignal, clock: Clock): EventStream => {
  const contentType = (response.headers.get('content-type') ?? '').toLowerCase();
  const headers = usefulHeaders(response.headers);
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let cancelTimer: (() => void) | undefined;
  const close = (): void => {
    // The rejection of a stream that has failed already is of no interest.
    reader?.cancel().catch(() => undefined);
  };
  const protocolFailure = (code: string, message: string): StreamBatch => {
    close();
    return failure(protocolSignal(code, message, headers));
  };
  const webPage = (): StreamBatch =>
    protocolFailure('web_page', 'The server answered with a web page instead of an answer. Check the base URL.');

  let events: ServerEvent[] = [];
  let overlong = false;
  /** Whether any event has been understood. Until then the body may also be one JSON document under the wrong type. */
  let understood = false;
  let bareDocument: { readonly value: unknown } | undefined;
  let bareRest: string | undefined;
  const takeBareLine = (line: string): void => {
    const value = parsedLine(line);
    // Some servers write an error as a bare JSON line between the events.
    if (understood) events.push({ name: value === undefined ? undefined : 'error', data: line });
    else if (value === undefined) bareRest ??= line;
    else bareDocument ??= value;
  };
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ event, data }) => {
      // No document after all: a broken line before the first event is one that is missing.
      if (!understood && bareRest !== undefined) events.push({ name: undefined, data: bareRest });
      understood = true;
      events.push({ name: event, data });
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') overlong = true;
      else if (error.type === 'unknown-field' && error.line?.startsWith('{')) takeBareLine(error.line);
    },
  });
  const take = (): StreamBatch => {
    const batch: StreamBatch = { kind: 'events', events };
    events = [];
    return batch;
  };

  let ended = false;
  let released = false;

  const drain = async (source: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
    const stop = clock.setTimer(drainMs, close);
    try {
      while (!(await source.read()).done);
    } catch {
      // Already closed.
    } finally {
      stop();
      signal.removeEventListener('abort', close);
    }
  };

  async function* batches(): AsyncGenerator<StreamBatch, void, undefined> {
    if (reader === undefined) return;
    signal.addEventListener('abort', close, { once: true });
    let mode: 'unknown' | 'events' | 'document' = contentType.includes('event-stream') ? 'events' : 'unknown';
    let document = '';
    try {
      if (contentType.includes('html')) return yield webPage();
      for (;;) {
        if (signal.aborted) return yield failure(cancelled);
        let chunk: string;
        let done: boolean;
        try {
          const read = await reader.read();
          done = read.done;
          chunk = read.value === undefined ? decoder.decode() : decoder.decode(read.value, { stream: true });
        } catch (error) {
          ended = true;
          return yield failure(signal.aborted ? cancelled : networkSignal(error));
        }
        ended = done;
        if (signal.aborted) return yield failure(cancelled);
        if (mode === 'unknown') {
          document += chunk;
          const visible = document.trimStart();
          if (visible !== '') {
            if (visible.startsWith('<')) return yield webPage();
            mode = visible.startsWith('{') || visible.startsWith('[') ? 'document' : 'events';
            chunk = mode === 'events' ? document : '';
          } else {
            document = '';
            chunk = '';
          }
        } else if (!understood) {
          document += chunk;
          if (document.length > maxDocumentLength) {
            if (mode === 'document') return yield protocolFailure('overlong', 'The answer is too large.');
            document = '';
          }
        }
        if (mode === 'events') {
          if (chunk !== '') parser.feed(chunk);
          // A last event whose blank line is missing is taken as it is; whether it is whole shows in its JSON.
          if (done && !overlong) parser.feed('\n\n');
          if (understood) document = '';
          if (bareDocument !== undefined) return yield { kind: 'document', ...bareDocument };
          if (events.length > 0) yield take();
          if (overlong) return yield protocolFailure('overlong', 'The answer contained a line that is too long.');
        }
        if (done) {
          const whole = document.trimStart();
          if (whole.startsWith('<')) yield webPage();
          else if (/^[[{]/.test(whole)) yield documentBatch(whole);
          return;
        }
      }
    } finally {
      release();
    }
  }

  const release = (): void => {
    if (released) return;
    released = true;
    cancelTimer?.();
    if (ended || reader === undefined) signal.removeEventListener('abort', close);
    else if (signal.aborted) close();
    else void drain(reader);
  };

  const documentBatch = (text: string): StreamBatch => {
    try {
      return { kind: 'document', value: JSON.parse(text) };
    } catch {
      return failure({ kind: 'truncated', message: 'The server answered with a document that is not whole.' });
    }
  };

  return {
    batches,
    close,
    release,
    endWithin: (delayMs) => {
      cancelTimer ??= clock.setTimer(delayMs, close);
    },
  };
};

const parsedLine = (line: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
};
