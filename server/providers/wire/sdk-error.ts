import type { FailureSignal } from '../../core/failure.ts';
import { type ErrorFacts, readErrorBody } from './error-body.ts';
import { redact } from './redact.ts';

/** Response headers that say something about limits, waiting or the request; the rest stays inside. */
const usefulHeader =
  /^(retry-after(-ms)?|x-should-retry|(?:[a-z]+-){0,3}ratelimit-.*|(x-)?request-id|x-ms-request-id|date|content-type)$/;

/** The useful response headers, names in lower case. */
export const usefulHeaders = (headers: Iterable<readonly [string, string]>): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (usefulHeader.test(key)) kept[key] = value.slice(0, 200);
  }
  return kept;
};

export const cancelled: FailureSignal = { kind: 'cancelled' };

/** An error that arrived inside a response with status 200. */
export const inBandSignal = (
  error: ErrorFacts,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): FailureSignal => ({
  kind: 'inBand',
  ...(error.status === undefined ? {} : { status: error.status }),
  ...(error.code === undefined ? {} : { code: redact(error.code, secrets) }),
  ...(error.type === undefined ? {} : { type: redact(error.type, secrets) }),
  message: redact(error.message, secrets) || 'The server reported an error without a message.',
  headers,
});

/** A 200 that holds neither a stream nor an answer that can be used. */
export const protocolSignal = (
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FailureSignal => ({ kind: 'inBand', code, type: 'protocol', message, headers });

/** The server does not stop. */
export const overlongAnswer: FailureSignal = protocolSignal('overlong', 'The answer does not end.');

/** An answer that is not in the format of the vendor. */
export const notInFormat: FailureSignal = {
  kind: 'truncated',
  message: 'The answer contained a line that is not in the expected format.',
};

/** System and network library codes in plain words. */
const networkWords: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'The server refused the connection.'],
  [/^(ENOTFOUND|EAI_.*)$/, 'The name of the server could not be found.'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'The connection was closed by the other side.'],
  [/^(ETIMEDOUT|UND_ERR_.*TIMEOUT)$/, 'The server did not answer in time.'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/, 'The server cannot be reached from this network.'],
  [/CERT|^ERR_TLS|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_SSL/, 'A secure connection could not be made (certificate).'],
  [/^(HPE_.*|UND_ERR_(HEADERS_OVERFLOW|RES_.*))$/, 'The server did not answer in HTTP.'],
];

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly error?: unknown;
}

const isErrorLike = (value: unknown): value is ErrorLike => typeof value === 'object' && value !== null;

/** The first system code on the way to the root of an error. */
const codeOf = (error: unknown): string | undefined => {
  let current = error;
  for (let depth = 0; depth < 8 && isErrorLike(current); depth += 1) {
    if (typeof current.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(current.code)) return current.code;
    if (current.name === 'APIConnectionTimeoutError') return 'ETIMEDOUT';
    current = current.cause;
  }
  return undefined;
};

/** The connection failed; what the network library said, in plain words. */
export const networkSignal = (error: unknown): FailureSignal => {
  const code = codeOf(error);
  const words = networkWords.find(([pattern]) => code !== undefined && pattern.test(code))?.[1];
  return {
    kind: 'network',
    ...(code === undefined ? {} : { code }),
    message: words ?? 'The connection to the server failed.',
  };
};

const isIterable = (value: unknown): value is Iterable<readonly [string, string]> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

/**
 * What a client library threw, as a signal. Both libraries keep the status, the headers and the parsed body on the error;
 * the body has been read and brought into one shape before (`fetch-guard.ts`).
 */
export const signalOfError = (error: unknown, signal: AbortSignal, secrets: readonly string[]): FailureSignal => {
  if (signal.aborted) return cancelled;
  if (!isErrorLike(error) || typeof error.status !== 'number') return networkSignal(error);
  // One library keeps the whole body, the other the object inside.
  const whole = isErrorLike(error.error) && isErrorLike(error.error.error);
  const facts = readErrorBody(whole ? error.error : { error: error.error });
  const message = redact(facts?.message ?? '', secrets);
  return {
    kind: 'http',
    status: error.status,
    ...(facts?.code === undefined ? {} : { code: redact(facts.code, secrets) }),
    ...(facts?.type === undefined ? {} : { type: redact(facts.type, secrets) }),
    ...(facts?.parameter === undefined ? {} : { parameter: redact(facts.parameter, secrets) }),
    message: message === '' ? `The server answered with status ${error.status}.` : message,
    headers: isIterable(error.headers) ? usefulHeaders(error.headers) : {},
  };
};
