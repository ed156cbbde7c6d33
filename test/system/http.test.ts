import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createHttpClient, type HttpClient } from '../../server/system/index.ts';

const closers: (() => unknown)[] = [];

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `127.0.0.1:${address.port}`;
}

const serve = async (handler: RequestListener): Promise<string> => `http://${await listen(createServer(handler))}`;

function client(environment: Record<string, string> = {}, connectTimeoutMs = 5000): HttpClient {
  const made = createHttpClient({ connectTimeoutMs, environment });
  closers.push(() => made.close());
  return made;
}

describe('createHttpClient', () => {
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('sends method, headers and body, and streams the answer', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(200, { 'x-method': request.method, 'x-own': request.headers['x-own'] });
        response.write(Buffer.concat(chunks));
        response.end('!');
      });
    });
    const { fetch } = client();
    const answer = await fetch(`${url}/a`, { method: 'POST', body: 'häl', headers: { 'x-own': 'yes' } });
    assert.deepEqual(
      [answer.status, answer.headers.get('x-method'), answer.headers.get('x-own'), await answer.text()],
      [200, 'POST', 'yes', 'häl!'],
    );
    const request = new Request(`${url}/b`, { method: 'PUT', body: 'two', headers: new Headers([['x-own', 'no']]) });
    const second = await fetch(request);
    assert.deepEqual(
      [second.headers.get('x-method'), second.headers.get('x-own'), await second.text()],
      ['PUT', 'no', 'two!'],
    );
  });

  it('hands over a redirect instead of carrying a key to another server', async () => {
    let reached = 0;
    const other = await serve((_request, response) => {
      reached += 1;
      response.end();
    });
    const url = await serve((_request, response) => {
      response.writeHead(307, { location: other });
      response.end();
    });
    const answer = await client().fetch(url, { method: 'POST', body: 'x', headers: { 'x-api-key': 'secret' } });
    assert.equal(answer.status, 307);
    assert.equal(reached, 0);
  });

  it('closes the socket when the signal fires', async () => {
    let onClose = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      onClose = resolve;
    });
    const url = await serve((_request, response) => {
      response.write('first');
      response.on('close', onClose);
    });
    const abort = new AbortController();
    const answer = await client().fetch(url, { signal: abort.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    abort.abort();
    await assert.rejects(async () => reader?.read(), { name: 'AbortError' });
    await closed;
  });

  it('gives up connecting after the connect timeout, and only connecting', async () => {
    // Accepts the connection and never answers the TLS greeting.
    const silent = await listen(createTcpServer(() => undefined));
    await assert.rejects(client({}, 30).fetch(`https://${silent}/`), (error: unknown) => {
      assert.ok(error instanceof Error && error.cause instanceof Error && 'code' in error.cause);
      assert.equal(error.cause.code, 'UND_ERR_CONNECT_TIMEOUT');
      return true;
    });
  });

  it('holds 1,000 requests open at the same time', async () => {
    let open = 0;
    const waiting: (() => void)[] = [];
    const url = await serve((_request, response) => {
      open += 1;
      waiting.push(() => response.end('ok'));
      if (open === 1000) for (const answer of waiting) answer();
    });
    const { fetch } = client();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async () => (await fetch(url, { method: 'POST', body: 'x' })).text()),
    );
    assert.ok(answers.every((answer) => answer === 'ok'));
  }).timeout(20_000);

  it('goes through the proxy of the environment, but never for this machine', async () => {
    const targets: (string | undefined)[] = [];
    const proxy = createServer((_request, response) => response.end('direct'));
    proxy.on('connect', (request, socket) => {
      targets.push(request.url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const proxyUrl = `http://${await listen(proxy)}`;
    for (const environment of [{ HTTPS_PROXY: proxyUrl }, { https_proxy: proxyUrl.replace('http://', '') }]) {
      await assert.rejects(client(environment).fetch('https://vendor.invalid/v1'));
    }
    assert.deepEqual(targets, ['vendor.invalid:443', 'vendor.invalid:443']);
    const local = await client({ HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }).fetch(proxyUrl);
    assert.equal(await local.text(), 'direct');
    await assert.rejects(
      client({ HTTPS_PROXY: proxyUrl, NO_PROXY: 'vendor.invalid' }).fetch('https://vendor.invalid/'),
    );
    assert.equal(targets.length, 2);
  });

  it('says plainly that a proxy variable is wrong', () => {
    assert.throws(() => createHttpClient({ connectTimeoutMs: 1, environment: { HTTPS_PROXY: 'http://[bad' } }), {
      name: 'RangeError',
      message: /HTTPS_PROXY is not the address of a proxy/,
    });
  });
});
