import assert from 'node:assert/strict';
import { createEngine, type RouteReport } from '../../server/engine/index.ts';
import { Config, type ModelSettings, type Part } from '../../server/protocol/index.ts';
import { createProviders } from '../../server/providers/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { environmentSecrets, systemRandom } from '../../server/system/index.ts';
import { foldText, outcomes, plainRequest, testPrices } from '../engine/harness.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import {
  anthropicSse,
  type FaultScript,
  type FaultServer,
  faults,
  openAiChunk,
  openAiSse,
  refusedUrl,
  startFaultServer,
} from './fault-server.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const answer = 'From the second model.';
const openAiFirst = openAiChunk('Half of ');
const anthropicFirst = anthropicSse(['Half of ']).split('event: content_block_stop')[0] ?? '';

const dialects = [
  {
    id: 'openai-compatible',
    settings: { provider: 'openai-compatible', model: 'm' },
    sse: openAiSse,
    first: openAiFirst,
  },
  {
    id: 'claude',
    settings: { provider: 'claude', model: 'claude-haiku-5-5' },
    sse: anthropicSse,
    first: anthropicFirst,
  },
] as const;

/** The whole engine over real sockets: the first model has the fault, the second answers. Timers move only when a test says so. */
function house(first: Partial<ModelSettings>, secondUrl: string) {
  const clock = new SimClock();
  const random = systemRandom();
  const config = Config.parse({
    strategy: 'roundRobin',
    models: { first, second: { provider: 'openai-compatible', model: 'm', baseUrl: secondUrl } },
  });
  const engine = createEngine({
    clock,
    random,
    providers: createProviders({
      fetch: globalThis.fetch,
      secrets: environmentSecrets({ ANTHROPIC_API_KEY: 'test-key-of-no-value' }),
      environment: { variable: () => undefined },
      clock,
    }),
    prices: testPrices,
    calendar: utcCalendar,
    store: memoryStore(utcCalendar),
    log: silent,
    config,
  });
  const parts: Part[] = [];
  let sawText: () => void = () => undefined;
  const firstText = new Promise<void>((resolve) => {
    sawText = resolve;
  });
  const ask = async (signal = new AbortController().signal): Promise<{ text: string; report: RouteReport }> => {
    const routed = engine.router.route(
      {
        ...plainRequest(random.id()),
        exclude: ['deepseek', 'claude', 'openai', 'moonshot', 'ollama', 'azure', 'gemini', 'qwen', 'ernie'],
      },
      signal,
    );
    for await (const part of routed.parts) {
      parts.push(part);
      if (part.type === 'text-delta') sawText();
    }
    return { text: foldText(parts), report: routed.report() };
  };
  return { clock, engine, ask, firstText };
}

