import assert from 'node:assert/strict';
import type { ModelTarget, Provider, ProviderCall, ProviderPart } from '../../server/ports/index.ts';
import { builtInModelIds, Config, type Message, ModelSettings, renderSentence } from '../../server/protocol/index.ts';
import { createPrices } from '../../server/providers/prices.ts';
import { demoSettings, simulatedFleet, simulatedWeights } from '../../server/providers/simulated/fleet.ts';
import { profileNames } from '../../server/providers/simulated/profiles.ts';
import { createSimulatedProvider } from '../../server/providers/simulated/provider.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';

const request: readonly Message[] = [
  { role: 'system', content: 'You write scripts for videos.' },
  {
    role: 'user',
    content:
      '--- Context ---\nTask: script\nSubject: Why cats purr\nLanguage: en\nParagraphs: 2\nTarget: 90 words (about 40 seconds)\n--- End of context ---',
  },
];

interface Heard {
  readonly parts: readonly { readonly atMs: number; readonly part: ProviderPart }[];
  readonly text: string;
  readonly last: ProviderPart | undefined;
  readonly totalMs: number;
}

class Bench {
  readonly clock = new SimClock();
  readonly provider: Provider;

  constructor(seed = 1) {
    this.provider = createSimulatedProvider({ clock: this.clock, random: new SimRandom(seed) });
  }

  target(profile: string | undefined, modelId = 'one'): ModelTarget {
    const resolution = this.provider.resolve(modelId, ModelSettings.parse({ model: profile }));
    assert.ok(resolution.kind === 'ready', `${profile} is not configured`);
    return resolution.target;
  }

  /** Listens to one call to its end; `abortAfterMs` cancels it. */
  async listen(
    profile: string | undefined,
    options: { abortAfterMs?: number; modelId?: string; maxOutputTokens?: number; messages?: readonly Message[] } = {},
  ): Promise<Heard> {
    const call: ProviderCall = {
      attemptId: 'attempt',
      target: this.target(profile, options.modelId),
      messages: options.messages ?? request,
      maxOutputTokens: options.maxOutputTokens ?? 2000,
      expectedOutputTokens: 200,
      omitParameters: [],
    };
    const startMs = this.clock.monotonicMs();
    const parts: { atMs: number; part: ProviderPart }[] = [];
    const abort = new AbortController();
    if (options.abortAfterMs !== undefined) this.clock.setTimer(options.abortAfterMs, () => abort.abort());
    await this.clock.run(async () => {
      for await (const part of this.provider.stream(call, abort.signal)) {
        parts.push({ atMs: this.clock.monotonicMs() - startMs, part });
      }
    });
    const text = parts.map(({ part }) => (part.type === 'text-delta' ? part.text : '')).join('');
    return { parts, text, last: parts.at(-1)?.part, totalMs: this.clock.monotonicMs() - startMs };
  }
}

/** What the last part says: `finish stop`, or the kind, status or reason of an error. */
function ending(heard: Heard): string {
  if (heard.last?.type === 'finish') return `finish ${heard.last.unified}`;
  assert.ok(heard.last?.type === 'error');
  const { signal } = heard.last;
  return signal.kind === 'http' ? `http ${signal.status}` : signal.kind;
}

