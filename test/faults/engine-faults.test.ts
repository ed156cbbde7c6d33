import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { FailureClass } from '../../server/protocol/index.ts';
import { outcomes } from '../engine/harness.ts';
import { type Duo, duo, rolesOf, type Speech, speeches, story, tellsStory } from './duo.ts';
import { type FaultScript, faults, refusedUrl } from './fault-server.ts';
import { serversOfTest } from './servers-of-test.ts';

/** A fault before the first text. The second model answers instead. */
interface Fault {
  readonly name: string;
  script(speech: Speech): FaultScript;
  readonly class: FailureClass;
  /** The circuit of the model afterwards. */
  readonly circuit?: 'open' | 'isolated';
  /** Milliseconds for which the model is left alone. */
  readonly pauseMs?: number;
}

const message = 'said by the vendor';
/** Virtual time begins here. */
const nowMs = Date.UTC(2026, 9, 5);
const tooMany = (headers: Readonly<Record<string, string>>) => () =>
  faults.status(429, { error: { message, type: 'rate_limit_error' } }, headers);

const faultsBeforeText: readonly Fault[] = [
  { name: 'a reset', script: () => faults.reset(), class: 'network' },
  {
    name: 'an answer that is not HTTP',
    script: () => (wire) => wire.raw('SSH-2.0-OpenSSH_9.9\r\n\r\n'),
    class: 'network',
  },
  {
    name: '401',
    script: () => faults.status(401, { error: { message, type: 'authentication_error' } }),
    class: 'auth',
    circuit: 'isolated',
  },
  {
    name: '402',
    script: () => faults.status(402, { error: { message } }),
    class: 'billing',
    circuit: 'open',
    pauseMs: 3_600_000,
  },
  {
    name: 'a 429 about money',
    script: () => faults.status(429, { error: { message: 'credit balance is too low', code: 'insufficient_quota' } }),
    class: 'billing',
    circuit: 'open',
    pauseMs: 3_600_000,
  },
  { name: 'a 429 in seconds', script: tooMany({ 'retry-after': '20' }), class: 'rateLimit', pauseMs: 20_000 },
  { name: 'a 429 in milliseconds', script: tooMany({ 'retry-after-ms': '1500' }), class: 'rateLimit', pauseMs: 1500 },
  {
    name: 'a 429 with a date',
    script: tooMany({ 'retry-after': new Date(nowMs + 90_000).toUTCString() }),
    class: 'rateLimit',
    pauseMs: 90_000,
  },
  { name: 'a 429 that says nothing more', script: tooMany({}), class: 'rateLimit', pauseMs: 30_000 },
  { name: '500', script: () => faults.status(500, { error: { message } }), class: 'overload' },
  {
    name: '529',
    script: () => faults.status(529, { type: 'error', error: { type: 'overloaded_error', message } }),
    class: 'overload',
  },
  { name: 'an error event first', script: ({ errorEvent }) => faults.answer(errorEvent), class: 'overload' },
  {
    name: 'an error event second',
    script: ({ beginning, errorEvent }) => faults.answer(beginning([]) + errorEvent),
    class: 'overload',
  },
  { name: 'an empty 200', script: () => faults.answer(''), class: 'truncated' },
  { name: 'a page of HTML', script: () => faults.html(), class: 'network' },
  { name: 'an answer without text', script: ({ whole }) => faults.answer(whole([])), class: 'empty' },
  { name: 'an answer of white space', script: ({ whole }) => faults.answer(whole([' ', '\n'])), class: 'empty' },
  { name: 'a cut inside the first line', script: ({ whole }) => faults.cut(whole([story]), 30), class: 'network' },
  {
    name: 'a malformed line',
    script: ({ beginning }) => faults.answer(`${beginning([])}data: {"x":\n\n`),
    class: 'truncated',
  },
  { name: 'a line of megabytes', script: () => faults.hugeLine(3_000_000), class: 'network' },
];

const hangs: readonly (readonly [string, FaultScript])[] = [
  ['nothing at all', faults.hang()],
  ['headers, then nothing', faults.headersThenHang()],
  ['keep-alive comments, then nothing', faults.keepAliveThenHang()],
];

