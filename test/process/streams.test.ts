import assert from 'node:assert/strict';
import type { Event } from '../../server/protocol/index.ts';
import { describeAtHome, type Home } from './home.ts';
import { isRunning } from './processes.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { answerByTopic, heldAnswer, modelsAt, startVendor } from './vendor.ts';
import { codeOf, linkOnly, mustGive, openWindow } from './window.ts';

describeAtHome('several windows and one background process', (home) => {
  it('stream side by side, and cancelling one reaches its server and leaves the other alone', async () => {
    const one = heldAnswer('The bees leave at dawn. ', 'They come home at noon.');
    const two = heldAnswer('The river is old. ', 'It remembers every stone.');
    const vendorOne = await startVendor(home(), one.script);
    const vendorTwo = await startVendor(home(), two.script);
    const models = { ...modelsAt(vendorOne.url, 'one'), ...modelsAt(vendorTwo.url, 'two') };
    const windowFor = (modelId: string) =>
      openWindow(home(), {
        settings: {
          'videogenius.models': models,
          'videogenius.modelWeights': { [modelId]: 2 },
          'videogenius.fallbackChain': [],
        },
      });
    const first = await windowFor('one');
    const second = await windowFor('two');
    const firstStory = writeStory(first.caller, 'bees', 'one');
    const secondStory = writeStory(second.caller, 'rivers', 'two');
    await Promise.all([firstStory.begins('The bees'), secondStory.begins('The river')]);
    const [firstRequest, secondRequest] = await Promise.all([vendorOne.nextRequest(), vendorTwo.nextRequest()]);

    const cancelledAtMs = performance.now();
    firstStory.cancel();
    await firstRequest.closed;
    console.log(
      `      cancelled: the socket to the server closed after ${(performance.now() - cancelledAtMs).toFixed(1)} ms`,
    );
    assert.equal(codeOf(await firstStory.result), 'cancelled');
    assert.equal(secondRequest.isClosed(), false);
    two.release();
    assert.equal(mustGive(await secondStory.result).text, two.text);
    assert.equal(secondStory.text(), two.text);
    assert.equal(vendorOne.requests.length, 1, 'a cancelled request is not tried again');
  });

  it('a window that closes in the middle of a script takes its request along', async () => {
    const held = heldAnswer('The bees leave at dawn. ', 'They come home at noon.');
    const vendor = await startVendor(home(), held.script);
    const window = await openWindow(home(), { settings: vendor.settings('own') });
    const other = await openWindow(home(), { settings: vendor.settings('own') });
    const story = writeStory(window.caller, 'bees');
    await story.begins('The bees');
    const request = await vendor.nextRequest();
    window.socket.destroy();
    await request.closed;
    const status = await until('nothing runs any more', async () => {
      const { runningRequests, sessions } = mustGive(await other.caller.call('daemon/status', {}));
      return runningRequests === 0 && sessions === 1;
    });
    assert.ok(status);
    const { totals } = mustGive(await other.caller.call('state/get', {}));
    assert.deepEqual([totals.requests, totals.cancelled, totals.failed], [1, 1, 0]);
  });

  it('twenty windows see every event once and in order, while a hundred scripts come through one connection', async () => {
    const textFor = (topic: string) =>
      `This is the story of ${topic}. ${'It goes on for a while. '.repeat(6)}Here ${topic} ends.`;
    const vendor = await startVendor(home(), answerByTopic(textFor));
    const model = { provider: 'openai-compatible', baseUrl: vendor.url, model: 'test', maxConcurrent: 200 };
    const settings = { 'videogenius.models': { own: model, ollama: { enabled: false } } };
    const writer = await openWindow(home(), { settings });
    const watchers = await Promise.all(Array.from({ length: 20 }, () => openWindow(home(), { settings })));
    for (const watcher of watchers) await watcher.watch();
    const begins = watchers.map(({ mirror }) => mirror.snapshot()?.sequence ?? -1);

    const stories = Array.from({ length: 100 }, (_, index) => writeStory(writer.caller, `topic-${index}`));
    const results = await Promise.all(stories.map(({ result }) => result));
    for (const [index, result] of results.entries()) {
      assert.equal(mustGive(result).text, textFor(`topic-${index}`));
      assert.equal(stories[index]?.text(), textFor(`topic-${index}`));
    }
    assert.equal(vendor.requests.length, 100);

    const state = mustGive(await writer.caller.call('state/get', {}));
    await until('every window is up to date', () =>
      watchers.every(({ mirror }) => (mirror.snapshot()?.sequence ?? 0) >= state.sequence),
    );
    for (const [index, watcher] of watchers.entries()) {
      assert.deepEqual(sequencesOf(watcher.events), range((begins[index] ?? 0) + 1, state.sequence));
      assert.equal(watcher.resyncs(), 0);
      const { atMs: _mirrored, ...mirror } = watcher.mirror.snapshot() ?? state;
      const { atMs: _asked, ...asked } = mustGive(await watcher.caller.call('state/get', {}));
      assert.deepEqual(mirror, asked);
    }
    assert.equal(state.totals.succeeded, 100);
  });

  it('a window that does not read is cut off and hurts nobody', async () => {
    const vendor = await startVendor(
      home(),
      answerByTopic((topic) => `This is the story of ${topic}. It is short.`),
    );
    const many = Array.from({ length: 90 }, (_, index) => `own-${index}`);
    const window = await openWindow(home(), { settings: vendor.settings(...many) });
    const deaf = await watchWithoutReading(home());
    await until('it listens', async () => mustGive(await window.caller.call('daemon/status', {})).sessions === 2);
    let weight = 0;
    await until('the deaf one was cut off', async () => {
      weight = weight === 1 ? 2 : 1;
      mustGive(await window.caller.call('routing/update', { modelWeights: { 'own-0': weight } }));
      return deaf.isCutOff();
    });
    assert.ok(isRunning(window.greeting.processId));
    assert.equal(
      mustGive(await writeStory(window.caller, 'topic-7').result).text,
      'This is the story of topic-7. It is short.',
    );
    assert.match(await home().log(), /does not read and was cut off/);
    await until('it is forgotten', async () => mustGive(await window.caller.call('daemon/status', {})).sessions === 1);
    const { residentBytes } = mustGive(await window.caller.call('daemon/status', {}));
    console.log(`      after a client that did not read: ${(residentBytes / 1e6).toFixed(0)} MB resident`);
  });
});

/** A client that wants to hear everything and reads nothing. */
async function watchWithoutReading(home: Home): Promise<{ isCutOff(): boolean }> {
  const linked = await linkOnly(home);
  if (!linked.ok) throw new Error(linked.error.message.en);
  const { socket } = linked.value;
  home.later(() => socket.destroy());
  let cutOff = false;
  socket.on('error', () => undefined);
  socket.once('close', () => {
    cutOff = true;
  });
  const send = (id: number, method: string, params: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  send(1, 'initialize', { processId: null, rootUri: null, capabilities: {} });
  send(2, 'videogenius/state/watch', { input: {} });
  return {
    isCutOff() {
      // A socket that is not read notices only when it writes that the other end has gone.
      if (socket.writable) send(3, 'videogenius/daemon/status', { input: {} });
      return cutOff;
    },
  };
}

const sequencesOf = (events: readonly Event[]): number[] => events.map(({ sequence }) => sequence);

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