describe('simulated provider', () => {
  it('answers with headers, text, usage and a finish, in this order', async () => {
    const heard = await new Bench().listen('steady');
    const types = heard.parts.map(({ part }) => part.type);
    assert.equal(types[0], 'response-start');
    assert.deepEqual(types.slice(-2), ['usage', 'finish']);
    assert.ok(types.slice(1, -2).length > 5 && types.slice(1, -2).every((type) => type === 'text-delta'));
    assert.equal(heard.text.split('\n\n').length, 2);
  });

  it('is the same again for the same seed, in words and in time', async () => {
    assert.deepEqual(await new Bench(7).listen('steady'), await new Bench(7).listen('steady'));
    assert.notDeepEqual((await new Bench(7).listen('steady')).parts, (await new Bench(8).listen('steady')).parts);
  });

  it('ends as its profile says', async () => {
    for (const [profile, expected] of [
      ['steady', 'finish stop'],
      ['fast', 'finish stop'],
      ['slow', 'finish stop'],
      ['drip', 'finish stop'],
      ['failing', 'http 503'],
      ['rateLimited', 'http 429'],
      ['quotaGone', 'http 429'],
      ['badKey', 'http 401'],
      ['dropping', 'truncated'],
      ['empty', 'empty'],
      ['refusing', 'filtered'],
    ] as const) {
      assert.equal(ending(await new Bench().listen(profile)), expected, profile);
    }
  });

  it('says how long to stay away when its rate limit is reached', async () => {
    const { last } = await new Bench().listen('rateLimited');
    assert.ok(last?.type === 'error' && last.signal.kind === 'http');
    assert.equal(last.signal.headers['retry-after'], '20');
  });

  it('hangs after the headers, or stalls after some text, until it is cancelled', async () => {
    const hanging = await new Bench().listen('hanging', { abortAfterMs: 60_000 });
    assert.deepEqual(
      hanging.parts.map(({ part }) => part.type),
      ['response-start', 'error'],
    );
    assert.deepEqual([ending(hanging), hanging.totalMs], ['cancelled', 60_000]);
    const stalling = await new Bench().listen('stalling', { abortAfterMs: 60_000 });
    assert.ok(stalling.text.length > 20);
    assert.deepEqual([ending(stalling), stalling.totalMs], ['cancelled', 60_000]);
  });

  it('loses the connection in the middle of the text, and an empty answer has none', async () => {
    const whole = await new Bench().listen('steady');
    const dropped = await new Bench().listen('dropping');
    assert.ok(dropped.text.length > whole.text.length / 4 && dropped.text.length < whole.text.length * 0.75);
    assert.equal((await new Bench().listen('empty')).text, '');
  });

  it('fails every second call, or the first one only, counted per model', async () => {
    const bench = new Bench();
    const ends = async (profile: string, modelId: string): Promise<string[]> => {
      const found: string[] = [];
      for (let call = 0; call < 4; call += 1) found.push(ending(await bench.listen(profile, { modelId })));
      return found;
    };
    const good = 'finish stop';
    assert.deepEqual(await ends('flaky', 'a'), [good, 'http 503', good, 'http 503']);
    assert.deepEqual(await ends('outage', 'b'), ['http 503', good, good, good]);
    assert.deepEqual(await ends('outage', 'c'), ['http 503', good, good, good]);
  });

  it('stops at once when it is cancelled, wherever it is, and leaves no timer behind', async () => {
    for (const profile of profileNames) {
      for (const abortAfterMs of [0, 50, 300, 1000, 2500]) {
        const bench = new Bench();
        const heard = await bench.listen(profile, { abortAfterMs });
        if (heard.last?.type === 'finish' || ending(heard) !== 'cancelled') {
          assert.ok(heard.totalMs <= abortAfterMs, `${profile} went on after ${abortAfterMs} ms`);
        } else assert.equal(heard.totalMs, abortAfterMs, profile);
        await bench.clock.advance(10_000_000);
        assert.equal(bench.clock.pending(), 0, profile);
      }
    }
  });

  it('does not start when it was cancelled before', async () => {
    const bench = new Bench();
    const abort = new AbortController();
    abort.abort();
    const parts: ProviderPart[] = [];
    const target = bench.target('steady');
    const call = { attemptId: 'a', target, messages: request, maxOutputTokens: 9, expectedOutputTokens: 9 };
    for await (const part of bench.provider.stream({ ...call, omitParameters: [] }, abort.signal)) parts.push(part);
    assert.deepEqual(parts, [{ type: 'error', signal: { kind: 'cancelled' } }]);
  });

  it('keeps to the speed of its model, and a profile with a speed of its own to that', async () => {
    const measure = async (profile: string, modelId: string): Promise<{ firstMs: number; perTokenMs: number }> => {
      const runs = await Promise.all(
        Array.from({ length: 20 }, async (_, seed) => {
          const heard = await new Bench(seed).listen(profile, { modelId });
          const texts = heard.parts.filter(({ part }) => part.type === 'text-delta');
          const usage = heard.parts.map(({ part }) => part).find((part) => part.type === 'usage');
          const firstMs = texts[0]?.atMs ?? 0;
          return { firstMs, perTokenMs: (heard.totalMs - firstMs) / (usage?.usage.outputTokens ?? 1) };
        }),
      );
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      return { firstMs: mean(runs.map((run) => run.firstMs)), perTokenMs: mean(runs.map((run) => run.perTokenMs)) };
    };
    const near = (value: number, expected: number): void =>
      assert.ok(Math.abs(value - expected) < expected * 0.15, `${value} is not near ${expected}`);
    const deepseek = await measure('steady', 'simulated-deepseek');
    near(deepseek.firstMs, 700);
    near(deepseek.perTokenMs, 14);
    const ollama = await measure('steady', 'simulated-ollama');
    near(ollama.perTokenMs, 35);
    const fast = await measure('fast', 'simulated-ollama');
    near(fast.firstMs, 200);
    near(fast.perTokenMs, 5);
  });

  it('stops at the limit of tokens and says so', async () => {
    const heard = await new Bench().listen('steady', { maxOutputTokens: 12 });
    assert.equal(ending(heard), 'finish length');
    const usage = heard.parts.map(({ part }) => part).find((part) => part.type === 'usage');
    assert.ok(usage !== undefined && usage.usage.outputTokens <= 12 && usage.usage.outputTokens > 4);
  });

  it('always says that it is simulated', async () => {
    const bench = new Bench();
    for (const profile of profileNames) {
      const target = bench.target(profile);
      assert.deepEqual([target.simulated, target.provider, target.baseUrl], [true, 'simulated', 'simulated:']);
      const probe = await bench.clock.run(() => bench.provider.probe(target, new AbortController().signal));
      assert.ok(probe.kind === 'ok');
      assert.match(renderSentence(probe.message), /^Simulated: /);
      assert.deepEqual(probe.availableModels, profileNames);
    }
    assert.equal(bench.provider.manifest.title, 'Simulated');
    assert.equal(bench.provider.manifest.simulated, true);
  });

  it('names the profiles when one is not known', () => {
    const resolution = new Bench().provider.resolve('mine', ModelSettings.parse({ model: 'toString' }));
    assert.ok(resolution.kind === 'notConfigured');
    assert.equal(resolution.cause, 'settings');
    assert.match(renderSentence(resolution.reason), /no simulated profile "toString"/);
    for (const name of profileNames) assert.ok(renderSentence(resolution.hint).includes(name));
    assert.equal(new Bench().target(undefined).model, 'steady');
  });

  it('gives up a check that is cancelled', async () => {
    const bench = new Bench();
    const abort = new AbortController();
    bench.clock.setTimer(1, () => abort.abort());
    const probe = await bench.clock.run(() => bench.provider.probe(bench.target('steady'), abort.signal));
    assert.deepEqual(probe, { kind: 'failed', signal: { kind: 'cancelled' } });
  });
});

