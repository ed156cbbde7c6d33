import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { loopbackHosts } from '../../server/protocol/index.ts';
import { createHttpClient, type HttpClient, ProxySettingError } from '../../server/system/index.ts';
import { LocalServers } from './local-servers.ts';

const servers = new LocalServers();

const serve = async (handler: RequestListener): Promise<string> => `http://${await servers.plain(handler)}`;

function client(environment: Record<string, string> = {}, connectTimeoutMs = 5000): HttpClient {
  const made = createHttpClient({ connectTimeoutMs, environment });
  servers.onClose(() => made.close());
  return made;
}

describe('createHttpClient', () => {
  afterEach(() => servers.close());

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
    const silent = await servers.listen(createTcpServer(() => undefined));
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
    const proxyUrl = `http://${await servers.listen(proxy)}`;
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

  it('goes directly to every server that a key may be sent to unprotected', async () => {
    const url = await serve((_request, response) => response.end('direct'));
    const port = new URL(url).port;
    const environment = { HTTP_PROXY: 'http://127.0.0.1:9', ALL_PROXY: 'http://127.0.0.1:9' };
    for (const host of loopbackHosts.filter((name) => name !== '[::1]')) {
      assert.equal(await (await client(environment).fetch(`http://${host}:${port}`)).text(), 'direct', host);
    }
  });

  it('takes ALL_PROXY for what has no proxy of its own, and none at all with NO_PROXY=*', async () => {
    const targets = new Map<string, string[]>();
    const proxyNamed = async (name: string): Promise<string> => {
      const note = (target = '') => targets.set(name, [...(targets.get(name) ?? []), target]);
      // What is not protected is asked for by its whole address, the rest by a tunnel.
      const proxy = createServer((request, response) => {
        note(request.url);
        response.socket?.destroy();
      });
      proxy.on('connect', (request, socket) => {
        note(request.url);
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      return `http://${await servers.listen(proxy)}`;
    };
    const all = await proxyNamed('all');
    const own = await proxyNamed('own');
    for (const scheme of ['http', 'https']) {
      await assert.rejects(client({ ALL_PROXY: all }).fetch(`${scheme}://vendor.invalid/`));
      await assert.rejects(client({ all_proxy: all, HTTPS_PROXY: own }).fetch(`${scheme}://other.invalid/`));
      await assert.rejects(client({ HTTP_PROXY: own }).fetch(`${scheme}://third.invalid/`));
      await assert.rejects(client({ ALL_PROXY: all, NO_PROXY: '*' }).fetch(`${scheme}://vendor.invalid/`));
    }
    assert.deepEqual(targets.get('all'), ['http://vendor.invalid/', 'http://other.invalid/', 'vendor.invalid:443']);
    assert.deepEqual(targets.get('own'), ['http://third.invalid/', 'other.invalid:443', 'third.invalid:443']);
  });

  const unusable: readonly (readonly [variable: string, value: string, problem: string, shown: string])[] = [
    ['HTTPS_PROXY', 'http://[bad', 'address', 'http://[bad'],
    ['https_proxy', 'ht tp://x', 'address', 'ht tp://x'],
    ['HTTP_PROXY', 'socks5h:127.0.0.1:1080', 'address', 'socks5h:127.0.0.1:1080'],
    ['HTTPS_PROXY', 'http://me:50%off@proxy:8080', 'address', 'http://proxy:8080'],
    ['HTTPS_PROXY', 'http://me:hunter2@bad host@x\u001b[31m', 'address', 'http://x [31m'],
    ['HTTPS_PROXY', `${'x'.repeat(500)}:y`, 'address', 'x'.repeat(200)],
    ['HTTPS_PROXY', 'socks5h://127.0.0.1:1080', 'scheme', 'socks5h://127.0.0.1:1080'],
    ['HTTP_PROXY', 'socks4://me:hunter2@127.0.0.1:1080', 'scheme', 'socks4://127.0.0.1:1080'],
    ['ALL_PROXY', 'SOCKS5://127.0.0.1:1080', 'scheme', 'SOCKS5://127.0.0.1:1080'],
    ['all_proxy', 'ftp://proxy', 'scheme', 'ftp://proxy'],
  ];
  for (const [variable, value, problem, shown] of unusable) {
    it(`refuses ${variable}=${value.slice(0, 60)} by name`, () => {
      assert.throws(
        () => createHttpClient({ connectTimeoutMs: 1, environment: { [variable]: value } }),
        (error) => {
          assert.ok(error instanceof ProxySettingError);
          assert.deepEqual([error.variable, error.problem, error.value], [variable, problem, shown]);
          assert.deepEqual(error.allowedSchemes, ['http', 'https']);
          assert.ok(error.message.startsWith(`${variable} `) && !error.message.includes('hunter2'), error.message);
          return true;
        },
      );
    });
  }

  it('leaves a variable alone that nothing needs', () => {
    const proxy = 'http://proxy.invalid:8080';
    client({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: 'socks5://127.0.0.1:1080' });
    client({ HTTPS_PROXY: 'socks5://127.0.0.1:1080', NO_PROXY: '*' });
    client({ HTTPS_PROXY: ' ', ALL_PROXY: '' });
  });
});