describe('the engine against servers with faults', () => {
  const servers: FaultServer[] = [];
  const rejections: unknown[] = [];
  const noteRejection = (reason: unknown) => rejections.push(reason);
  before(() => process.on('unhandledRejection', noteRejection));
  after(() => process.off('unhandledRejection', noteRejection));
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(rejections.splice(0), [], 'no unhandled rejection');
  });
  const serve = async (...scripts: readonly FaultScript[]): Promise<FaultServer> => {
    const server = await startFaultServer(...scripts);
    servers.push(server);
    return server;
  };

  for (const { id, settings, sse, first } of dialects) {
    describe(id, () => {
      const beforeCommit: readonly (readonly [string, FaultScript, string])[] = [
        ['a reset', faults.reset(), 'network'],
        ['401', faults.status(401, { error: { message: 'invalid key', type: 'authentication_error' } }), 'auth'],
        ['402', faults.status(402, { error: { message: 'insufficient balance' } }), 'billing'],
        [
          'a 429 about money',
          faults.status(429, { error: { message: 'quota', code: 'insufficient_quota' } }),
          'billing',
        ],
        [
          '429 with seconds',
          faults.status(429, { error: { message: 'slow down' } }, { 'retry-after': '20' }),
          'rateLimit',
        ],
        [
          '429 with milliseconds',
          faults.status(429, { error: { message: 'slow down' } }, { 'retry-after-ms': '20000' }),
          'rateLimit',
        ],
        [
          '429 with a date',
          faults.status(429, { error: { message: 'slow down' } }, { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }),
          'rateLimit',
        ],
        [
          '529',
          faults.status(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
          'overload',
        ],
        [
          'an error event first',
          faults.answer(
            'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
          ),
          'overload',
        ],
        ['an empty 200', faults.answer(''), 'truncated'],
        ['a page of HTML', faults.html(), 'network'],
        ['an answer without text', faults.answer(sse([])), 'empty'],
        ['a cut before the first text', faults.cut(sse(['Never seen']), 30), 'network'],
        ['a line that never ends', faults.hugeLine(3_000_000), 'network'],
      ];
      for (const [name, script, expected] of beforeCommit) {
        it(`${name}: ${expected}, the second model answers, each server saw one request`, async () => {
          const [bad, good] = [await serve(script), await serve(faults.answer(openAiSse([answer])))];
          const { ask, engine } = house({ ...settings, baseUrl: bad.url }, good.url);
          const { text, report } = await ask();
          assert.equal(text, answer);
          assert.deepEqual(outcomes(report), [`first ${expected}`, 'second success']);
          assert.deepEqual([bad.requests.length, good.requests.length], [1, 1]);
          assert.ok(engine.snapshot().models.every((model) => model.inFlight === 0));
        });
      }

      it('a refused connection', async () => {
        const good = await serve(faults.answer(openAiSse([answer])));
        const { ask } = house({ ...settings, baseUrl: await refusedUrl() }, good.url);
        assert.deepEqual(outcomes((await ask()).report), ['first network', 'second success']);
      });

      for (const [name, script] of [
        ['nothing at all', faults.hang()],
        ['headers, then nothing', faults.headersThenHang()],
        ['keep-alive comments, then nothing', faults.keepAliveThenHang()],
      ] as const) {
        it(`${name}: the first-content clock runs out, the socket is closed, the second model answers`, async () => {
          const [bad, good] = [await serve(script), await serve(faults.answer(openAiSse([answer])))];
          const { ask, clock } = house({ ...settings, baseUrl: bad.url }, good.url);
          const asked = ask();
          const request = await bad.nextRequest();
          await clock.advance(30_000);
          const { text, report } = await asked;
          assert.equal(text, answer);
          assert.deepEqual(outcomes(report), ['first timeout', 'second success']);
          await request.closed;
        });
      }

      for (const [name, script, failureClass] of [
        ['the connection is cut', faults.cut(first, Buffer.byteLength(first)), undefined],
        ['the connection is reset', faults.textThenReset(first), undefined],
        [
          'an error event comes',
          faults.answer(
            `${first}event: error\ndata: {"type":"error","error":{"type":"api_error","message":"broken"}}\n\n`,
          ),
          'overload',
        ],
        ['the end comes without a marker', faults.answer(first), 'truncated'],
        [
          'a line is malformed',
          faults.answer(`${first}event: content_block_delta\ndata: {"choices":[{"delta":\n\n`),
          'truncated',
        ],
      ] as const) {
        it(`after the first text, ${name}: an honest partial, and nobody starts over`, async () => {
          const [bad, good] = [await serve(script), await serve(faults.answer(openAiSse([answer])))];
          const { ask } = house({ ...settings, baseUrl: bad.url }, good.url);
          const { text, report } = await ask();
          assert.equal(text, 'Half of ');
          assert.equal(report.error?.code, 'streamBroken');
          if (failureClass !== undefined) assert.equal(report.attempts[0]?.class, failureClass);
          assert.equal(good.requests.length, 0);
        });
      }

      it('after the first text a silence is a stall: an honest partial, and the socket is closed', async () => {
        const bad = await serve(faults.textThenHang(first));
        const { ask, clock, firstText } = house({ ...settings, baseUrl: bad.url }, bad.url);
        const asked = ask();
        await firstText;
        await clock.advance(60_000);
        const { text, report } = await asked;
        assert.equal(text, 'Half of ');
        assert.equal(report.attempts[0]?.class, 'stall');
        await bad.requests[0]?.closed;
      });

      it("the caller's abort closes the vendor's socket and blames nobody", async () => {
        const bad = await serve(faults.textThenHang(first));
        const { ask, firstText, engine } = house({ ...settings, baseUrl: bad.url }, bad.url);
        const controller = new AbortController();
        const asked = ask(controller.signal);
        await firstText;
        controller.abort();
        const { report } = await asked;
        assert.equal(report.error?.code, 'cancelled');
        assert.equal(report.attempts[0]?.outcome, 'ignored');
        await bad.requests[0]?.closed;
        assert.equal(engine.snapshot().models.find((model) => model.modelId === 'first')?.failures, 0);
      });
    });
  }
});
