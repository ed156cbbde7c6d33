import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentSecurityPolicy, pageLanguage, statusPage } from '../../server/api/status-page.ts';
import type { Event, PanelHost, Snapshot } from '../../server/protocol/index.ts';
import { asset } from './panel-stage.ts';

/** Serves the status page as the daemon does, with answers that a test decides. */
export class PageServer {
  /** What `/api/host` says; undefined: there is no such address. */
  host: PanelHost | undefined;
  answer = { ok: true, message: '' };
  /** Every action that a page has sent. */
  readonly actions: unknown[] = [];
  /** The stream is refused, as by a daemon that was started anew. */
  refuse = false;
  breakActions = false;
  private readonly snapshot: Snapshot;
  private readonly streams = new Set<ServerResponse>();
  private server: Server | undefined;
  private port = 0;

  private constructor(snapshot: Snapshot, host: PanelHost) {
    this.snapshot = snapshot;
    this.host = host;
  }

  static async start(snapshot: Snapshot, host: PanelHost): Promise<PageServer> {
    const server = new PageServer(snapshot, host);
    await server.resume();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  publish(event: Event): void {
    for (const stream of this.streams) send(stream, 'change', event.sequence, event);
  }

  /** Goes away, with all its connections. */
  async interrupt(): Promise<void> {
    const server = this.server;
    if (server === undefined) return;
    this.server = undefined;
    this.streams.clear();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  /** Is there again, at the same address. */
  async resume(): Promise<void> {
    const server = createServer((request, response) => void this.reply(request, response));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async close(): Promise<void> {
    await this.interrupt();
  }

  private async reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (value: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    switch (request.url) {
      case '/': {
        const nonce = 'bm9uY2Ugb2YgYSB0ZXN0';
        const headers = { 'content-type': 'text/html', 'content-security-policy': contentSecurityPolicy(nonce) };
        const page = statusPage(nonce, pageLanguage(request.headers['accept-language']));
        response.writeHead(200, headers).end(page);
        return;
      }
      case '/panel.js':
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(asset('panel.js'));
        return;
      case '/panel.css':
        response.writeHead(200, { 'content-type': 'text/css' }).end(asset('panel.css'));
        return;
      case '/api/host':
        if (this.host === undefined) json({ message: 'There is nothing here.' });
        else json(this.host);
        return;
      case '/api/action': {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(Buffer.from(chunk));
        this.actions.push(JSON.parse(Buffer.concat(chunks).toString()));
        if (this.breakActions) response.destroy();
        else json(this.answer);
        return;
      }
      case '/api/events':
        this.stream(response);
        return;
      default:
        response.writeHead(404).end();
    }
  }

  private stream(response: ServerResponse): void {
    if (this.refuse) {
      response.writeHead(401).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 300\n\n');
    send(response, 'snapshot', this.snapshot.sequence, this.snapshot);
    this.streams.add(response);
    response.once('close', () => this.streams.delete(response));
  }
}

function send(stream: ServerResponse, event: string, id: number, data: unknown): void {
  stream.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
}
