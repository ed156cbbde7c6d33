import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock, Random } from '../ports/index.ts';
import type { PanelHost } from '../protocol/index.ts';
import { answerAction } from './action-endpoint.ts';
import { type Asset, readAssets } from './assets.ts';
import { createGate, type Gate } from './auth.ts';
import { EventStream, type StateSource } from './event-stream.ts';
import type { PageActions } from './page-actions.ts';
import { contentSecurityPolicy, pageLanguage, securityHeaders, statusPage } from './status-page.ts';
import type { Locale } from './texts/index.ts';

/** What the page is told about the place it is shown in; the rest follows from its being a page. */
export type PageHost = Pick<PanelHost, 'fleet' | 'changes'>;

/** What the server is made from. */
export interface StatusServerOptions {
  /** The state that is shown: that of this process, or a mirror of another one. */
  readonly source: StateSource;
  /** Asked whenever a page wants to know. */
  readonly host: () => PageHost;
  readonly actions: PageActions;
  /** 0 takes any free port. */
  readonly port: number;
  /** What a visitor must show. At least 128 random bits. */
  readonly token: string;
  /** The folder with panel.js and panel.css. */
  readonly assetsDirectory: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** A server that listens. */
export interface StatusServer {
  /** The address to open, token included: it is shown to the person and to nobody else. */
  readonly url: string;
  readonly port: number;
  /** Ends all connections. Doing it twice changes nothing. */
  close(): Promise<void>;
}

/** A random token for one run of the server: four ids of 62 random bits each. */
export function newToken(random: Random): string {
  return random.id() + random.id() + random.id() + random.id();
}

/**
 * Serves the status panel and its data on 127.0.0.1, to whoever has the token, and performs what is done on it.
 * Rejects with an Error in plain words when the port is taken or the panel was not built.
 */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const assets = await readAssets(options.assetsDirectory);
  const server = createServer();
  const port = await listen(server, options.port);
  const gate = createGate(options.token, port);
  const stream = new EventStream(options.source, options.clock);
  const site: Site = {
    gate,
    stream,
    assets,
    source: options.source,
    host: options.host,
    actions: options.actions,
    nonce: () => options.random.id() + options.random.id(),
  };
  server.on('request', (request, response) => {
    answer(site, request, response).catch(() => response.destroy());
  });
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${port}/?token=${options.token}`,
    port,
    close() {
      closing ??= new Promise((resolve) => {
        stream.close();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

interface Site extends Pick<StatusServerOptions, 'source' | 'host' | 'actions'> {
  readonly gate: Gate;
  readonly stream: EventStream;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly nonce: () => string;
}

const highestPort = 65_535;

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!Number.isInteger(port) || port < 0 || port > highestPort) {
      reject(new Error(`${port} is not a port: a port is a whole number from 0 to ${highestPort}.`));
      return;
    }
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        new Error(
          taken
            ? `Port ${port} is in use. Choose another one.`
            : `Port ${port} cannot be opened (${error.code ?? 'unknown cause'}).`,
        ),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** What one request gets. Everything but the event stream and an action is decided as a value first. */
interface Reply {
  readonly status: number;
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const plainText = 'text/plain; charset=utf-8';
const actionPath = '/api/action';

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  const reply = replyTo(site, request);
  if (reply === 'events') openStream(site, request, response);
  else if (reply !== 'action') send(request, response, reply);
  else {
    const answered = await answerAction(request, site.actions, localeOf(request));
    if (answered !== undefined) send(request, response, json(answered.outcome, answered.status));
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, type = plainText, body, headers } = reply;
  // What a refused request still sends is not waited for.
  const ending = status >= 400 && request.method === 'POST' ? { connection: 'close' } : {};
  response.writeHead(status, {
    ...headers,
    ...ending,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function replyTo(site: Site, request: IncomingMessage): Reply | 'events' | 'action' {
  const refusal = site.gate.refuseForeign(request.headers);
  if (refusal !== undefined) return sentence(refusal.status, refusal.message);
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  const acts = request.method === 'POST' && url?.pathname === actionPath;
  if (request.method !== 'GET' && request.method !== 'HEAD' && !acts) {
    return { ...sentence(405, 'This address only shows things.'), headers: { allow: 'GET, HEAD' } };
  }
  if (url === null) return sentence(400, 'This address cannot be read.');
  if (acts) return replyToAction(site, request);
  if (url.pathname === '/healthz') return sentence(200, 'ok');
  const asset = site.assets.get(url.pathname);
  if (asset !== undefined) return { status: 200, ...asset };
  const token = url.searchParams.get('token');
  if (url.pathname === '/' && token !== null && site.gate.isToken(token)) {
    // The token leaves the address bar and the history; the cookie carries it from here on.
    return { status: 303, body: '', headers: { location: '/', 'set-cookie': site.gate.setCookie } };
  }
  return site.gate.isKnown(request.headers) ? replyToKnown(site, url.pathname, request) : unknownVisitor;
}

/**
 * Browsers name the origin of every POST. A request with a cookie and without an origin is therefore none of our page; a
 * program that has the token itself says so by a header that no page of another origin can set.
 */
function replyToAction({ gate }: Site, { headers }: IncomingMessage): Reply | 'action' {
  if (!gate.isKnown(headers)) return unknownVisitor;
  const hasToken = /^Bearer /i.test(headers.authorization ?? '');
  if (headers.origin === undefined && !hasToken)
    return sentence(403, 'This request does not say which page it is from.');
  return 'action';
}

/** What a visitor who showed the token may see. */
function replyToKnown(site: Site, path: string, request: IncomingMessage): Reply | 'events' {
  switch (path) {
    case '/': {
      const nonce = site.nonce();
      const body = statusPage(nonce, pageLanguage(request.headers['accept-language']));
      const headers = { 'content-security-policy': contentSecurityPolicy(nonce) };
      return { status: 200, type: 'text/html; charset=utf-8', body, headers };
    }
    case '/api/snapshot': {
      const snapshot = site.source.snapshot();
      return snapshot === undefined ? sentence(503, 'Nothing is known yet.') : json(snapshot);
    }
    case '/api/host':
      return json(hostOf(site, request));
    case '/api/events':
      return site.stream.hasRoom() ? 'events' : sentence(503, 'Too many pages are open.');
    case actionPath:
      return { ...sentence(405, 'This address is for actions only.'), headers: { allow: 'POST' } };
    default:
      return sentence(404, 'There is nothing here.');
  }
}

const hostOf = (site: Site, request: IncomingMessage): PanelHost => ({
  kind: 'page',
  connection: 'running',
  message: '',
  trusted: true,
  commands: [],
  locale: localeOf(request),
  ...site.host(),
});

const localeOf = ({ headers }: IncomingMessage): Locale =>
  pageLanguage(headers['accept-language']) === 'en' ? 'en' : 'zh-cn';

function openStream(site: Site, request: IncomingMessage, response: ServerResponse): void {
  const last = request.headers['last-event-id'];
  const lastSequence = typeof last === 'string' && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (request.method === 'HEAD') response.end();
  else site.stream.add(response, lastSequence);
}

function sentence(status: number, text: string): Reply {
  return { status, body: `${text}\n` };
}

function json(value: unknown, status = 200): Reply {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

const unknownVisitor = sentence(401, 'Open the address that VideoGenius printed when it started, token included.');
