import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Log } from '../../server/ports/index.ts';
import type { NetworkSettings } from '../../server/protocol/index.ts';
import { createHttpClient, type FetchOptions, type HttpClient, ProxySettingError } from '../../server/system/index.ts';
import { certificateFile, LocalServers } from './local-servers.ts';

type Network = Partial<NetworkSettings>;

const servers = new LocalServers();

function client(options: Partial<FetchOptions>): HttpClient {
  const made = createHttpClient({ connectTimeoutMs: 5000, environment: {}, ...options });
  servers.onClose(() => made.close());
  return made;
}

const lax: Network = { strictCertificates: false };
const hello = (_request: IncomingMessage, response: ServerResponse) => void response.end('hello');
const textOf = async ({ fetch }: HttpClient, url: string) => (await fetch(url)).text();

/** The error of a request that was not answered. */
async function causeOf(asked: Promise<unknown>): Promise<Error> {
  const error = await asked.then(
    () => assert.fail('it was answered'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && error.cause instanceof Error, String(error));
  return error.cause;
}

function recordingLog() {
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  return { lines, log };
}

describe('network settings of the editor', () => {
  afterEach(() => servers.close());

  it('lead https through a tunnel, with the credentials of the setting', async () => {
    const proxy = await servers.proxy(await servers.secure(hello), { accepts: `Basic ${btoa('me:p@ss')}` });
    const http = client({ network: { ...lax, proxy: `http://me:p%40ss@${proxy.address}` } });
    assert.equal(await textOf(http, 'https://vendor.invalid/v1'), 'hello');
    assert.deepEqual(proxy.asked, ['CONNECT vendor.invalid:443']);
  });

  it('ask a proxy for the whole address of what is not protected', async () => {
    const target = await servers.plain((message, response) => void response.end(`${message.method} ${message.url}`));
    const proxy = await servers.proxy(target, { accepts: `Basic ${btoa('me:')}` });
    const http = client({ network: { proxy: `me@${proxy.address}` } });
    const answer = await http.fetch('http://vendor.invalid:8080/v1', { method: 'POST', body: 'x' });
    assert.equal(await answer.text(), 'POST /v1');
    assert.deepEqual(proxy.asked, ['POST http://vendor.invalid:8080/v1']);
  });

  it('reach a proxy that is protected itself', async () => {
    const proxy = await servers.proxy(await servers.secure(hello), { secure: true });
    const http = client({ network: { ...lax, proxy: `https://${proxy.address}` } });
    assert.equal(await textOf(http, 'https://vendor.invalid/'), 'hello');
    await causeOf(client({ network: { proxy: `https://${proxy.address}` } }).fetch('http://vendor.invalid/'));
    assert.deepEqual(proxy.asked, ['CONNECT vendor.invalid:443']);
  });

  for (const [scheme, code] of [
    ['http', 'UND_ERR_INVALID_ARG'],
    ['https', 'PROXY_AUTHENTICATION_REQUIRED'],
  ]) {
    it(`name no credentials when a proxy refuses ${scheme}`, async () => {
      const proxy = await servers.proxy('127.0.0.1:9', { accepts: 'Basic other' });
      const http = client({ network: { ...lax, proxy: `http://me:hunter2@${proxy.address}` } });
      const cause = await causeOf(http.fetch(`${scheme}://vendor.invalid/`));
      assert.match(cause.message, /407/);
      assert.ok('code' in cause && cause.code === code);
      assert.doesNotMatch(`${cause.message} ${cause.stack}`, /hunter2|bWU6aHVudGVyMg/);
    });
  }

  it('win over the environment, which counts where they say nothing', async () => {
    const target = await servers.plain(hello);
    const [own, other] = [await servers.proxy(target), await servers.proxy(target)];
    const environment = { HTTP_PROXY: `http://${other.address}`, NO_PROXY: 'left.invalid' };
    const http = client({ environment, network: { proxy: ` http://${own.address} ` } });
    await textOf(http, 'http://one.invalid/');
    await causeOf(http.fetch('http://left.invalid/'));
    assert.deepEqual([own.asked, other.asked], [['GET http://one.invalid/'], []]);
    assert.deepEqual(http.configure({ connectTimeoutMs: 5000, network: { proxy: '', noProxy: [] } }).ok, true);
    await textOf(http, 'http://two.invalid/');
    await causeOf(http.fetch('http://left.invalid/'));
    assert.deepEqual([own.asked.length, other.asked], [1, ['GET http://two.invalid/']]);
    http.configure({ connectTimeoutMs: 5000, network: { noProxy: ['right.invalid'] } });
    await textOf(http, 'http://left.invalid/');
    assert.equal(other.asked.at(-1), 'GET http://left.invalid/');
  });

  const exceptions: readonly (readonly [noProxy: readonly string[], url: string, direct: boolean])[] = [
    [['vendor.invalid'], 'http://vendor.invalid/', true],
    [['vendor.invalid'], 'http://api.vendor.invalid/', true],
    [['.vendor.invalid'], 'http://api.vendor.invalid/', true],
    [['*.vendor.invalid'], 'http://api.vendor.invalid/', true],
    [['other.invalid', 'VENDOR.invalid'], 'http://vendor.invalid/', true],
    [['other.invalid, vendor.invalid'], 'http://vendor.invalid/', true],
    [['vendor.invalid:8080'], 'http://vendor.invalid:8080/', true],
    [['*'], 'http://vendor.invalid/', true],
    [['vendor.invalid:8080'], 'http://vendor.invalid/', false],
    [['endor.invalid'], 'http://vendor.invalid/', false],
    [['', ' '], 'http://vendor.invalid/', false],
  ];
  for (const [noProxy, url, direct] of exceptions) {
    it(`with noProxy ${JSON.stringify(noProxy)}, ${url} goes ${direct ? 'directly' : 'through the proxy'}`, async () => {
      const proxy = await servers.proxy(await servers.plain(hello));
      const http = client({ network: { proxy: `http://${proxy.address}`, noProxy: [...noProxy] } });
      if (direct) await causeOf(http.fetch(url));
      else assert.equal(await textOf(http, url), 'hello');
      assert.equal(proxy.asked.length, direct ? 0 : 1);
    });
  }

  it('never lead to this machine through a proxy', async () => {
    const target = await servers.plain(hello);
    const http = client({ network: { proxy: 'http://127.0.0.1:9', noProxy: ['other.invalid'] } });
    assert.equal(await textOf(http, `http://${target}/`), 'hello');
    assert.equal(await textOf(http, `http://${target.replace('127.0.0.1', 'localhost')}/`), 'hello');
  });

  it('go without any proxy when VS Code has switched its support off, whatever is set', async () => {
    const proxy = await servers.proxy(await servers.plain(hello));
    const address = `http://${proxy.address}`;
    const http = client({
      environment: { HTTP_PROXY: address, ALL_PROXY: 'socks5://127.0.0.1:1' },
      network: { useProxy: false, proxy: 'no address:at all' },
    });
    await causeOf(http.fetch('http://vendor.invalid/'));
    assert.deepEqual(proxy.asked, []);
  });

  it('check certificates unless told otherwise, which is logged once', async () => {
    const url = `https://${await servers.secure(hello)}/`;
    const { lines, log } = recordingLog();
    const http = client({ log });
    const refusal = await causeOf(http.fetch(url));
    assert.ok('code' in refusal && refusal.code === 'DEPTH_ZERO_SELF_SIGNED_CERT', refusal.message);
    assert.deepEqual(lines, []);
    http.configure({ connectTimeoutMs: 5000, network: lax });
    assert.equal(await textOf(http, url), 'hello');
    http.configure({ connectTimeoutMs: 6000, network: lax });
    assert.equal(await textOf(http, url), 'hello');
    assert.deepEqual(lines, ['Certificates of servers are not checked, because http.proxyStrictSSL is off.']);
    http.configure({ connectTimeoutMs: 5000 });
    await causeOf(http.fetch(url));
  });

  it('take certificates of the operating system, or leave them', async function () {
    // Elsewhere the store of the system cannot be given to one process.
    if (process.platform !== 'linux') return this.skip();
    const url = `https://${await servers.secure(hello)}/`;
    const program = `
      import { createHttpClient } from ${JSON.stringify(new URL('../../server/system/http.ts', import.meta.url).href)};
      for (const systemCertificates of [true, false]) {
        const http = createHttpClient({ connectTimeoutMs: 5000, environment: {}, network: { systemCertificates } });
        const said = await http.fetch(${JSON.stringify(url)}).then((answer) => answer.text(), (error) => error.cause.code);
        process.stdout.write(said + ' ');
        await http.close();
      }`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: process.env.PATH, SSL_CERT_FILE: certificateFile },
    });
    assert.equal(stdout, 'hello DEPTH_ZERO_SELF_SIGNED_CERT ');
  }).timeout(20_000);

  for (const proxied of [false, true]) {
    it(`change while an answer comes${proxied ? ' through a tunnel' : ''}: it goes on, and its connection ends with it`, async () => {
      const waiting: ServerResponse[] = [];
      const target = await servers.secure((_request, response) => {
        response.write('first ');
        waiting.push(response);
      });
      const proxy = await servers.proxy(target);
      const url = proxied ? 'https://vendor.invalid/' : `https://${target}/`;
      const http = client({ network: { ...lax, proxy: `http://${proxy.address}` } });
      const reader = (await http.fetch(url)).body?.getReader();
      const decode = (value: Uint8Array | undefined) => new TextDecoder().decode(value);
      assert.equal(decode((await reader?.read())?.value), 'first ');
      const second = await servers.proxy(target);
      assert.ok(http.configure({ connectTimeoutMs: 5000, network: { ...lax, proxy: `http://${second.address}` } }).ok);
      await http.fetch(url);
      assert.deepEqual([proxy.asked.length, second.asked.length], proxied ? [1, 1] : [0, 0]);
      const [running] = waiting;
      assert.ok(running?.socket);
      const closed = once(running.socket, 'close');
      running.end('last');
      assert.equal(decode((await reader?.read())?.value), 'last');
      assert.equal((await reader?.read())?.done, true);
      await closed;
    });
  }

  it('change between a request and its connection: it is answered all the same', async () => {
    const target = await servers.plain(hello);
    const http = client({});
    const answers = [http.fetch(`http://${target}/`)];
    for (let round = 1; round <= 20; round += 1) {
      http.configure({ connectTimeoutMs: 5000 + round });
      answers.push(http.fetch(`http://${target}/`));
    }
    for (const answer of await Promise.all(answers)) assert.equal(await answer.text(), 'hello');
  });

  it('cut answers that still come over earlier settings when the client is closed', async () => {
    const target = await servers.plain((_request, response) => void response.write('first'));
    const http = client({});
    const reader = (await http.fetch(`http://${target}/`)).body?.getReader();
    await reader?.read();
    http.configure({ connectTimeoutMs: 4000 });
    await http.close();
    await assert.rejects(async () => reader?.read());
    await assert.rejects(http.fetch(`http://${target}/`));
  });

  it('end idle connections when they change, and keep them when they are the same', async () => {
    const ports: unknown[] = [];
    const target = await servers.plain((message, response) => {
      ports.push(message.socket.remotePort);
      response.end('hello');
    });
    const http = client({ network: { noProxy: ['a'] } });
    const ask = async () => {
      await textOf(http, `http://${target}/`);
      // The connection is free again a moment after the text is there.
      await setImmediate();
    };
    await ask();
    http.configure({ connectTimeoutMs: 5000, network: { noProxy: ['a'], systemCertificates: true } });
    await ask();
    assert.equal(ports[0], ports[1]);
    http.configure({ connectTimeoutMs: 5000, network: { noProxy: ['b'] } });
    await ask();
    assert.notEqual(ports[1], ports[2]);
  });

  it('take a new connect timeout for the next connection', async () => {
    const silent = await servers.listen(createTcpServer(() => undefined));
    const http = client({ connectTimeoutMs: 60_000 });
    http.configure({ connectTimeoutMs: 30 });
    const cause = await causeOf(http.fetch(`https://${silent}/`));
    assert.ok('code' in cause && cause.code === 'UND_ERR_CONNECT_TIMEOUT', cause.message);
  });

  it('wait no longer than that for a proxy that says nothing', async () => {
    const silent = await servers.listen(createTcpServer(() => undefined));
    const http = client({ connectTimeoutMs: 30, network: { proxy: `http://${silent}` } });
    const cause = await causeOf(http.fetch('https://vendor.invalid/'));
    assert.ok('code' in cause && cause.code === 'UND_ERR_HEADERS_TIMEOUT', cause.message);
  });

  const unusable: readonly (readonly [proxy: string, problem: string, shown: string])[] = [
    ['socks5://me:hunter2@127.0.0.1:1080', 'scheme', 'socks5://127.0.0.1:1080'],
    ['http://me:hunter2@[bad', 'address', 'http://[bad'],
    ['proxy:port', 'address', 'proxy:port'],
    ['http://me:50%off@proxy:8080', 'address', 'http://proxy:8080'],
  ];
  for (const [proxy, problem, shown] of unusable) {
    it(`refuse the proxy ${shown} by name and keep the last good one`, async () => {
      const good = await servers.proxy(await servers.plain(hello));
      const http = client({ network: { proxy: `http://${good.address}` } });
      const refused = http.configure({ connectTimeoutMs: 4000, network: { proxy } });
      assert.ok(!refused.ok && refused.error instanceof ProxySettingError);
      const { variable, problem: found, value, message } = refused.error;
      assert.deepEqual([variable, found, value], ['http.proxy', problem, shown]);
      assert.match(message, /^http\.proxy /);
      assert.doesNotMatch(message, /hunter2/);
      assert.equal(await textOf(http, 'http://vendor.invalid/'), 'hello');
    });
  }

  it('name the variable when it is the environment that cannot be used', () => {
    const http = client({ environment: { all_proxy: 'socks5://127.0.0.1:1' }, network: { useProxy: false } });
    const refused = http.configure({ connectTimeoutMs: 4000, network: {} });
    assert.deepEqual(!refused.ok && refused.error.variable, 'all_proxy');
  });
});
