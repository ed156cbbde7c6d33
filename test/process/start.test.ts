import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { describeAtHome } from './home.ts';
import { killProcess, processEnd } from './processes.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { heldAnswer, startVendor } from './vendor.ts';
import { codeOf, linkWindow, mustGive, openWindow } from './window.ts';

describeAtHome('the life of the background process', (home) => {
  it('is started once by ten windows that open at the same moment', async () => {
    const windows = await Promise.all(Array.from({ length: 10 }, () => openWindow(home())));
    const statuses = await Promise.all(
      windows.map(async ({ caller }) => mustGive(await caller.call('daemon/status', {}))),
    );
    assert.equal(new Set(statuses.map(({ processId }) => processId)).size, 1);
    assert.equal(home().daemons().length, 1);
    assert.equal(home().daemons()[0]?.id, statuses[0]?.processId);
    assert.equal(statuses.at(-1)?.sessions, 10);
    assert.equal(statuses[0]?.mode, 'shared');
    assert.deepEqual(statuses[0]?.build, home().programs.usual.build);
  });

  it('is gone in the middle of a script: the text so far stays, and the next window starts a new one', async () => {
    const first = heldAnswer('The bees leave at dawn. ', 'They come home at noon.');
    const second = heldAnswer('The bees leave at dawn. ', 'They come home at dusk.');
    second.release();
    const vendor = await startVendor(home(), first.script, second.script);
    const settings = vendor.settings('own');
    const window = await openWindow(home(), { settings });
    const story = writeStory(window.caller, 'bees');
    await story.begins('The bees leave at dawn.');
    await killProcess(window.greeting.processId);

    assert.equal(codeOf(await story.result), 'disconnected');
    assert.equal(story.text().trim(), 'The bees leave at dawn.');
    assert.equal(existsSync(home().places.socket), true, 'a process that is killed leaves its socket behind');
    assert.equal(codeOf(await window.caller.call('state/get', {})), 'disconnected');

    const next = await openWindow(home(), { settings });
    assert.notEqual(next.greeting.processId, window.greeting.processId);
    const again = writeStory(next.caller, 'bees');
    assert.equal(mustGive(await again.result).text, second.text);
    assert.equal(again.text(), second.text);
    assert.equal(home().daemons().length, 1);
  });

  it('ends when it is told to, gives its place back, and leaves no process', async () => {
    const window = await openWindow(home());
    const other = await openWindow(home());
    mustGive(await window.caller.call('daemon/stop', {}));
    await processEnd(window.greeting.processId);
    await until('both windows know', () => window.closed.aborted && other.closed.aborted);
    assert.deepEqual([window.endings, other.endings], [['stopped'], ['stopped']]);
    assert.equal(existsSync(home().places.record), false);
    assert.equal(existsSync(home().places.socket), false);
    const next = await openWindow(home());
    assert.notEqual(next.greeting.processId, window.greeting.processId);
  });

  it('lets nobody in while it ends: windows that open then get a new one', async () => {
    const window = await openWindow(home());
    const stopped = window.caller.call('daemon/stop', {});
    await until('the farewell is said', () => window.endings.length > 0);
    const next = await Promise.all(Array.from({ length: 5 }, () => openWindow(home())));
    for (const each of next) {
      mustGive(await each.caller.call('state/get', {}));
      assert.notEqual(each.greeting.processId, window.greeting.processId);
    }
    mustGive(await stopped);
    await processEnd(window.greeting.processId);
    assert.equal(home().daemons().length, 1);
  });

  it('tells who is cut off when it is stopped in the middle of a script', async () => {
    const held = heldAnswer('The bees leave at dawn. ', 'They come home at noon.');
    const vendor = await startVendor(home(), held.script);
    const window = await openWindow(home(), { settings: vendor.settings('own') });
    const story = writeStory(window.caller, 'bees');
    await story.begins('The bees leave at dawn.');
    const request = await vendor.nextRequest();
    mustGive(await window.caller.call('daemon/stop', {}));
    assert.equal(codeOf(await story.result), 'disconnected');
    await request.closed;
    await processEnd(window.greeting.processId);
    assert.deepEqual(window.endings, ['stopped']);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends in good order at ${signal}`, async () => {
      const window = await openWindow(home());
      process.kill(window.greeting.processId, signal);
      await processEnd(window.greeting.processId);
      assert.deepEqual(window.endings, ['stopped']);
      assert.equal(existsSync(home().places.socket), false);
    });
  }

  it('ends by itself when nobody needs it, but not while a window is open', async () => {
    const settings = { 'videogenius.daemon.idleExitMinutes': 0.05 };
    const first = await openWindow(home(), { settings });
    const second = await openWindow(home(), { settings });
    const { processId } = first.greeting;
    first.close();
    await until('the first window is gone', async () => {
      const status = mustGive(await second.caller.call('daemon/status', {}));
      return status.sessions === 1;
    });
    second.close();
    await processEnd(processId);
    assert.match(await home().log(), /The background process ends\. {2}reason=idle/);
    assert.equal(existsSync(home().places.record), false);
  });

  it('can be found again after somebody removed its record', async () => {
    const window = await openWindow(home());
    await rm(home().places.record);
    const linked = await linkWindow(home());
    assert.ok(linked.ok);
    linked.value.socket.destroy();
    assert.equal(linked.value.greeting.processId, window.greeting.processId);
    assert.equal(home().daemons().length, 1);
  });

  it('is ready soon and small (printed, not judged)', async () => {
    const startMs = performance.now();
    const linked = await linkWindow(home());
    const readyMs = performance.now() - startMs;
    assert.ok(linked.ok);
    linked.value.socket.destroy();
    const window = await openWindow(home());
    const { residentBytes } = mustGive(await window.caller.call('daemon/status', {}));
    console.log(`      ready after ${readyMs.toFixed(0)} ms, ${(residentBytes / 1e6).toFixed(0)} MB resident`);
    assert.ok(residentBytes > 0);
  });
});
