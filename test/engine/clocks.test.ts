import assert from 'node:assert/strict';
import type { ConfigInput } from '../../server/protocol/index.ts';
import { alone, harness, outcomes } from './harness.ts';
import { type Behaviour, failsWith, http, inTurn, type Step, says, saysThen, steps } from './scripted-provider.ts';

const text = (value: string) => steps.part({ type: 'text-delta', text: value });
const reasoning = steps.part({ type: 'reasoning-delta', text: 'hm' });

describe('the clocks of an attempt: the exact moment at which a silence is noticed', () => {
  const table: readonly (readonly [string, ConfigInput['timeouts'], readonly Step[], number, string])[] = [
    ['no content at all', {}, [steps.hang], 30_000, 'timeout'],
    ['a short first-content limit', { firstContentMs: 2000 }, [steps.hang], 2000, 'timeout'],
    ['silence after the first text', { stallMs: 5000 }, [steps.wait(100), text('One.'), steps.hang], 5100, 'stall'],
    [
      'a long first-content limit does not lengthen a stall',
      { firstContentMs: 300_000, stallMs: 5000 },
      [steps.wait(100), text('One.'), steps.hang],
      5100,
      'stall',
    ],
    [
      'each text starts the stall anew',
      { stallMs: 5000 },
      [text('One.'), steps.wait(4000), text('Two.'), steps.wait(4000), text('Three.'), steps.hang],
      13_000,
      'stall',
    ],
    ['white space is no content', {}, [steps.wait(20_000), text(' \n'), steps.hang], 30_000, 'timeout'],
    ['reasoning allows three times as long', {}, [steps.wait(1000), reasoning, steps.hang], 91_000, 'timeout'],
    [
      'text after reasoning ends that',
      {},
      [steps.wait(1000), reasoning, steps.wait(30_000), text('One.'), steps.hang],
      61_000,
      'stall',
    ],
  ];
  for (const [name, timeouts, behaviour, noticedAtMs, failureClass] of table) {
    it(name, async () => {
      const house = harness({
        models: { a: () => [steps.start, ...behaviour] },
        config: { ...alone, timeouts, failover: { maxAttempts: 1, deadlineMs: 600_000 } },
      });
      const { report, endedAtMs } = await house.run(() => house.ask());
      assert.deepEqual(outcomes(report), [`a ${failureClass}`]);
      assert.equal(endedAtMs, noticedAtMs);
      house.stopWatching();
      assert.equal(house.clock.pending(), 0);
    });
  }

  it('a model that drips until the deadline is blamed, and others are preferred after that', async () => {
    const drip: Behaviour = () => [
      steps.start,
      ...Array.from({ length: 60 }, () => [text('drop '), steps.wait(10_000)]).flat(),
    ];
    const house = harness({ models: { a: drip, b: says('b') }, weights: { a: 1.1, b: 1 } });
    await house.run(async () => {
      const first = await house.ask();
      assert.equal(first.report.error?.code, 'deadlineExceeded');
      assert.deepEqual(
        first.report.attempts.map(({ outcome }) => outcome),
        ['failed'],
      );
      assert.equal((await house.ask()).text, 'b');
    });
  });

  it('a deadline that others used up blames nobody', async () => {
    const house = harness({
      models: { a: failsWith(http(503), 19_700), b: says('late', { firstTokenMs: 5000 }) },
      config: { ...alone, failover: { deadlineMs: 20_000 } },
    });
    const { report } = await house.run(() => house.ask());
    assert.deepEqual(
      report.attempts.map(({ outcome }) => outcome),
      ['failed', 'ignored'],
    );
  });

  it('the pause before the same model again grows with the attempts, and never beyond its cap', async () => {
    const pauses = async (config: ConfigInput['failover']) => {
      const house = harness({
        models: {
          a: failsWith(http(503), 0),
          b: failsWith(http(503), 0),
          c: inTurn(failsWith(http(503), 0), says('c')),
        },
        config: { failover: { maxAttempts: 4, ...config } },
      });
      return (await house.run(() => house.ask())).endedAtMs - 100;
    };
    const free = await pauses({ sameModelDelayCapMs: 60_000, sameModelDelayMs: 1000, inlineRetryAfterMaxMs: 60_000 });
    const capped = await pauses({ sameModelDelayCapMs: 10, sameModelDelayMs: 1000, inlineRetryAfterMaxMs: 60_000 });
    assert.ok(free > 0 && free < 4000, String(free));
    assert.ok(capped > 0 && capped <= 10, String(capped));
  });
});

describe('faults of our own', () => {
  it('a fault of the router ends the request as failed for everyone who watches', async () => {
    const house = harness({ models: { a: says('a') } });
    house.store.append = () => {
      throw new Error('the disk is full of SECRET');
    };
    const { report, parts } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'internal');
    assert.equal(parts.at(-1)?.type, 'error');
    const end = house.events.find((event) => event.type === 'request-end');
    assert.ok(end?.type === 'request-end' && end.result === 'failed' && end.errorCode === 'internal');
    assert.ok(!JSON.stringify([house.events, house.logged, parts]).includes('SECRET'));
  });
});

describe('what views see', () => {
  it('a model is seen at work while it works', async () => {
    const house = harness({ models: { a: saysThen('One.', steps.wait(5000), text(' Two.')) } });
    await house.run(async () => {
      const running = house.ask();
      await house.clockPause(1000);
      assert.equal(house.engine.snapshot().models[0]?.inFlight, 1);
      await running;
      assert.equal(house.engine.snapshot().models[0]?.inFlight, 0);
    });
  });

  it('a rate limit shows on every model of its quota domain', async () => {
    const limited = failsWith(http(429, { headers: { 'retry-after': '20' } }));
    const house = harness({
      models: { a1: limited, a2: says('x'), b: says('b') },
      traits: { a1: { quotaDomain: 'account' }, a2: { quotaDomain: 'account' } },
    });
    await house.run(() => house.ask());
    const cooled = house.engine.snapshot().models.map((model) => [model.modelId, model.cooledUntilMs !== null]);
    assert.deepEqual(cooled, [
      ['a1', true],
      ['a2', true],
      ['b', false],
    ]);
  });

  it('many small pieces are counted as the whole text is', async () => {
    const characters = [...'海在夜里很安静。'];
    const house = harness({
      models: {
        a: () => [steps.start, ...characters.map(text), steps.part({ type: 'finish', unified: 'stop', raw: 'stop' })],
      },
    });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.usage.outputTokens, Math.ceil(characters.length / 1.5));
  });
});