describe('the engine against faults before the first text', () => {
  const test = serversOfTest();

  for (const speech of speeches) {
    describe(speech.id, () => {
      const failsOver = async (each: Duo, expected: FailureClass) => {
        const told = await each.ask();
        assert.equal(told.text, story);
        assert.deepEqual(outcomes(told.report), [`first ${expected}`, 'second success']);
        assert.deepEqual(rolesOf(told), ['first first', 'second failover']);
        assert.deepEqual(
          told.report.attempts.map(({ switchMs }) => switchMs),
          [null, 0],
          'no time passes between the failure and the next attempt',
        );
        return told;
      };

      for (const fault of faultsBeforeText) {
        it(`${fault.name}: ${fault.class}, the second model answers, each server saw one request`, async () => {
          const servers = [await test.serve(fault.script(speech)), await test.serve(tellsStory())] as const;
          const each = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const told = await failsOver(each, fault.class);
          const { circuit, cooledUntilMs, failures, successes } = each.state('first');
          assert.deepEqual([failures, successes], [1, 0]);
          assert.equal(circuit.state, fault.circuit ?? 'closed');
          const untilMs = circuit.state === 'open' ? circuit.untilMs : cooledUntilMs;
          assert.equal(untilMs, fault.pauseMs === undefined ? null : nowMs + fault.pauseMs);
          assert.equal(each.state('second').circuit.state, 'closed');
          await each.settled(told, servers, [1, 1]);
        });
      }

      it('a refused connection', async () => {
        const good = await test.serve(tellsStory());
        const each = duo(test, speech, { firstUrl: await refusedUrl(), secondUrl: good.url, unseen: 1 });
        const told = await failsOver(each, 'network');
        await each.settled(told, [good], [1]);
      });

      it('a reset while the secure connection is being made', async () => {
        let connections = 0;
        const server = createServer((socket) => {
          connections += 1;
          socket.on('error', () => undefined);
          socket.once('data', () => socket.resetAndDestroy());
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        test.later(() => server.close());
        const address = server.address();
        assert.ok(typeof address === 'object' && address !== null);
        const good = await test.serve(tellsStory());
        const firstUrl = `https://127.0.0.1:${address.port}`;
        const each = duo(test, speech, { firstUrl, secondUrl: good.url, unseen: 1 });
        const told = await failsOver(each, 'network');
        assert.equal(connections, 1);
        await each.settled(told, [good], [1]);
      });

      for (const [name, script] of hangs) {
        it(`${name}: the second model is asked beside it and answers; its socket is closed and it is not blamed`, async () => {
          const servers = [await test.serve(script), await test.serve(tellsStory())] as const;
          const each = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const asked = each.ask();
          await servers[0].nextRequest();
          await each.clock.advance(5000);
          const told = await asked;
          assert.equal(told.text, story);
          assert.deepEqual(outcomes(told.report), ['first cancelled', 'second success']);
          assert.deepEqual(rolesOf(told), ['first first', 'second hedge']);
          assert.deepEqual([each.state('first').failures, each.state('first').ignored], [0, 1]);
          assert.ok(told.report.totalMs <= 5000, 'long before its clock would have run out');
          await servers[0].requests[0]?.closed;
          await each.settled(told, servers, [1, 1]);
        });

        it(`${name}, and no second model beside it: its clock runs out`, async () => {
          const servers = [await test.serve(script), await test.serve(tellsStory())] as const;
          const config = { hedge: { enabled: false } };
          const each = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url, config });
          const asked = each.ask();
          await servers[0].nextRequest();
          await each.clock.advance(30_000);
          const told = await asked;
          assert.deepEqual(outcomes(told.report), ['first timeout', 'second success']);
          assert.equal(told.report.attempts[1]?.switchMs, 0);
          assert.equal(each.state('first').failures, 1);
          await servers[0].requests[0]?.closed;
          await each.settled(told, servers, [1, 1]);
        });

        it(`${name}, and the caller goes away: the socket is closed, nobody else is asked, nobody is blamed`, async () => {
          const servers = [await test.serve(script), await test.serve(tellsStory())] as const;
          const each = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
          const caller = new AbortController();
          const asked = each.ask({}, caller.signal);
          const request = await servers[0].nextRequest();
          caller.abort();
          const told = await asked;
          assert.equal(told.report.error?.code, 'cancelled');
          assert.deepEqual(
            told.report.attempts.map(({ outcome }) => outcome),
            ['ignored'],
          );
          await request.closed;
          assert.deepEqual([each.state('first').failures, each.state('first').circuit.state], [0, 'closed']);
          await each.settled(told, servers, [1, 0]);
        });
      }

      it('a short wait that the only model asks for is kept, and then it answers', async () => {
        const server = await test.serve(
          faults.status(429, { error: { message } }, { 'retry-after': '2' }),
          tellsStory(),
        );
        const each = duo(test, speech, { firstUrl: server.url });
        const asked = each.ask();
        await server.nextRequest();
        while (each.clock.nextInMs() !== 2000) await nextTurn();
        await each.clock.advance(2000);
        const told = await asked;
        assert.equal(told.text, story);
        assert.deepEqual(rolesOf(told), ['first first', 'first retry']);
        assert.equal(told.report.attempts[1]?.switchMs, 2000);
        await each.settled(told, [server], [2]);
      });

      it('faults everywhere: an error that names each attempt, nothing shown, nothing left behind', async () => {
        const servers = [
          await test.serve(faults.status(402, { error: { message } })),
          await test.serve(faults.status(401, { error: { message } })),
        ] as const;
        const each = duo(test, speech, { firstUrl: servers[0].url, secondUrl: servers[1].url });
        const told = await each.ask();
        assert.equal(told.text, '');
        assert.equal(told.report.error?.code, 'allModelsFailed');
        assert.deepEqual(outcomes(told.report), ['first billing', 'second auth']);
        await each.settled(told, servers, [1, 1]);
      });
    });
  }
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
