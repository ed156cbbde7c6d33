import assert from 'node:assert/strict';
import { coldLoad, concurrencyLimited, dropsMidStream, outages, rateLimited, warmup } from './faults.ts';
import { type AnswerPlan, type Change, made, spanMs, steady } from './models.ts';
import { SimClock } from './sim-clock.ts';
import { SimRandom } from './sim-random.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { scriptStory } from './story.ts';

const pace = { firstTokenMs: 1000, msPerToken: 10, sigma: 0 } as const;

/** A model with one habit, and what it would do at these moments. */
function plansOf(change: Change, moments: readonly number[], inFlight = 0): readonly AnswerPlan[] {
  const shared = new SimRandom(1);
  const behaviour = made(steady(pace), change)({ random: new SimRandom(2), shared });
  return moments.map((nowMs, index) => behaviour({ call: callOf(), number: index + 1, inFlight, nowMs }));
}

function callOf() {
  const resolution = providerOf().provider.resolve('one');
  if (resolution.kind !== 'ready') throw new Error('no model');
  return {
    attemptId: 'a',
    target: resolution.target,
    messages: scriptStory(0).messages,
    maxOutputTokens: 1000,
    expectedOutputTokens: 250,
    omitParameters: [],
  };
}

function providerOf() {
  const clock = new SimClock();
  const random = new SimRandom(3);
  const behaviour = steady(pace)({ random, shared: random });
  return { clock, provider: new SimulatedProvider(clock, { one: { behaviour, traits: {} } }) };
}

const errorOf = (plan: AnswerPlan) => {
  const last = plan.ending.at(-1);
  return last?.type === 'error' ? last.signal : undefined;
};
const every = (count: number, gapMs: number) => Array.from({ length: count }, (_, index) => index * gapMs);

describe('the habits of simulated models', () => {
  it('a rate limit takes so many in a window and names the rest of it', () => {
    const plans = plansOf(rateLimited(2, 60_000), [0, 10_000, 20_000, 59_500, 60_000]);
    assert.deepEqual(
      plans.map((plan) => {
        const signal = errorOf(plan);
        return signal?.kind === 'http' ? signal.headers['retry-after'] : undefined;
      }),
      [undefined, undefined, '40', '1', undefined],
    );
  });

  it('a limit of calls at once counts those on their way', () => {
    assert.equal(errorOf(plansOf(concurrencyLimited(6), [0], 5)[0] ?? fail())?.kind, undefined);
    assert.equal(errorOf(plansOf(concurrencyLimited(6), [0], 6)[0] ?? fail())?.kind, 'http');
  });

  it('an outage of 5 % takes 5 % of the time, cuts what runs, and hits a whole region at once', () => {
    const moments = every(200_000, 20_000);
    const own = plansOf(outages({ upShare: 0.95, meanOutageMs: 300_000 }), moments);
    const downShare = own.filter((plan) => plan.pieces.length === 0).length / moments.length;
    assert.ok(Math.abs(downShare - 0.05) < 0.01, `${downShare}`);
    assert.ok(own.some((plan) => plan.pieces.length > 0 && errorOf(plan)?.kind === 'network'));
    const region = { upShare: 0.7, meanOutageMs: 300_000, region: 'east' } as const;
    const few = moments.slice(0, 2000);
    const down = (plans: readonly AnswerPlan[]) => plans.map((plan) => plan.pieces.length === 0);
    assert.deepEqual(down(plansOf(outages(region), few)), down(plansOf(outages(region), few)));
  });

  it('breaks come where they are wanted, with an error or without a word', () => {
    const plans = plansOf(dropsMidStream(1, 3), every(200, 1000));
    assert.ok(plans.every((plan) => plan.pieces.length === 3));
    const silent = plans.filter((plan) => plan.ending.length === 0).length;
    assert.ok(silent > 60 && silent < 140, `${silent}`);
  });

  it('warming up and loading from cold cost time at first', () => {
    const spans = plansOf(warmup(10, 5), every(12, 1000)).map((plan) => plan.firstMs);
    assert.deepEqual([spans[0], spans[10]], [5000, 1000]);
    const loaded = plansOf(coldLoad(60_000, 20_000), [0, 60_000, 200_000]).map((plan) => plan.firstMs);
    assert.deepEqual(loaded, [21_000, 1000, 21_000]);
  });
});

describe('the simulated provider', () => {
  it('keeps to its plan in virtual time, one timer for a wait', async () => {
    const { clock, provider } = providerOf();
    const seen: string[] = [];
    await clock.run(async () => {
      for await (const part of provider.stream(callOf(), new AbortController().signal)) {
        assert.ok(clock.pending() <= 1);
        seen.push(`${part.type} ${Math.round(clock.monotonicMs()) >= 1000 ? 'after' : 'before'} a second`);
      }
    });
    assert.deepEqual(seen, [
      'response-start before a second',
      ...Array.from({ length: 5 }, () => 'text-delta after a second'),
      'usage after a second',
      'finish after a second',
    ]);
    assert.equal(clock.pending(), 0);
  });

  it('ends at once when the signal fires or the reader goes away, and leaves no timer', async () => {
    const { clock, provider } = providerOf();
    const controller = new AbortController();
    clock.setTimer(400, () => controller.abort());
    const last = await clock.run(async () => {
      const kinds: string[] = [];
      for await (const part of provider.stream(callOf(), controller.signal)) kinds.push(part.type);
      return `${kinds.at(-1)} at ${clock.monotonicMs()}`;
    });
    assert.equal(last, 'error at 400');
    const stream = provider.stream(callOf(), new AbortController().signal);
    await clock.run(async () => {
      await stream.next();
      const waiting = stream.next();
      await stream.return?.();
      assert.equal((await waiting).done, true);
    });
    assert.equal(clock.pending(), 0);
  });

  it('a plan that goes on for its whole span ends there', () => {
    const [plan = fail()] = plansOf((inner) => inner, [0]);
    assert.equal(spanMs(plan), plan.firstMs + 4 * plan.betweenMs);
  });
});

function fail(): never {
  throw new Error('there is no plan');
}
