import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Snapshot } from '../../server/protocol/index.ts';
import { openAiSse } from '../faults/fault-server.ts';
import { describeAtHome, type Home } from './home.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { answerByTopic, modelsAt, startVendor } from './vendor.ts';
import { mustGive, openWindow } from './window.ts';

describeAtHome('settings of a window', (home) => {
  const shortStory = answerByTopic((topic) => `This is the story of ${topic}. It is short.`);

  it('apply at once, are told to every window, and leave the history of the models', async () => {
    const vendor = await startVendor(home(), shortStory);
    const settings = vendor.settings('own', 'spare');
    const window = await openWindow(home(), { settings });
    const watcher = await openWindow(home(), { settings });
    await watcher.watch();
    mustGive(await writeStory(window.caller, 'topic-1', 'own').result);
    const before = modelOf(mustGive(await window.caller.call('state/get', {})), 'own');
    assert.equal(before.successes, 1);

    const changed = {
      ...settings,
      'videogenius.strategy': 'roundRobin',
      'videogenius.modelWeights': { own: 0.3 },
      'videogenius.fallbackChain': ['spare'],
      'videogenius.breaker.baseCooldownMs': 1000,
    };
    assert.deepEqual(await window.configure({ settings: changed }), []);
    const state = mustGive(await window.caller.call('state/get', {}));
    const after = modelOf(state, 'own');
    assert.deepEqual([state.strategy, state.fallbackChain, after.weight], ['roundRobin', ['spare'], 0.3]);
    assert.deepEqual(
      [after.attempts, after.successes, after.inputTokens, after.sinceMs],
      [before.attempts, before.successes, before.inputTokens, before.sinceMs],
    );
    assert.equal(state.history.own?.length, 1);
    // Strategy, chain and weights belong to the window; the other one keeps its own.
    const other = mustGive(await watcher.caller.call('state/get', {}));
    assert.deepEqual([other.strategy, other.fallbackChain, modelOf(other, 'own').weight], ['intelligent', [], 1]);
    await until('the other window was told', () => (watcher.mirror.snapshot()?.sequence ?? 0) >= other.sequence);
    const mirrored = watcher.mirror.snapshot() ?? state;
    assert.deepEqual([mirrored.strategy, modelOf(mirrored, 'own').weight], ['intelligent', 1]);
    mustGive(await writeStory(window.caller, 'topic-2').result);
  });

  it('that are wrong keep their last good value and name the place; the others apply', async () => {
    const vendor = await startVendor(home(), shortStory);
    const good = {
      ...vendor.settings('own'),
      'videogenius.failover.maxAttempts': 2,
      'videogenius.modelWeights': { own: 1.5 },
    };
    const window = await openWindow(home(), { settings: good });
    const problems = await window.configure({
      settings: {
        'videogenius.models': {
          ...modelsAt(vendor.url, 'spare'),
          own: { provider: 'openai-compatible', baseUrl: 5 },
        },
        'videogenius.failover.maxAttempts': 'many',
        'videogenius.modelWeights': { own: 99, spare: 0.5 },
        'videogenius.strategy': 'random',
      },
    });
    assert.deepEqual(problems.map(({ severity, setting, path }) => [severity, setting, ...path]).sort(), [
      ['error', 'videogenius.failover.maxAttempts'],
      ['error', 'videogenius.modelWeights', 'own'],
      ['error', 'videogenius.models', 'own', 'baseUrl'],
    ]);
    const state = mustGive(await window.caller.call('state/get', {}));
    assert.equal(state.strategy, 'random');
    assert.deepEqual(
      ['own', 'spare'].map((modelId) => modelOf(state, modelId).weight),
      [1.5, 0.5],
    );
    assert.equal(modelOf(state, 'own').status, 'unknown', 'it can still be used');
    mustGive(await writeStory(window.caller, 'topic-1', 'own').result);
    const chinese = await window.configure({ settings: { 'videogenius.strategy': 'best' }, locale: 'zh-cn' });
    assert.match(chinese[0]?.message ?? '', /\p{Script=Han}/u);
  });

  it('that are no settings at all are refused whole', async () => {
    const window = await openWindow(home());
    const answer: unknown = await window.connection.sendRequest('videogenius/session/configure', {
      input: { settings: [], fleet: 'everything' },
    });
    assert.match(JSON.stringify(answer), /"ok":false.*"code":"invalidRequest"/);
    mustGive(await window.caller.call('state/get', {}));
  });

  it('send requests through the proxy of the editor, and none when it is switched off', async () => {
    const proxy = await startProxy(home());
    const settings = { 'videogenius.models': modelsAt('http://vendor.example:8080', 'own') };
    const window = await openWindow(home(), { settings });
    const network = { useProxy: true, strictCertificates: true, systemCertificates: true };
    assert.deepEqual(await window.configure({ settings, network: { ...network, proxy: proxy.url } }), []);
    const text = mustGive(await writeStory(window.caller, 'bees').result).text;
    assert.equal(text, 'The proxy says hello.');
    assert.deepEqual(proxy.asked, ['vendor.example:8080']);

    const problems = await window.configure({ settings, network: { ...network, proxy: 'socks5://127.0.0.1:1' } });
    assert.deepEqual(
      problems.map(({ severity, setting }) => [severity, setting]),
      [['error', 'http.proxy']],
    );
    mustGive(await writeStory(window.caller, 'bees').result);
    assert.equal(proxy.asked.length, 2, 'the last good proxy stays');
  });

  it('of the network stay as they are when somebody comes who says nothing about it', async () => {
    const proxy = await startProxy(home());
    const settings = { 'videogenius.models': modelsAt('http://vendor.example:8080', 'own') };
    const window = await openWindow(home(), { settings });
    const network = { proxy: proxy.url, useProxy: true, strictCertificates: true, systemCertificates: true };
    await window.configure({ settings, network });
    await openWindow(home(), { settings });
    mustGive(await writeStory(window.caller, 'bees').result);
    assert.deepEqual(proxy.asked, ['vendor.example:8080']);
  });

  it('of the simulated fleet concern one window alone', async () => {
    const vendor = await startVendor(home(), shortStory);
    const window = await openWindow(home(), { settings: vendor.settings('own') });
    const demo = await openWindow(home(), { settings: vendor.settings('own') });
    await demo.watch();
    await demo.configure({ settings: vendor.settings('own'), fleet: 'simulated' });
    await until('the demo window has the simulated models', () =>
      demo.mirror.snapshot()?.models.every(({ simulated }) => simulated),
    );
    const real = mustGive(await window.caller.call('state/get', {}));
    assert.equal(
      real.models.some(({ simulated }) => simulated),
      false,
    );
    await demo.configure({ settings: vendor.settings('own'), fleet: 'configured' });
    await until('the demo window has its models back', () =>
      demo.mirror.snapshot()?.models.some(({ modelId }) => modelId === 'own'),
    );
    assert.equal(demo.resyncs(), 0);
    assert.equal(vendor.requests.length, 0);
  });
});

function modelOf({ models }: Snapshot, wanted: string) {
  const found = models.find(({ modelId }) => modelId === wanted);
  assert.ok(found, `there is a model ${wanted}`);
  return found;
}

/** A proxy that answers for every server itself, so that nothing leaves this machine. */
async function startProxy(home: Home): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const vendor = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(openAiSse(['The proxy ', 'says hello.']));
  });
  const proxy = createServer((request, response) => {
    asked.push(new URL(request.url ?? '').host);
    vendor.emit('request', request, response);
  });
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    vendor.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  home.later(() => {
    proxy.closeAllConnections();
    vendor.closeAllConnections();
    proxy.close();
  });
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}
