import { isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import { loopbackHosts } from '../protocol/index.ts';
import type { Proxies, ProxyServer } from './proxy-settings.ts';

/** Idle connections stay this long, unless the server says otherwise: most vendors close after 60 s or more. */
const keepAliveTimeoutMs = 30_000;

/** How servers are reached. Plain data: two routes with equal settings are the same. */
export interface RouteSettings {
  /** Milliseconds for DNS, TCP and TLS together, and for the answer of a proxy. */
  readonly connectTimeoutMs: number;
  readonly proxies: Proxies;
  /** Whether certificates are checked. */
  readonly strictCertificates: boolean;
  /** Whether certificates of the operating system count, too. */
  readonly systemCertificates: boolean;
}

type Scheme = 'http' | 'https';
type Undici = typeof import('undici');

let loading: Promise<Undici> | undefined;

/** Loaded with the first request: it takes 30 MB, and a process that asks nobody needs none of them. */
function loadUndici(): Promise<Undici> {
  loading ??= import('undici');
  return loading;
}

/**
 * The connections that belong to one setting of the network. Made when they are first needed, because certificates of the
 * operating system take a while to read. A route that is replaced is retired: its idle connections end at once, those that
 * are used end with their requests.
 */
export class NetworkRoute {
  private readonly settings: RouteSettings;
  private readonly dispatchers = new Map<Scheme, Dispatcher>();
  private readonly sockets = new Set<Socket>();
  /** Requests that were handed over and have no answer yet. */
  private waiting = 0;
  private retired: (() => void) | undefined;
  private destroyed = false;

  constructor(settings: RouteSettings) {
    this.settings = settings;
  }

  /** Runs one request up to the head of its answer; until then the route stays open whatever happens. */
  async use<Answer>(
    url: string,
    request: (undici: Undici, dispatcher: Dispatcher) => Promise<Answer>,
  ): Promise<Answer> {
    this.waiting += 1;
    try {
      const undici = await loadUndici();
      if (this.destroyed) throw new TypeError('the connections are closed');
      return await request(undici, this.dispatcherFor(undici, /^https:/i.test(url) ? 'https' : 'http'));
    } finally {
      this.waiting -= 1;
      this.endWhenUnused();
    }
  }

  /** No new request follows. `ended` is called once when the last connection is gone. */
  retire(ended: () => void): void {
    this.retired = ended;
    this.endWhenUnused();
  }

  /** Ends everything; requests that are running are cut. */
  async destroy(): Promise<void> {
    this.destroyed = true;
    const ending = [...this.dispatchers.values()].map((dispatcher) => dispatcher.destroy());
    // A dispatcher that was closed before knows its busy connections no more.
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(ending);
  }

  private endWhenUnused(): void {
    const ended = this.retired;
    if (ended === undefined || this.waiting > 0) return;
    this.retired = undefined;
    const closing = [...this.dispatchers.values()].map((dispatcher) => dispatcher.close());
    void Promise.all(closing).then(ended, ended);
  }

  private dispatcherFor(undici: Undici, scheme: Scheme): Dispatcher {
    const known = this.dispatchers.get(scheme);
    if (known !== undefined) return known;
    const made = this.dispatcher(undici, scheme, this.settings.proxies[scheme]);
    this.dispatchers.set(scheme, made);
    return made;
  }

  private dispatcher(undici: Undici, scheme: Scheme, proxy: ProxyServer | undefined): Dispatcher {
    const { connectTimeoutMs, proxies } = this.settings;
    const secure = scheme === 'https' || proxy?.url.startsWith('https:') === true;
    const connection = { timeout: connectTimeoutMs, ...(secure ? this.certificates() : {}) };
    const unlimited = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: keepAliveTimeoutMs, connections: null };
    const direct = { ...unlimited, connect: this.kept(undici.buildConnector(connection)) };
    if (proxy === undefined) return new undici.Agent(direct);
    return new undici.EnvHttpProxyAgent({
      ...direct,
      httpProxy: proxy.url,
      httpsProxy: proxy.url,
      noProxy: [...proxies.exceptions, ...loopbackHosts].join(','),
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
      // Only what is protected anyway goes through a tunnel: many proxies refuse one to any other port than 443.
      proxyTunnel: false,
      requestTls: connection,
      proxyTls: connection,
      // A proxy that takes the connection and then says nothing must not hold up a request for minutes.
      clientFactory: (url, options) => this.pool(undici, url, { ...options, headersTimeout: connectTimeoutMs }),
      factory: (origin, options) => this.pool(undici, origin, { ...options, ...unlimited }),
    });
  }

  /** What undici makes itself, but with connections that this route can end. */
  private pool({ buildConnector, Pool }: Undici, origin: string | URL, options: object): Dispatcher {
    const connect = 'connect' in options && isConnector(options.connect) ? options.connect : buildConnector();
    return new Pool(origin, { ...options, connect: this.kept(connect) });
  }

  private kept(connect: buildConnector.connector): buildConnector.connector {
    return (options, callback) => {
      // An address is no name that a server could choose its certificate by; Node warns when it is sent as one.
      const named = isIP(options.servername ?? '') === 0 ? options : { ...options, servername: '' };
      connect(named, (...outcome) => {
        const [error, socket] = outcome;
        if (socket) this.keep(socket);
        const refusal = error === null ? undefined : refusalIn(error);
        if (refusal === undefined) callback(...outcome);
        else callback(refusal, null);
      });
    };
  }

  private keep(socket: Socket): void {
    if (this.sockets.has(socket)) return;
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  private certificates(): Pick<tls.ConnectionOptions, 'rejectUnauthorized' | 'secureContext'> {
    if (!this.settings.strictCertificates) return { rejectUnauthorized: false };
    const authorities = this.settings.systemCertificates ? authoritiesWithSystem() : undefined;
    // One context for all connections: reading the certificates anew for each would take milliseconds every time.
    return authorities === undefined ? {} : { secureContext: tls.createSecureContext({ ca: [...authorities] }) };
  }
}

/**
 * A proxy did not open a tunnel. The code is `PROXY_AUTHENTICATION_REQUIRED` when it wants a user name and a password, or
 * others than it got.
 */
export class ProxyRefusalError extends Error {
  override readonly name = 'ProxyRefusalError';
  readonly code: 'PROXY_AUTHENTICATION_REQUIRED' | 'PROXY_REFUSED';

  /** `status` is the HTTP status of the proxy's answer. */
  constructor(status: number) {
    super(`The proxy refused to connect (HTTP ${status}).`);
    this.code = status === 407 ? 'PROXY_AUTHENTICATION_REQUIRED' : 'PROXY_REFUSED';
  }
}

/** undici reports a refusal as if the caller had given up; that must not be taken for the person's wish. */
function refusalIn(error: Error): ProxyRefusalError | undefined {
  const [, status] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? [];
  return status === undefined ? undefined : new ProxyRefusalError(Number(status));
}

const isConnector = (value: unknown): value is buildConnector.connector => typeof value === 'function';

/**
 * The usual certificate authorities and those of the operating system; undefined when it brings none that are not known, or
 * when this version of Node cannot read them.
 */
function authoritiesWithSystem(): readonly string[] | undefined {
  if (typeof tls.getCACertificates !== 'function') return undefined;
  try {
    const usual = tls.getCACertificates('default');
    const plain = (certificate: string): string => certificate.replace(/\s+/g, '');
    const known = new Set(usual.map(plain));
    const more = tls.getCACertificates('system').filter((certificate) => !known.has(plain(certificate)));
    return more.length === 0 ? undefined : [...usual, ...more];
  } catch {
    // A store that cannot be read leaves the usual authorities.
    return undefined;
  }
}
