import { EnvHttpProxyAgent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from 'undici';

export interface FetchOptions {
  /** Milliseconds for DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from here, in either spelling; `process.env` if left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface HttpClient {
  readonly fetch: typeof globalThis.fetch;
  /** Ends idle connections; requests that are running are cut. */
  close(): Promise<void>;
}

/** Idle connections stay this long, unless the server says otherwise: most vendors close after 60 s or more. */
const keepAliveTimeoutMs = 30_000;

/** Never through a proxy: Ollama and other servers on this machine. */
const loopback = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * The one way to the network. Only connecting has a timeout here: a model may think for minutes, and the engine has
 * clocks of its own for that. The number of connections per server is not limited (HTTP/1.1, one request each), because
 * limits belong to the balancer. undici switches Nagle's algorithm off for every socket, so small chunks are not held back.
 * Redirects are not followed: no vendor's API needs one, and a header with a key must not travel to another server.
 *
 * Throws a RangeError with a plain message when a proxy variable is not a URL.
 */
export function createHttpClient(options: FetchOptions): HttpClient {
  const environment = options.environment ?? process.env;
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
    connections: null,
    // An empty text is "no proxy"; leaving it out would read the process's own variables.
    httpProxy: proxyFrom(environment, 'HTTP_PROXY') ?? '',
    httpsProxy: proxyFrom(environment, 'HTTPS_PROXY') ?? '',
    noProxy: [eitherSpelling(environment, 'NO_PROXY') ?? '', ...loopback].join(','),
  });
  return {
    async fetch(input, init = {}) {
      if (typeof input === 'string' || input instanceof URL) return undiciFetch(input, adapted(init, dispatcher));
      // A Request of the platform's own fetch is not one of undici's: it is taken apart.
      const { method, headers, body, signal, url } = input;
      const own: RequestInit = { method, headers, signal, ...(body === null ? {} : { body, duplex: 'half' }) };
      return undiciFetch(url, adapted({ ...own, ...init }, dispatcher));
    },
    close: () => dispatcher.destroy(),
  };
}

/** The platform's fetch options as undici takes them: two versions of undici meet here, and their classes differ. */
function adapted(init: RequestInit, dispatcher: EnvHttpProxyAgent): UndiciRequestInit {
  const { headers, body, ...rest } = init;
  if (body instanceof FormData) throw new TypeError('forms cannot be sent');
  return {
    redirect: 'manual',
    ...rest,
    headers: [...new Headers(headers)],
    ...(body === undefined ? {} : { body }),
    dispatcher,
  };
}

/** A fetch that lives as long as the process. */
export const createFetch = (options: FetchOptions): typeof globalThis.fetch => createHttpClient(options).fetch;

function proxyFrom(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const written = eitherSpelling(environment, name);
  if (written === undefined) return undefined;
  // curl and others accept a proxy without a scheme.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (!URL.canParse(url)) throw new RangeError(`${name} is not the address of a proxy, such as http://proxy:8080.`);
  return url;
}

function eitherSpelling(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = (environment[name.toLowerCase()] ?? environment[name])?.trim();
  return value === '' ? undefined : value;
}
