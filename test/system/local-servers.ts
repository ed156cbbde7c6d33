import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const fixture = (name: string) => new URL(`../fixtures/certificates/${name}.pem`, import.meta.url);

/** A certificate that nobody trusts, for vendor.invalid and this machine. */
export const certificateFile = fixture('test-only-certificate').pathname;

/** What one proxy was asked for, in order. */
export interface ProxySeen {
  /** `CONNECT host:port`, or the method and the whole address. */
  readonly asked: string[];
  /** Values of Proxy-Authorization. */
  readonly credentials: (string | undefined)[];
}

export interface LocalProxy extends ProxySeen {
  /** `host:port` */
  readonly address: string;
}

/** Servers on this machine for one test; `close` ends them all. */
export class LocalServers {
  private readonly closers: (() => unknown)[] = [];

  onClose(close: () => unknown): void {
    this.closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0)) await close();
  }

  /** The `host:port` on which a server listens from now on. */
  async listen(server: Server): Promise<string> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    this.onClose(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return `127.0.0.1:${address.port}`;
  }

  async plain(handler: RequestListener): Promise<string> {
    return this.listen(createServer(handler));
  }

  async secure(handler: RequestListener): Promise<string> {
    const identity = { key: readFileSync(fixture('test-only-key')), cert: readFileSync(certificateFile) };
    return this.listen(createSecureServer(identity, handler));
  }

  /** A proxy that leads every tunnel and every request to `target`, whatever was asked for. */
  async proxy(
    target: string,
    options: { readonly accepts?: string; readonly secure?: boolean } = {},
  ): Promise<LocalProxy> {
    const seen: ProxySeen = { asked: [], credentials: [] };
    const refused = (message: IncomingMessage): boolean => {
      const given = message.headers['proxy-authorization'];
      seen.credentials.push(given);
      return options.accepts !== undefined && given !== options.accepts;
    };
    const forward: RequestListener = (message, response) => {
      seen.asked.push(`${message.method} ${message.url}`);
      if (refused(message)) {
        response.writeHead(407).end();
        return;
      }
      const { pathname } = new URL(message.url ?? '');
      const [host, port] = target.split(':');
      const onward = request({ host, port, path: pathname, method: message.method ?? 'GET' }, (answer) => {
        response.writeHead(answer.statusCode ?? 500);
        answer.pipe(response);
      });
      message.pipe(onward);
    };
    const identity = { key: readFileSync(fixture('test-only-key')), cert: readFileSync(certificateFile) };
    const server = options.secure ? createSecureServer(identity, forward) : createServer(forward);
    server.on('connect', (message: IncomingMessage, socket: Duplex) => {
      seen.asked.push(`CONNECT ${message.url}`);
      socket.on('error', () => undefined);
      if (refused(message)) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const [host = '', port] = target.split(':');
      const onward = connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
      onward.on('error', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      onward.pipe(socket).pipe(onward);
    });
    return { ...seen, address: await this.listen(server) };
  }
}
