import assert from 'node:assert/strict';
import { systemClock } from '../../server/system/index.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { type Speech, speeches, story } from './duo.ts';
import { type FaultScript, faults, type SeenRequest } from './fault-server.ts';
import { network, socketHouse, type Told } from './house.ts';
import { serversOfTest } from './servers-of-test.ts';
import { tells, wantedBy } from './teller.ts';

const message = 'said by the vendor';
const error = { error: { message } };

/** What can go wrong with a request; `bytes` is a place somewhere in the answer. */
const mishaps: readonly ((speech: Speech, answer: string, bytes: number) => FaultScript)[] = [
  () => faults.reset(),
  () => faults.status(503, error),
  () => faults.status(529, error),
  () => faults.status(429, error, { 'retry-after-ms': '20' }),
  ({ errorEvent }) => faults.answer(errorEvent),
  () => faults.answer(''),
  () => faults.html(),
  () => faults.hang(),
  () => faults.headersThenHang(),
  () => faults.keepAliveThenHang(),
  (_, answer, bytes) => faults.cut(answer, bytes),
  (_, answer, bytes) => faults.textThenReset(answer.slice(0, bytes)),
  (_, answer, bytes) => faults.textThenHang(answer.slice(0, bytes)),
  // The beginning of an answer, ended as if it were all.
  (_, answer, bytes) => faults.answer(answer.slice(0, answer.lastIndexOf('\n\n', bytes) + 2)),
  ({ errorEvent }, answer, bytes) => faults.answer(answer.slice(0, answer.lastIndexOf('\n\n', bytes) + 2) + errorEvent),
  (_, answer) => faults.drip(answer, 40),
];

/** The same mishaps for the same seed, whatever order the requests come in. */
function misbehaves(seed: number, speech: Speech, model: string): FaultScript {
  const counts = new Map<string, number>();
  return (wire, request: SeenRequest) => {
    const wanted = wantedBy(request);
    const count = (counts.get(wanted.question) ?? 0) + 1;
    counts.set(wanted.question, count);
    const random = new SimRandom(seed).fork(`${model} ${wanted.question} ${count}`);
    const good = tells(story, wanted);
    if (random.next() < 0.4) return good(wire, request);
    const mishap = mishaps[Math.floor(random.next() * mishaps.length)];
    const answer = speech.whole(story.match(/[\s\S]{1,13}/gu) ?? []);
    return mishap?.(speech, answer, Math.floor(random.next() * answer.length))(wire, request);
  };
}

const requestCount = 100;
const modelIds = ['a', 'b', 'c', 'd'];

/** Short clocks, since these are real ones, and models that come back soon. */
const config = {
  strategy: 'leastConnections',
  failover: { maxAttempts: 4, sameModelDelayMs: 5 },
  timeouts: { firstContentMs: 400, stallMs: 400 },
  hedge: { floorMs: 50, minSamples: 1, budget: 100 },
  breaker: { openAfterFailures: 5, baseCooldownMs: 20, maxCooldownMs: 100 },
} as const;

describe('100 requests at once against servers that misbehave at random', () => {
  const test = serversOfTest();

  /** Whole, or honestly not. */
  const isHonest = ({ text, parts, report }: Told): void => {
    const last = parts.at(-1);
    if (last?.type === 'finish') {
      assert.equal(text, story);
      assert.equal(report.error, null);
    } else {
      assert.ok(last?.type === 'error' && report.error !== null);
      const code = text === '' ? /^(streamBroken|allModelsFailed|noModelEligible)$/ : /^streamBroken$/;
      assert.match(report.error.code, code);
      assert.ok(story.startsWith(text.trimEnd()), 'an honest beginning');
    }
    assert.equal(parts.filter(({ type }) => type === 'finish' || type === 'error').length, 1, 'one end');
  };

  for (const speech of speeches) {
    for (const seed of [1, 2, 3]) {
      it(`${speech.id}, seed ${seed}: each ends whole or honestly, the books agree, nothing is left behind`, async () => {
        const servers = await Promise.all(modelIds.map((model) => test.serve(misbehaves(seed, speech, model))));
        const clock = systemClock();
        const net = network(clock);
        test.later(() => net.close());
        const models = Object.fromEntries(
          modelIds.map((modelId, index) => [modelId, { ...speech.settings, baseUrl: servers[index]?.url ?? '' }]),
        );
        const house = socketHouse({ clock, random: new SimRandom(seed), network: net, models, config });
        const told = await Promise.all(
          Array.from({ length: requestCount }, (_, index) =>
            house.ask({ messages: [{ role: 'user', content: `Story ${index}.` }] }),
          ),
        );
        for (const each of told) isHonest(each);

        const attempts = told.flatMap(({ report }) => report.attempts);
        const entries = house.ledger();
        assert.deepEqual(
          entries.map(({ attemptId }) => attemptId).sort(),
          attempts.map(({ attemptId }) => attemptId).sort(),
          'one entry for each attempt',
        );
        const sum = (values: readonly (number | null)[]) =>
          values.reduce<number>((all, value) => all + (value ?? 0), 0);
        assert.equal(
          sum(told.map(({ report }) => report.costNanoUsd)),
          sum(entries.map(({ costNanoUsd }) => costNanoUsd)),
          'the entries add up',
        );
        assert.deepEqual(house.store.holds(), [], 'no money is held');
        const snapshot = house.engine.snapshot();
        assert.ok(
          snapshot.models.every(({ inFlight }) => inFlight === 0),
          'every place is free',
        );
        assert.equal(snapshot.totals.attempts, entries.length);
        house.engine.close();

        await net.close();
        await Promise.all(servers.flatMap(({ requests }) => requests.map(({ closed }) => closed)));
        const seen = sum(servers.map(({ requests }) => requests.length));
        const withdrawn = entries.filter((entry) => entry.class === 'cancelled' && entry.usage === null).length;
        assert.ok(seen <= entries.length, `${seen} requests, ${entries.length} entries`);
        assert.ok(entries.length - seen <= withdrawn, 'only what was taken back at once was never seen');
        const whole = told.filter(({ parts }) => parts.at(-1)?.type === 'finish').length;
        assert.ok(whole > 0 && attempts.length > requestCount, 'there were good answers and bad ones');
      });
    }
  }
});
