import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptEvents } from '../../server/api/event-stream.ts';
import { newToken, type StatusServer, startStatusServer } from '../../server/api/http.ts';
import type { Clock, Random } from '../../server/ports/index.ts';
import { type Event, emptyTotals, type Snapshot } from '../../server/protocol/index.ts';

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
    snapshot: (): Snapshot => ({
      sequence,
      atMs: 1,
      configRevision: 1,
      strategy: 'intelligent',
      fallbackChain: [],
      failoverEnabled: true,
      models: [],
      requests: [],
      totals: emptyTotals,
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

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'videogenius-status-'));
    writeFileSync(join(directory, 'panel.js'), 'let panel;');
    writeFileSync(join(directory, 'panel.css'), 'p {}');
    source = scriptedSource();
    server = await startStatusServer({
      ...source,
      port: 0,
      token,
      assetsDirectory: directory,
      clock: stillClock,
      random: countingRandom,
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      call.on('error', reject);
      call.end();
    });
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

  for (const path of ['/', '/api/snapshot', '/api/events', '/anything']) {
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
    const own = `http://127.0.0.1:${server.port}`;
    assert.equal((await get('/api/snapshot', { ...cookie(), origin: own })).status, 200);
  });

  it('changes nothing: every other method is refused', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      assert.equal((await get('/api/snapshot', cookie(), method)).status, 405);
    }
  });

  it('survives addresses that cannot be read', async () => {
    assert.equal((await get('//', cookie())).status, 400);
    assert.equal((await get('/..%2f..%2fetc/passwd', cookie())).status, 404);
  });

  it('answers healthz to everyone on this machine, and says nothing else there', async () => {
    assert.deepEqual((await get('/healthz')).body, 'ok\n');
  });

  it('says plainly that a port is in use', async () => {
    const again = { ...source, token, assetsDirectory: directory, clock: stillClock, random: countingRandom };
    await assert.rejects(startStatusServer({ ...again, port: server.port }), /Port \d+ is in use/);
    for (const port of [-1, 65_536, 1.5]) {
      await assert.rejects(
        startStatusServer({ ...again, port }),
        /is not a port: a port is a whole number from 0 to 65535/,
      );
    }
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
