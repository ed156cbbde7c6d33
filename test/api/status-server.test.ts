import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maxActionBytes } from '../../server/api/action-endpoint.ts';
import { keptEvents } from '../../server/api/event-stream.ts';
import { newToken, type PageHost, type StatusServer, startStatusServer } from '../../server/api/http.ts';
import type { Locale } from '../../server/api/texts/index.ts';
import type { Clock, Random } from '../../server/ports/index.ts';
import {
  type ActionOutcome,
  type Event,
  emptyTotals,
  noMoney,
  type PanelAction,
  PanelHost,
  type Snapshot,
} from '../../server/protocol/index.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A state source whose events the test makes. */
function scriptedSource() {
  const listeners = new Set<(event: Event) => void>();
  let sequence = 0;
  return {
    listeners,
    snapshot: (): Snapshot | undefined => ({
      sequence,
      atMs: 1,
      configRevision: 1,
      strategy: 'intelligent',
      fallbackChain: [],
      failoverEnabled: true,
      models: [],
      requests: [],
      history: {},
      totals: emptyTotals,
      money: noMoney('2026-10-05'),
    }),
    subscribe(listener: (event: Event) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish() {
      sequence += 1;
      const event: Event = { type: 'request-start', sequence, atMs: 1, requestId: `r${sequence}`, task: 'script' };
      for (const listener of listeners) listener(event);
    },
  };
}

const stillClock: Clock = { nowMs: () => 0, monotonicMs: () => 0, setTimer: () => () => undefined };
let drawn = 0;
const countingRandom: Random = { next: () => 0.5, id: () => `id${String(drawn++).padStart(10, '0')}` };

describe('the status server', () => {
  const token = newToken(countingRandom);
  let directory: string;
  let server: StatusServer;
  let source: ReturnType<typeof scriptedSource>;
  let host: PageHost;
  let performed: { readonly action: PanelAction; readonly locale: Locale }[];
  let perform: () => Promise<ActionOutcome>;

  const options = () => ({
    source,
    host: () => host,
    actions: {
      perform(action: PanelAction, locale: Locale) {
        performed.push({ action, locale });
        return perform();
      },
    },
    token,
    assetsDirectory: directory,
    clock: stillClock,
    random: countingRandom,
  });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'videogenius-status-'));
    writeFileSync(join(directory, 'panel.js'), 'let panel;');
    writeFileSync(join(directory, 'panel.css'), 'p {}');
    source = scriptedSource();
    host = { fleet: 'configured', changes: 'settings' };
    performed = [];
    perform = async () => ({ ok: true, message: 'done' });
    server = await startStatusServer({ ...options(), port: 0 });
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET', sent: readonly string[] = []) =>
    new Promise<Answer>((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      call.on('error', reject);
      for (const piece of sent) call.write(piece);
      call.end();
    });
  const own = () => `http://127.0.0.1:${server.port}`;
  const cookie = () => ({ cookie: `videogenius_${server.port}=${token}` });

  it('trades the token in the address for a cookie that scripts and other sites cannot use', async () => {
    const first = await get(`/?token=${token}`);
    assert.equal(first.status, 303);
    assert.equal(first.headers.location, '/');
    const [set = ''] = first.headers['set-cookie'] ?? [];
    assert.match(set, /HttpOnly/);
    assert.match(set, /SameSite=Strict/);
    const page = await get('/', { cookie: set.split(';')[0] ?? '' });
    assert.equal(page.status, 200);
    assert.match(page.body, /<main id="panel"/);
    assert.equal(page.body.includes(token), false);
  });

  it('makes a new nonce for each page and allows nothing else to run', async () => {
    const policies = await Promise.all([get('/', cookie()), get('/', cookie())]);
    const [one, two] = policies.map(({ headers }) => String(headers['content-security-policy']));
    assert.notEqual(one, two);
    assert.match(one ?? '', /default-src 'none'/);
    assert.doesNotMatch(one ?? '', /unsafe/);
    const nonce = /script-src 'nonce-([^']+)'/.exec(one ?? '')?.[1];
    assert.ok(nonce !== undefined && policies[0]?.body.includes(`nonce="${nonce}"`));
  });

  for (const path of ['/', '/api/snapshot', '/api/events', '/api/host', '/api/action', '/anything']) {
    it(`tells nothing at ${path} without the token`, async () => {
      assert.equal((await get(path)).status, 401);
      assert.equal((await get(path, { cookie: `videogenius_${server.port}=${token}x` })).status, 401);
      assert.equal((await get(`${path}?token=wrong`)).status, 401);
    });
  }

  it('takes the token as a bearer token too', async () => {
    const answer = await get('/api/snapshot', { authorization: `Bearer ${token}` });
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.body).strategy, 'intelligent');
  });

  it('refuses other names of this machine and pages of other origins, even with the token', async () => {
    assert.equal((await get('/api/snapshot', { ...cookie(), host: 'evil.example' })).status, 421);
    assert.equal((await get('/api/snapshot', { ...cookie(), origin: 'http://evil.example' })).status, 403);
    assert.equal((await get('/api/snapshot', { ...cookie(), origin: 'null' })).status, 403);
    assert.equal((await get('/api/snapshot', { ...cookie(), origin: own() })).status, 200);
  });

  it('refuses every other method', async () => {
    for (const path of ['/api/snapshot', '/api/action', '/']) {
      for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        assert.equal((await get(path, { ...cookie(), origin: own() }, method)).status, 405, `${method} ${path}`);
      }
    }
    assert.equal((await get('/api/snapshot', { ...cookie(), origin: own() }, 'POST')).status, 405);
  });

  it('says what the page is shown in, in the language of the browser', async () => {
    const said = async (headers: Record<string, string> = {}) =>
      PanelHost.parse(JSON.parse((await get('/api/host', { ...cookie(), ...headers })).body));
    const expected: PanelHost = {
      kind: 'page',
      connection: 'running',
      message: '',
      trusted: true,
      commands: [],
      fleet: 'configured',
      changes: 'settings',
      locale: 'en',
    };
    assert.deepEqual(await said(), expected);
    host = { fleet: 'simulated', changes: 'session' };
    assert.deepEqual(await said({ 'accept-language': 'zh-CN,zh;q=0.9' }), { ...expected, ...host, locale: 'zh-cn' });
  });

  it('says so while the state of the other process is not known', async () => {
    source.snapshot = () => undefined;
    assert.equal((await get('/api/snapshot', cookie())).status, 503);
  });

  it('survives addresses that cannot be read', async () => {
    assert.equal((await get('//', cookie())).status, 400);
    assert.equal((await get('/..%2f..%2fetc/passwd', cookie())).status, 404);
  });

  it('answers healthz to everyone on this machine, and says nothing else there', async () => {
    assert.deepEqual((await get('/healthz')).body, 'ok\n');
  });

  it('says plainly that a port is in use', async () => {
    await assert.rejects(startStatusServer({ ...options(), port: server.port }), /Port \d+ is in use/);
    for (const port of [-1, 65_536, 1.5]) {
      await assert.rejects(
        startStatusServer({ ...options(), port }),
        /is not a port: a port is a whole number from 0 to 65535/,
      );
    }
  });

  describe('asked for an action', () => {
    const action: PanelAction = { type: 'setWeight', modelId: 'claude', weight: 1.5 };
    const post = (headers: Record<string, string>, sent: string | readonly string[] = JSON.stringify(action)) =>
      get(
        '/api/action',
        { 'content-type': 'application/json', ...headers },
        'POST',
        typeof sent === 'string' ? [sent] : sent,
      );
    const page = () => ({ ...cookie(), origin: own() });

    it('performs it and says what came of it', async () => {
      const answer = await post({ ...page(), 'content-type': 'application/json; charset=utf-8' });
      assert.equal(answer.status, 200);
      assert.deepEqual(JSON.parse(answer.body), { ok: true, message: 'done' });
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.deepEqual(performed, [{ action, locale: 'en' }]);
    });

    it('answers in the language of the browser', async () => {
      await post({ ...page(), 'accept-language': 'zh' });
      assert.equal(performed[0]?.locale, 'zh-cn');
      const refused = await post({ ...page(), 'accept-language': 'zh' }, '{}');
      assert.match(JSON.parse(refused.body).message, /\p{Script=Han}/u);
    });

    it('takes it from a program that has the token and no page', async () => {
      assert.equal((await post({ authorization: `Bearer ${token}` })).status, 200);
      assert.equal(performed.length, 1);
    });

    const turnedAway: readonly (readonly [what: string, headers: () => Record<string, string>, status: number])[] = [
      ['without the token', () => ({ origin: own() }), 401],
      ['with a wrong token', () => ({ authorization: 'Bearer wrong', ...page() }), 401],
      ['with the cookie of a browser, but from nowhere', () => cookie(), 403],
      [
        'with the cookie and an authorization that is no token',
        () => ({ ...cookie(), authorization: 'Basic eDp5' }),
        403,
      ],
      ['from a page of another origin', () => ({ ...cookie(), origin: 'http://evil.example' }), 403],
      ['from a page of another port', () => ({ ...cookie(), origin: 'http://127.0.0.1:1' }), 403],
      ['from a page of no origin', () => ({ ...cookie(), origin: 'null' }), 403],
      [
        'from a page of another origin with the token',
        () => ({ authorization: `Bearer ${token}`, origin: 'null' }),
        403,
      ],
      ['under another name', () => ({ ...page(), host: 'evil.example' }), 421],
      ['as a form', () => ({ ...page(), 'content-type': 'text/plain' }), 415],
      ['as something like JSON', () => ({ ...page(), 'content-type': 'application/jsonp' }), 415],
    ];
    for (const [what, headers, status] of turnedAway) {
      it(`refuses it ${what}`, async () => {
        assert.equal((await post(headers())).status, status);
        assert.deepEqual(performed, []);
      });
    }

    const senseless: readonly (readonly [what: string, body: string])[] = [
      ['nothing', ''],
      ['half an object', '{"type":'],
      ['a list', '[]'],
      ['a text', '"setWeight"'],
      ['deep brackets', '['.repeat(60_000)],
      ['an unknown type', '{"type":"format"}'],
      ['a weight that is a text', '{"type":"setWeight","modelId":"claude","weight":"1"}'],
      ['a weight that is too large', '{"type":"setWeight","modelId":"claude","weight":2.1}'],
      ['a model that cannot be one', '{"type":"setWeight","modelId":"__proto__","weight":1}'],
      ['more than is known', '{"type":"setStrategy","strategy":"random","also":1}'],
      ['an unknown strategy', '{"type":"setStrategy","strategy":"best"}'],
    ];
    for (const [what, body] of senseless) {
      it(`refuses ${what} and says so`, async () => {
        const answer = await post(page(), body);
        assert.equal(answer.status, 400);
        const { ok, message } = JSON.parse(answer.body);
        assert.equal(ok, false);
        assert.match(message, /Reload it and try again\.$/);
        assert.deepEqual(performed, []);
      });
    }

    it('refuses bytes that are no text', async () => {
      const sent = Buffer.from(JSON.stringify(action).replace('claude', 'clau\u00e9e'), 'latin1').toString('latin1');
      const answer = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { ...page(), 'content-type': 'application/json' };
        const call = request(
          { host: '127.0.0.1', port: server.port, path: '/api/action', method: 'POST', headers },
          (response) => resolve(response.resume().statusCode),
        );
        call.on('error', reject);
        call.end(sent, 'latin1');
      });
      assert.equal(answer, 400);
      assert.deepEqual(performed, []);
    });

    it('takes a body of any number of pieces up to its limit, and not a byte more', async () => {
      const text = JSON.stringify(action);
      const padded = text + ' '.repeat(maxActionBytes - text.length);
      assert.equal((await post(page(), [padded.slice(0, 7), padded.slice(7)])).status, 200);
      assert.equal((await post({ ...page(), 'content-length': String(maxActionBytes + 1) }, `${padded} `)).status, 413);
      assert.equal((await post(page(), [padded, ' '])).status, 413);
      assert.equal(performed.length, 1);
    });

    it('does nothing for a page that goes away in the middle, and goes on serving', async () => {
      const headers = { ...page(), 'content-type': 'application/json', 'content-length': '100' };
      const call = request({ host: '127.0.0.1', port: server.port, path: '/api/action', method: 'POST', headers });
      call.on('error', () => undefined);
      await new Promise<void>((resolve) => call.write(JSON.stringify(action), () => resolve()));
      call.destroy();
      assert.equal((await post(page())).status, 200);
      assert.equal(performed.length, 1);
    });

    it('shows nothing of a fault inside', async () => {
      perform = async () => {
        throw new Error('secret');
      };
      const answer = await post(page());
      assert.equal(answer.status, 500);
      assert.deepEqual(JSON.parse(answer.body), { ok: false, message: 'Something went wrong inside VideoGenius.' });
    });

    it('does not perform it on a GET, whatever stands in the address', async () => {
      const asked = `/api/action?${new URLSearchParams({ action: JSON.stringify(action) })}`;
      const answer = await get(asked, page());
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.allow, 'POST');
      assert.deepEqual(performed, []);
    });
  });

  /** Reads the stream until `count` messages have come, then closes it. */
  const listen = (count: number, headers: Record<string, string>, opened: () => void): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: server.port, path: '/api/events', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const first = text === '';
          text += chunk;
          if (first) opened();
          const messages = text.split('\n\n').filter((part) => part.startsWith('event:'));
          if (messages.length < count) return;
          call.destroy();
          resolve(messages);
        });
      });
      call.on('error', reject);
      call.end();
    });

  it('streams a snapshot and then every event', async () => {
    source.publish();
    const messages = await listen(3, cookie(), () => {
      source.publish();
      source.publish();
    });
    assert.deepEqual(
      messages.map((each) => /^event: (\w+)\nid: (\d+)\n/.exec(each)?.slice(1)),
      [
        ['snapshot', '1'],
        ['change', '2'],
        ['change', '3'],
      ],
    );
  });

  it('gives a page that comes back exactly what it missed', async () => {
    for (let each = 0; each < 5; each += 1) source.publish();
    const messages = await listen(2, { ...cookie(), 'last-event-id': '3' }, () => undefined);
    assert.deepEqual(
      messages.map((each) => /id: (\d+)/.exec(each)?.[1]),
      ['4', '5'],
    );
  });

  for (const [why, last] of [
    ['was away for too long', '1'],
    ['comes from an earlier run', '999999'],
    ['says nonsense', '-1; drop'],
  ] as const) {
    it(`gives a page that ${why} a whole snapshot`, async () => {
      for (let each = 0; each < keptEvents + 5; each += 1) source.publish();
      const [message = ''] = await listen(1, { ...cookie(), 'last-event-id': last }, () => undefined);
      assert.match(message, new RegExp(`^event: snapshot\\nid: ${keptEvents + 5}\\n`));
    });
  }

  it('stops listening to the engine when it closes, and may be closed twice', async () => {
    assert.equal(source.listeners.size, 1);
    await Promise.all([server.close(), server.close()]);
    assert.equal(source.listeners.size, 0);
  });
});
