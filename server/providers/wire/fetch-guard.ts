import { readErrorBody } from './error-body.ts';

type Fetch = typeof globalThis.fetch;

/** Error bodies are read up to this many bytes: enough for every vendor, bounded against a flood. */
const errorBodyLimitBytes = 65_536;

const bodylessStatuses = new Set([101, 204, 205, 304]);

/**
 * Puts a guard around `fetch` for one client:
 * - only the named request headers leave, so that neither the client library's telemetry nor headers that it takes from
 *   environment variables of another vendor are sent;
 * - redirects are not followed, so that a key cannot be carried to another host;
 * - error bodies are read with a bound and brought into one shape, `{ error: { message, code, type, param } }`.
 */
export const guardFetch = (fetch: Fetch, allowedHeaders: ReadonlySet<string>): Fetch => {
  return async (input, init) => {
    const headers: Record<string, string> = {};
    for (const [name, value] of new Headers(init?.headers)) {
      if (allowedHeaders.has(name)) headers[name] = value;
    }
    const response = await fetch(input, { ...init, headers, redirect: 'manual' });
    return response.ok ? response : await inOneShape(response);
  };
};

const inOneShape = async (response: Response): Promise<Response> => {
  const init = { status: response.status, headers: [...response.headers] };
  if (response.status < 200 || bodylessStatuses.has(response.status)) {
    await response.body?.cancel();
    return new Response(null, { ...init, status: response.status < 200 ? 502 : response.status });
  }
  const text = await boundedText(response, errorBodyLimitBytes);
  const facts = readErrorBody(parse(text)) ?? { message: plainText(text, response) };
  const error = { message: facts.message, code: facts.code, type: facts.type, param: facts.parameter };
  return new Response(JSON.stringify({ error }), init);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A body that is not JSON. Of a page only its kind and title are kept: it comes from something on the way, not from the API. */
const plainText = (text: string, response: Response): string => {
  if (response.status >= 300 && response.status < 400) {
    return 'The server redirects to another address. Check the base URL.';
  }
  if (!/^\s*</.test(text)) return text.trim();
  return `<html> ${/<title[^>]*>([^<]{1,120})/i.exec(text)?.[1]?.trim() ?? 'a web page'}`;
};

/** The text of a body up to a number of bytes; the rest is not read. */
export const boundedText = async (response: Response, limitBytes: number): Promise<string> => {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
    if (bytes > limitBytes) {
      await reader.cancel();
      return text;
    }
  }
};
