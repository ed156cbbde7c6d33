import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SettingsKeeper } from '../../server/api/settings-keeper.ts';
import { Config, defaultModelWeights } from '../../server/protocol/index.ts';

const mine = { provider: 'openai-compatible', baseUrl: 'https://mine.example', model: 'm' } as const;
const other = { provider: 'openai-compatible', baseUrl: 'https://other.example', model: 'o' } as const;

const places = (problems: ReturnType<SettingsKeeper['read']>['problems']) =>
  problems.map(({ severity, setting, path }) => [severity, setting, ...path].join(' '));

describe('the settings of a window', () => {
  it('apply when they are right, and have their defaults when they are not there', () => {
    const keeper = new SettingsKeeper();
    const { config, problems } = keeper.read(
      { 'videogenius.strategy': 'random', 'videogenius.failover.maxAttempts': 4, 'editor.fontSize': 12 },
      'en',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(config, Config.parse({ strategy: 'random', failover: { maxAttempts: 4 } }));
    assert.deepEqual(keeper.read({}, 'en').config, Config.parse({}), 'what was removed has its default again');
  });

  it('a wrong value keeps the last good one, everything else applies at once', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.strategy': 'random', 'videogenius.failover.maxAttempts': 4 }, 'en');
    const { config, problems } = keeper.read(
      { 'videogenius.strategy': 'best', 'videogenius.failover.maxAttempts': 5, 'videogenius.timeouts.stallMs': -1 },
      'en',
    );
    assert.deepEqual(
      config,
      Config.parse({ strategy: 'random', failover: { maxAttempts: 5 } }),
      'what never had a good value has its default',
    );
    assert.deepEqual(places(problems), ['error videogenius.strategy', 'error videogenius.timeouts.stallMs']);
  });

  it('down to one weight', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.modelWeights': { deepseek: 1.5, claude: 0.5 } }, 'en');
    const { config, problems } = keeper.read({ 'videogenius.modelWeights': { deepseek: 9, claude: 0.6 } }, 'en');
    assert.deepEqual(config.modelWeights, { ...defaultModelWeights, deepseek: 1.5, claude: 0.6 });
    assert.deepEqual(places(problems), ['error videogenius.modelWeights deepseek']);
  });

  it('down to one model', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.models': { mine, other } }, 'en');
    const { config, problems } = keeper.read(
      { 'videogenius.models': { mine: { ...mine, baseUrl: 7 }, other: { ...other, model: 'better' } } },
      'en',
    );
    assert.deepEqual(config.models, Config.parse({ models: { mine, other: { ...other, model: 'better' } } }).models);
    assert.deepEqual(places(problems), ['error videogenius.models mine baseUrl']);
  });

  it('also beside a key that stands in the settings, which is never repeated', () => {
    const keeper = new SettingsKeeper();
    const secret = 'sk-1234567890abcdefghijklmnop';
    keeper.read({ 'videogenius.models': { mine, other } }, 'en');
    const { config, problems } = keeper.read(
      {
        'videogenius.strategy': 'random',
        'videogenius.models': { mine: { ...mine, apiKeyEnv: secret }, other: { ...other, model: 7 } },
      },
      'en',
    );
    assert.equal(config.strategy, 'random', 'everything else applies');
    assert.deepEqual(config.models, Config.parse({ models: { mine, other } }).models);
    assert.deepEqual(places(problems), [
      'error videogenius.models mine apiKeyEnv',
      'error videogenius.models other model',
    ]);
    assert.ok(!JSON.stringify([problems, config]).includes(secret));
  });

  it('a value that is mended applies, and the problem is gone', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.models': { mine } }, 'en');
    keeper.read({ 'videogenius.models': { mine: { ...mine, baseUrl: 7 } } }, 'en');
    const mended = { ...mine, baseUrl: 'https://mended.example' };
    const { config, problems } = keeper.read({ 'videogenius.models': { mine: mended } }, 'en');
    assert.deepEqual([config.models, problems], [Config.parse({ models: { mine: mended } }).models, []]);
    keeper.read({ 'videogenius.models': { mine: 7 } }, 'en');
    assert.deepEqual(keeper.read({ 'videogenius.models': {} }, 'en').config.models, {}, 'what is removed is gone');
  });

  it('a value of quite another kind keeps the whole last good one', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.models': { mine }, 'videogenius.fallbackChain': ['mine'] }, 'en');
    for (const wrong of [7, null, 'mine', [mine]]) {
      const { config, problems } = keeper.read(
        { 'videogenius.models': wrong, 'videogenius.fallbackChain': ['mine', 7] },
        'en',
      );
      assert.deepEqual(config.models, Config.parse({ models: { mine } }).models);
      assert.deepEqual(config.fallbackChain, ['mine']);
      assert.deepEqual(places(problems), ['error videogenius.models', 'error videogenius.fallbackChain 1']);
    }
  });

  it('a model without a vendor, and one with a name that cannot be, are told and left out', () => {
    const { config, problems } = new SettingsKeeper().read(
      { 'videogenius.models': { mine, nobody: { model: 'x' }, 'no id!': other } },
      'en',
    );
    assert.deepEqual(Object.keys(config.models), ['mine']);
    assert.deepEqual(places(problems).sort(), ['error videogenius.models no id!', 'error videogenius.models nobody']);
  });

  it('what is only unknown is a warning and keeps nothing back', () => {
    const { config, problems } = new SettingsKeeper().read(
      {
        'videogenius.fallbackChain': ['nobody', 'claude'],
        'videogenius.strategie': 'random',
        'videogenius.models': { mine: { ...mine, colour: 'red' } },
      },
      'en',
    );
    assert.deepEqual(config.fallbackChain, ['nobody', 'claude']);
    assert.deepEqual(config.models, Config.parse({ models: { mine } }).models);
    assert.deepEqual(places(problems).sort(), [
      'warning videogenius.fallbackChain 0',
      'warning videogenius.models mine colour',
      'warning videogenius.strategie',
    ]);
  });

  it('is told in the language of the window', () => {
    const wrong = { 'videogenius.strategy': 'best' };
    const message = (locale: 'en' | 'zh-cn') => new SettingsKeeper().read(wrong, locale).problems[0]?.message ?? '';
    assert.match(message('en'), /^"videogenius\.strategy" cannot be "best": it takes one of /);
    assert.match(message('zh-cn'), /videogenius\.strategy.*不能是/);
  });

  it('with more entries than anybody has keep their last good value, and nobody waits while they are looked at', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.modelWeights': { claude: 0.3 } }, 'en');
    const many = (count: number, value: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, number) => [`model-${number}`, value]));
    const wide = { provider: 'openai-compatible', headers: many(1001, 'x') };
    const { config, problems } = keeper.read(
      {
        'videogenius.modelWeights': many(1001, 5),
        'videogenius.models': { wide },
        'videogenius.strategy': 'random',
      },
      'en',
    );
    assert.deepEqual(
      problems.map(({ severity, setting, path }) => [severity, setting, ...path]),
      [
        ['error', 'videogenius.modelWeights'],
        ['error', 'videogenius.models'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /more than 1000 entries/);
    assert.deepEqual([config.modelWeights.claude, config.models, config.strategy], [0.3, {}, 'random']);
    assert.deepEqual(keeper.read({ 'videogenius.modelWeights': many(1000, 1) }, 'en').problems.length, 1000);
  });

  it('that are nested beyond all sense are told once, and keep the last good value of their place', () => {
    const keeper = new SettingsKeeper();
    keeper.read({ 'videogenius.models': { mine } }, 'en');
    let deep: unknown = 1;
    for (let level = 0; level < 200; level += 1) deep = [deep];
    const { config, problems } = keeper.read({ 'videogenius.strategy': 'random', 'videogenius.models': deep }, 'en');
    assert.deepEqual([config.strategy, config.models], ['random', Config.parse({ models: { mine } }).models]);
    assert.deepEqual(
      problems.map(({ severity, setting }) => [severity, setting]),
      [['error', 'videogenius.models']],
    );
  });

  it('whatever is written in whatever order, each value is the last good one of its own place', () => {
    const weight = fc.oneof(
      fc.constantFrom<unknown>(0, 0.5, 1, 2),
      fc.constantFrom<unknown>(-1, 3, 'x', null, {}, [1]),
      fc.constant(undefined),
    );
    const model = fc.oneof(
      fc.constantFrom<unknown>(mine, other, { ...mine, enabled: false }),
      fc.constantFrom<unknown>(
        { ...mine, baseUrl: 7 },
        { model: 'no vendor' },
        { ...mine, apiKeyEnv: 'not a name' },
        7,
        null,
      ),
      fc.constant(undefined),
    );
    const attempts = fc.constantFrom<unknown>(1, 9, 0, 10, 'x', undefined);
    const present = (record: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
    const written = fc.record({
      weights: fc.record({ deepseek: weight, claude: weight }),
      models: fc.record({ first: model, second: model }),
      attempts,
    });
    /** What a place holds after a value was written there: nothing when it was removed, the old value when it was wrong. */
    const next = (before: unknown, value: unknown, isGood: boolean) => (value === undefined || isGood ? value : before);
    const isWeight = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 2;
    const good: readonly unknown[] = [mine, other];
    const isModel = (value: unknown) =>
      good.includes(value) || (typeof value === 'object' && value !== null && 'enabled' in value);
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 5 }), (rounds) => {
        const keeper = new SettingsKeeper();
        const expected: Record<string, unknown> = {};
        const keep = (place: string, value: unknown, isGood: (each: unknown) => boolean) => {
          expected[place] = next(expected[place], value, isGood(value));
        };
        for (const { weights, models, attempts: maxAttempts } of rounds) {
          keep('deepseek', weights.deepseek, isWeight);
          keep('claude', weights.claude, isWeight);
          keep('first', models.first, isModel);
          keep('second', models.second, isModel);
          keep('attempts', maxAttempts, (value) => value === 1 || value === 9);
          const { config } = keeper.read(
            present({
              'videogenius.modelWeights': present(weights),
              'videogenius.models': present(models),
              'videogenius.failover.maxAttempts': maxAttempts,
            }),
            'en',
          );
          const wanted = Config.parse({
            modelWeights: {
              ...defaultModelWeights,
              ...present({ deepseek: expected.deepseek, claude: expected.claude }),
            },
            models: present({ first: expected.first, second: expected.second }),
            failover: present({ maxAttempts: expected.attempts }),
          });
          assert.deepEqual(config, wanted);
        }
      }),
      { numRuns: 300 },
    );
  });
});
