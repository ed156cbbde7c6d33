import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyEvent,
  type Event,
  type ModelId,
  maxLatencySamples,
  type Part,
  type Snapshot,
  StateMirror,
  strategyIds,
} from '../../server/protocol/index.ts';
import { foldText, harness } from './harness.ts';
import { type Behaviour, failsWith, http, says, saysThen, steps } from './scripted-provider.ts';

/** Every kind of good and bad day a model can have. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  answers: says(['One. ', 'Two. ', 'Three.'], { firstTokenMs: 300, betweenMs: 50 }),
  slow: says(['Slow. ', 'Still slow.'], { firstTokenMs: 4000, betweenMs: 2000 }),
  unauthorized: failsWith(http(401)),
  broke: failsWith(http(402)),
  limited: failsWith(http(429, { headers: { 'retry-after': '2' } })),
  overloaded: failsWith(http(503)),
  refused: failsWith({ kind: 'network', code: 'ECONNREFUSED', message: 'refused' }, 0),
  missing: failsWith(http(404)),
  invalid: failsWith(http(400, { message: "Unsupported parameter: 'max_tokens'", parameter: 'max_tokens' })),
  filtered: () => [steps.start, steps.error({ kind: 'filtered', message: 'content_filter' })],
  empty: () => [steps.start, steps.part({ type: 'finish', unified: 'stop', raw: 'stop' })],
  hangs: () => [steps.start, steps.hang],
  deaf: () => [steps.deafHang],
  cuts: saysThen('Half an answ'),
  stalls: saysThen('Half an answ', steps.hang),
  breaks: saysThen('Half an answ', steps.error(http(500))),
  silent: () => [],
};

const day = fc.constantFrom(...Object.keys(behaviours));

const worlds = fc.record({
  days: fc.array(fc.array(day, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
  strategy: fc.constantFrom(...strategyIds),
  requests: fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 20_000 }),
      whole: fc.boolean(),
      cancelAfterMs: fc.option(fc.integer({ min: 0, max: 6000 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  maxAttempts: fc.integer({ min: 1, max: 5 }),
  failover: fc.boolean(),
  limit: fc.constantFrom(1, 2, 1000),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

describe('laws of the engine, whatever the models do and whenever the caller leaves', () => {
  it('one end, one entry for every attempt, the sum is the spend, no place lost, no timer left', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const modelIds = world.days.map((_, index) => `m${index}`);
        const house = harness({
          models: Object.fromEntries(
            modelIds.map((modelId, index) => {
              const days = world.days[index] ?? [];
              const behaviour: Behaviour = (callNumber, call) =>
                behaviours[days[(callNumber - 1) % days.length] ?? 'answers']?.(callNumber, call) ?? [];
              return [modelId, behaviour];
            }),
          ),
          traits: Object.fromEntries(modelIds.map((modelId) => [modelId, { maxConcurrent: world.limit }])),
          config: { strategy: world.strategy, failover: { maxAttempts: world.maxAttempts, enabled: world.failover } },
          seed: world.seed,
        });
        const first = structuredClone(house.engine.snapshot());
        const asked = await house.run(() =>
          Promise.all(
            world.requests.map(async (request) => {
              await house.clockPause(request.gapMs);
              const controller = new AbortController();
              const stop =
                request.cancelAfterMs === undefined
                  ? () => undefined
                  : house.clock.setTimer(request.cancelAfterMs, () => controller.abort());
              const result = await house.ask(
                { commitment: request.whole ? 'complete' : 'firstText' },
                controller.signal,
              );
              stop();
              return { request, ...result };
            }),
          ),
        );

        for (const { request, parts, report, text } of asked) {
          const ends = parts.filter((part) => part.type === 'finish' || part.type === 'error');
          assert.equal(ends.length, 1, 'exactly one end');
          assert.equal(parts.at(-1), ends[0], 'the end is last');
          assert.equal(report.error === null, ends[0]?.type === 'finish');
          const resumes = report.attempts.filter(({ role }) => role === 'resume').length;
          assert.ok(resumes <= 2 + world.maxAttempts, 'two legs that say something, and an allowance of others');
          assert.ok(report.attempts.length - resumes <= world.maxAttempts, 'the attempt allowance holds');
          assert.ok(mostAtOnce(parts) <= 2, 'one second model at a time');
          if (request.whole && report.error !== null)
            assert.equal(text, '', 'work that is used whole is delivered whole or not at all');
          if (report.error === null) assert.ok(/\.$/.test(text), `a complete answer: ${text}`);
          if (!world.failover)
            assert.equal(
              new Set(report.attempts.map((attempt) => attempt.model)).size <= 1,
              true,
              'failover off asks one model',
            );
          assertNoEarlyRepeat(parts);
          assertOneDelivery(parts);
        }
        const reported = asked.flatMap(({ report }) => report.attempts);
        assert.equal(house.ledger().length, reported.length, 'one entry for every attempt');
        assert.equal(house.provider.calls.length, reported.length, 'every call was reported');
        const sum = (values: readonly (number | null)[]) =>
          values.reduce<number>((total, value) => total + (value ?? 0), 0);
        assert.equal(
          sum(house.ledger().map((entry) => entry.costNanoUsd)),
          sum(asked.map(({ report }) => report.costNanoUsd)),
          'the sum is the spend',
        );
        const snapshot = house.engine.snapshot();
        assert.ok(
          snapshot.models.every((model) => model.inFlight === 0),
          'every place was given back',
        );
        assert.deepEqual(house.store.holds(), [], 'every hold was released');
        assertReplay(first, house.events, snapshot);
        house.stopWatching();
        house.stopWatching();
        assert.equal(house.clock.pending(), 0, 'no timer is left');
        assert.ok(snapshot.requests.every((request) => request.result !== 'running'));
        assert.equal(snapshot.totals.attempts, reported.length);
        assert.equal(first.totals.requests + world.requests.length, snapshot.totals.requests);
      }),
      { numRuns: 500 },
    );
  });

  it('while an untried model is left, none that failed is asked again, even when circuits are open', async () => {
    const transient = fc.constantFrom('answers', 'overloaded', 'refused', 'empty', 'hangs', 'silent');
    const days = fc.array(fc.array(transient, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        days,
        fc.constantFrom(...strategyIds),
        fc.integer({ min: 2, max: 6 }),
        async (world, strategy, maxAttempts) => {
          const house = harness({
            models: Object.fromEntries(
              world.map((ofModel, index) => [
                `m${index}`,
                (callNumber, call) =>
                  behaviours[ofModel[(callNumber - 1) % ofModel.length] ?? 'answers']?.(callNumber, call) ?? [],
              ]),
            ),
            config: { strategy, failover: { maxAttempts, deadlineMs: 600_000 } },
          });
          await house.run(async () => {
            for (let request = 0; request < 6; request += 1) {
              const { report } = await house.ask();
              const models = report.attempts.map((attempt) => attempt.model);
              const firstRepeat = models.findIndex((model, index) => models.indexOf(model) < index);
              if (firstRepeat < 0) continue;
              assert.equal(new Set(models.slice(0, firstRepeat)).size, world.length, models.join(' '));
            }
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

/**
 * The events are all there is to know: folded one by one, folded twice, or handed over in batches of any size to a mirror that
 * sees some of them twice, they give the snapshot; and at every moment an attempt is either running or reported.
 */
