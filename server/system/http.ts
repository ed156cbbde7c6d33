import type { Dispatcher, RequestInit as UndiciRequestInit } from 'undici';
import type { Log } from '../ports/index.ts';
import { failure, type NetworkSettings, type Result, success } from '../protocol/index.ts';
import { NetworkRoute, type RouteSettings } from './network-route.ts';
import { ProxySettingError, proxiesFor, type Variables } from './proxy-settings.ts';

export { ProxyRefusalError } from './network-route.ts';
export { ProxySettingError } from './proxy-settings.ts';

/** What can change while requests run. */
export interface HttpSettings {
  /** Milliseconds for DNS, TCP and TLS together; 0 waits as long as the system does. */
  readonly connectTimeoutMs: number;
  /** Proxy and certificate settings of the editor. Left out: the environment alone decides. */
  readonly network?: Partial<NetworkSettings>;
}

export interface FetchOptions extends HttpSettings {
  /** HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are read from here, in either spelling; `process.env` if left out. */
  readonly environment?: Variables;
  /** Is told, once, when certificates are no longer checked. */
  readonly log?: Log;
}

export interface HttpClient {
  readonly fetch: typeof globalThis.fetch;
  /**
   * Counts from the next request on; those that run keep their connections until they end. A proxy that cannot be used is
   * an error that names the setting; the last good network settings stay, and only the timeout changes.
   */
  configure(settings: HttpSettings): Result<void, ProxySettingError>;
  /** Ends all connections; requests that are running are cut. */
  close(): Promise<void>;
}

/**
 * The one way to the network. Only connecting has a timeout here: a model may think for minutes, and the engine has
 * clocks of its own for that. The number of connections per server is not limited (HTTP/1.1, one request each), because
 * limits belong to the balancer. undici switches Nagle's algorithm off for every socket, so small chunks are not held back.
 * Redirects are not followed: no vendor's API needs one, and a header with a key must not travel to another server.
 *
 * Servers on this machine (`loopbackHosts`) are never reached through a proxy. Throws a ProxySettingError when a proxy
 * that is set cannot be used.
 */
export function createHttpClient(options: FetchOptions): HttpClient {
  return new SwitchableClient(options);
}

/** A fetch that lives as long as the process. */
export const createFetch = (options: FetchOptions): typeof globalThis.fetch => createHttpClient(options).fetch;

class SwitchableClient implements HttpClient {
  private readonly environment: Variables;
  private readonly log: Log | undefined;
  private settings: RouteSettings;
  private route: NetworkRoute;
  /** Routes that were replaced and still have connections. */
  private readonly retired = new Set<NetworkRoute>();
  private warned = false;
  private closed = false;

  constructor(options: FetchOptions) {
    this.environment = options.environment ?? process.env;
    this.log = options.log;
    this.settings = this.settingsFrom(options);
    this.route = this.routeFor(this.settings);
  }

  readonly fetch: typeof globalThis.fetch = (input, init = {}) => {
    if (typeof input === 'string' || input instanceof URL) return this.send(String(input), init);
    // A Request of the platform's own fetch is not one of undici's: it is taken apart.
    const { method, headers, body, signal, url } = input;
    const own: RequestInit = { method, headers, signal, ...(body === null ? {} : { body, duplex: 'half' }) };
    return this.send(url, { ...own, ...init });
  };

  configure(settings: HttpSettings): Result<void, ProxySettingError> {
    try {
      this.switchTo(this.settingsFrom(settings));
      return success(undefined);
    } catch (error) {
      if (!(error instanceof ProxySettingError)) throw error;
      this.switchTo({ ...this.settings, connectTimeoutMs: settings.connectTimeoutMs });
      return failure(error);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.route, ...this.retired].map((route) => route.destroy()));
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    if (this.closed) throw new TypeError('the connections are closed');
    return this.route.use(url, async ({ fetch }, dispatcher) => fetch(url, adapted(init, dispatcher)));
  }

  private settingsFrom({ connectTimeoutMs, network = {} }: HttpSettings): RouteSettings {
    return {
      connectTimeoutMs,
      proxies: proxiesFor(this.environment, network),
      strictCertificates: network.strictCertificates ?? true,
      systemCertificates: network.systemCertificates ?? true,
    };
  }

  private switchTo(settings: RouteSettings): void {
    // Connections are worth keeping: settings arrive again with every change of any other setting.
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    const previous = this.route;
    this.settings = settings;
    this.route = this.routeFor(settings);
    this.retired.add(previous);
    previous.retire(() => this.retired.delete(previous));
  }

  private routeFor(settings: RouteSettings): NetworkRoute {
    if (!settings.strictCertificates && !this.warned) {
      this.warned = true;
      this.log?.warn('Certificates of servers are not checked, because http.proxyStrictSSL is off.');
    }
    return new NetworkRoute(settings);
  }
}

/** The platform's fetch options as undici takes them: two versions of undici meet here, and their classes differ. */
function adapted(init: RequestInit, dispatcher: Dispatcher): UndiciRequestInit {
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
