import { EnvHttpProxyAgent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from 'undici';
import { loopbackHosts } from '../protocol/index.ts';

export interface FetchOptions {
  /** Milliseconds for DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are read from here, in either spelling; `process.env` if left out. */
  readonly environment?: Variables;
}

type Variables = Readonly<Record<string, string | undefined>>;

export interface HttpClient {
  readonly fetch: typeof globalThis.fetch;
  /** Ends idle connections; requests that are running are cut. */
  close(): Promise<void>;
}

/** Idle connections stay this long, unless the server says otherwise: most vendors close after 60 s or more. */
const keepAliveTimeoutMs = 30_000;

/** Proxies that can be used. SOCKS is not among them: undici's support of it is experimental and says so on every start. */
const proxySchemes = ['http', 'https'] as const;

/** The longest value of a variable that is repeated to a person, in characters. */
const longestShownValue = 200;

/** A proxy variable holds something that cannot be used as a proxy. The message is plain and names no credentials. */
export class ProxySettingError extends Error {
  override readonly name = 'ProxySettingError';
  /** The variable in the spelling in which it is set, such as `https_proxy`. */
  readonly variable: string;
  /** Its value without user name and password, without control characters, at most 200 characters. */
  readonly value: string;
  /** `scheme`: a proxy of a kind that is not supported. `address`: no address at all. */
  readonly problem: 'scheme' | 'address';
  /** Schemes that can be used, such as `http`. */
  readonly allowedSchemes: readonly string[] = proxySchemes;

  constructor(variable: string, written: string, problem: ProxySettingError['problem']) {
    const value = withoutCredentials(written);
    const schemes = proxySchemes.map((scheme) => `${scheme}://`).join(' or ');
    super(
      problem === 'scheme'
        ? `${variable} names a proxy of a kind that is not supported ("${value}"). Use one that starts with ${schemes}.`
        : `${variable} is not the address of a proxy ("${value}"). Write one such as http://proxy:8080.`,
    );
    this.variable = variable;
    this.value = value;
    this.problem = problem;
  }
}

/**
 * The one way to the network. Only connecting has a timeout here: a model may think for minutes, and the engine has
 * clocks of its own for that. The number of connections per server is not limited (HTTP/1.1, one request each), because
 * limits belong to the balancer. undici switches Nagle's algorithm off for every socket, so small chunks are not held back.
 * Redirects are not followed: no vendor's API needs one, and a header with a key must not travel to another server.
 *
 * Servers on this machine (`loopbackHosts`) are never reached through a proxy. Throws a ProxySettingError when a proxy
 * variable holds something that is no usable proxy.
 */
export function createHttpClient(options: FetchOptions): HttpClient {
  const environment = options.environment ?? process.env;
  const { http, https } = proxiesFrom(environment);
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
    connections: null,
    // An empty text is "no proxy"; leaving it out would read the process's own variables.
    httpProxy: http ?? '',
    httpsProxy: https ?? '',
    noProxy: [read(environment, 'NO_PROXY')?.value ?? '', ...loopbackHosts].join(','),
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

/** The proxy for each scheme. One that is set only for http serves https too; `NO_PROXY=*` switches all off. */
function proxiesFrom(environment: Variables): {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
} {
  const exceptions = read(environment, 'NO_PROXY')?.value.split(/[,\s]+/) ?? [];
  if (exceptions.includes('*')) return {};
  const proxy = (name: string): string | undefined => {
    const setting = read(environment, name) ?? read(environment, 'ALL_PROXY');
    return setting === undefined ? undefined : proxyUrl(setting);
  };
  return { http: proxy('HTTP_PROXY'), https: proxy('HTTPS_PROXY') };
}

interface Setting {
  readonly variable: string;
  readonly value: string;
}

function proxyUrl({ variable, value }: Setting): string {
  // curl and others accept a proxy without a scheme.
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value) ?? [];
  const url = scheme === undefined ? `http://${value}` : value;
  if (scheme !== undefined && !proxySchemes.some((known) => known === scheme.toLowerCase())) {
    throw new ProxySettingError(variable, value, 'scheme');
  }
  if (!URL.canParse(url) || !hasReadableCredentials(new URL(url))) {
    throw new ProxySettingError(variable, value, 'address');
  }
  return url;
}

/** undici decodes them, and gives up with an error of its own at a bare percent sign. */
function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

const withoutCredentials = (value: string): string =>
  value
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1')
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, longestShownValue);

function read(environment: Variables, name: string): Setting | undefined {
  const lower = name.toLowerCase();
  const variable = environment[lower] === undefined ? name : lower;
  const value = environment[variable]?.trim() ?? '';
  return value === '' ? undefined : { variable, value };
}