describe('the demo', () => {
  it('is a valid configuration with nothing but simulated models switched on', () => {
    const config = Config.parse(demoSettings());
    const enabled = Object.entries(config.models).filter(([, settings]) => settings.enabled);
    assert.equal(enabled.length, 9);
    assert.ok(enabled.every(([, settings]) => settings.provider === 'simulated'));
    const off = Object.entries(config.models).filter(([, settings]) => !settings.enabled);
    assert.deepEqual(
      off.map(([modelId]) => modelId),
      [...builtInModelIds],
    );
    assert.deepEqual(config.modelWeights, simulatedWeights);
    assert.equal(config.modelWeights['simulated-deepseek'], 1);
  });

  it('lets exactly one model fail, on its first call', () => {
    const { models } = Config.parse(demoSettings());
    const profiles = Object.values(models).flatMap((settings) => (settings.enabled ? [settings.model] : []));
    assert.equal(profiles.filter((profile) => profile === 'outage').length, 1);
    assert.ok(Object.values(simulatedFleet).every((settings) => settings.model === 'steady'));
  });

  it('has a speed and a price for each model, and one is free', () => {
    const bench = new Bench();
    const prices = createPrices({ cnyPerUsd: () => 7 });
    const seen = Object.entries(simulatedFleet).map(([id, settings]) => {
      const resolution = bench.provider.resolve(id, settings);
      assert.ok(resolution.kind === 'ready');
      const { target } = resolution;
      assert.equal(target.maxConcurrent, settings.maxConcurrent);
      return { speed: JSON.stringify(target.prior), price: prices.priceOf(target, settings, 0).kind };
    });
    assert.equal(new Set(seen.map((model) => model.speed)).size, 9);
    assert.equal(seen.filter((model) => model.price === 'known').length, 8);
    assert.equal(seen.filter((model) => model.price === 'free').length, 1);
  });
});
