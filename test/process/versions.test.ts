import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dial } from '../../server/link/dial.ts';
import { greet } from '../../server/link/greeting.ts';
import { currentProtocol } from '../../server/link/index.ts';
import { systemClock } from '../../server/system/clock.ts';
import { describeAtHome } from './home.ts';
import { processEnd } from './processes.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { heldAnswer, startVendor } from './vendor.ts';
import { codeOf, linkOnly, linkWindow, mustGive, openWindow } from './window.ts';

describeAtHome('builds that meet', (home) => {
  it('a newer window takes the place of an older process in which nothing runs', async () => {
    const old = await openWindow(home());
    const { newer } = home().programs;
    const next = await openWindow(home(), { program: newer });
    assert.notEqual(next.greeting.processId, old.greeting.processId);
    assert.deepEqual(next.greeting.build, newer.build);
    await processEnd(old.greeting.processId);
    await until('the older window knows', () => old.closed.aborted);
    assert.deepEqual(old.endings, ['replaced']);
    assert.deepEqual(
      home()
        .daemons()
        .map(({ id }) => id),
      [next.greeting.processId],
    );

    const back = await openWindow(home());
    assert.equal(back.greeting.processId, next.greeting.processId);
    assert.equal(back.greeting.newer, true);
    assert.equal(next.closed.aborted, false);
  });

  it('a newer window is served by an older process that is busy, and takes its place when the work is over', async () => {
    const held = heldAnswer('The bees leave at dawn. ', 'They come home at noon.');
    const vendor = await startVendor(home(), held.script);
    const old = await openWindow(home(), { settings: vendor.settings('own') });
    const story = writeStory(old.caller, 'bees');
    await story.begins('The bees');

    const { newer } = home().programs;
    const next = await openWindow(home(), { program: newer, settings: vendor.settings('own') });
    assert.equal(next.greeting.processId, old.greeting.processId);
    const status = mustGive(await next.caller.call('daemon/status', {}));
    assert.deepEqual([status.replacementWanted, status.runningRequests], [true, 1]);
    assert.deepEqual([old.endings, next.endings], [[], []]);

    held.release();
    assert.equal(mustGive(await story.result).text, held.text);
    assert.deepEqual(old.endings, [], 'the answer comes before the farewell');
    assert.equal(story.text(), held.text);
    await processEnd(old.greeting.processId);
    await until('both windows know', () => old.closed.aborted && next.closed.aborted);
    assert.deepEqual([old.endings, next.endings], [['replaced'], ['replaced']]);
    const again = await openWindow(home(), { program: newer });
    assert.deepEqual(again.greeting.build, newer.build);
    assert.equal(home().daemons().length, 1);
  });

  it('ten windows of two builds that open at once end up with one process, of the newer build', async () => {
    const { usual, newer } = home().programs;
    const linked = await Promise.all(
      Array.from({ length: 10 }, (_, index) => linkWindow(home(), { program: index % 2 === 0 ? usual : newer })),
    );
    for (const each of linked) assert.ok(each.ok, each.ok ? '' : each.error.message.en);
    const last = await openWindow(home(), { program: newer });
    assert.deepEqual(last.greeting.build, newer.build);
    await until('one is left', () => home().daemons().length === 1);
    for (const each of linked) if (each.ok) each.value.socket.destroy();
  });

  it('the command line of a newer build does not replace the process that the windows share', async () => {
    const window = await openWindow(home());
    const { newer } = home().programs;
    const linked = await linkOnly(home(), { program: newer, kind: 'commandLine' });
    assert.ok(linked.ok);
    linked.value.socket.destroy();
    assert.equal(linked.value.greeting.processId, window.greeting.processId);
    assert.equal(mustGive(await window.caller.call('daemon/status', {})).replacementWanted, false);
  });

  it('two that have no protocol in common part with a sentence that says so', async () => {
    const window = await openWindow(home());
    const linked = await linkWindow(home(), { protocol: { min: 1000, max: 1001 } });
    assert.equal(codeOf(linked), 'protocol');
    assert.match(linked.ok ? '' : linked.error.message.en, /does not understand this version/);
    mustGive(await window.caller.call('state/get', {}));
    assert.equal(home().daemons().length, 1);
  });

  it('whoever does not know the token is sent away and learns nothing', async () => {
    const window = await openWindow(home());
    const clock = systemClock();
    const dialled = await dial(home().places.socket, clock, 5000);
    assert.ok(dialled.ok);
    const { build } = home().programs.usual;
    const token = randomBytes(32).toString('hex');
    const answer = await greet(
      dialled.value,
      { token, protocol: currentProtocol, build, client: { kind: 'window', name: 'stranger' } },
      { clock },
    );
    assert.ok(!answer.ok && typeof answer.error !== 'string');
    assert.deepEqual(Object.keys(answer.error).sort(), ['code', 'message', 'ok']);
    assert.equal(answer.error.code, 'badToken');
    await until('the connection is closed', () => dialled.value.destroyed || dialled.value.readableEnded);
    const record = await readFile(home().places.record, 'utf8');
    const own: { token: string } = JSON.parse(record);
    for (const text of [JSON.stringify(answer), await home().log()]) {
      assert.equal(text.includes(own.token), false);
      assert.equal(text.includes(token), false);
    }
    mustGive(await window.caller.call('state/get', {}));
  });
});