function assertReplay(first: Snapshot, events: readonly Event[], last: Snapshot): void {
  let folded = first;
  const running = new Map<string, ModelId>();
  for (const event of events) {
    // Writing to a frozen state throws: folding leaves the older one as it was.
    const next = applyEvent(frozen(folded), event);
    folded = applyEvent(next, event);
    assert.equal(folded, next, 'an event that is known changes nothing');
    if (event.type === 'attempt-start') running.set(event.attemptId, event.modelId);
    if (event.type === 'attempt-end') running.delete(event.report.attemptId);
    const active = folded.requests.flatMap((request) => request.activeAttempts);
    assert.deepEqual(new Map(active.map(({ attemptId, modelId }) => [attemptId, modelId])), running);
  }
  assert.deepEqual(folded, last, 'replaying the events gives the snapshot');

  const mirror = new StateMirror(() => assert.fail('nothing was missing'));
  mirror.replace(first);
  for (let start = 0; start < events.length; start += 3) mirror.apply(events.slice(Math.max(0, start - 2), start + 3));
  assert.deepEqual(mirror.snapshot(), last);

  const ended = last.requests.flatMap((request) => request.attempts);
  for (const [modelId, samples] of Object.entries(last.history)) {
    assert.ok(samples.length <= maxLatencySamples);
    assert.equal(samples.length, ended.filter(({ model }) => model === modelId).length, 'one sample for every attempt');
    assert.deepEqual(
      samples.map(({ endedAtMs }) => endedAtMs),
      samples.map(({ endedAtMs }) => endedAtMs).sort((left, right) => left - right),
      'oldest first',
    );
  }
  assert.deepEqual(Object.keys(last.history).sort(), [...new Set(ended.map(({ model }) => model))].sort());
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) frozen(each);
  return value;
}

/** A model stands twice in a request only when it is tried once more right after its failure. */
function assertNoEarlyRepeat(parts: readonly Part[]): void {
  const started = parts.flatMap((part) => (part.type === 'attempt-start' ? [part] : []));
  started.forEach(({ modelId, role }, index) => {
    const before = started.slice(0, index);
    const hasFailed = parts.some(
      (part) =>
        part.type === 'attempt-end' &&
        part.outcome === 'failed' &&
        before.some((each) => each.modelId === modelId && each.attemptId === part.attemptId),
    );
    if (hasFailed) assert.ok(role === 'retry' || role === 'resume', `${modelId} failed and was picked again`);
  });
}

function mostAtOnce(parts: readonly Part[]): number {
  let running = 0;
  let most = 0;
  for (const part of parts) {
    if (part.type === 'attempt-start') running += 1;
    if (part.type === 'attempt-end') running -= 1;
    most = Math.max(most, running);
  }
  return most;
}

/** Text that the reader sees comes from one attempt, and from those that go on with it when it breaks off. */
function assertOneDelivery(parts: readonly Part[]): void {
  let isShown = false;
  let isOther = false;
  for (const part of parts) {
    if (part.type === 'attempt-start') isOther = isShown && part.role !== 'resume';
    if (part.type !== 'text-delta' || part.text.trim() === '') continue;
    isShown = true;
    assert.ok(!isOther, `text of an attempt that goes on with nothing: ${foldText(parts)}`);
  }
}
