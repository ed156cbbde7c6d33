import assert from 'node:assert/strict';
import { connect } from '../../server/link/connect.ts';
import type { Visitor } from '../../server/link/greeting.ts';
import {
  buildOf,
  cleanUp,
  dialRaw,
  exists,
  listenHere,
  outcomeOf,
  readAll,
  readBytes,
  recordOf,
  temporaryPlaces,
  until,
  unwrap,
  windowAt,
} from './link-harness.ts';

describe('hand-over between builds', () => {
  afterEach(cleanUp);

  it('tells an older window that it is newer, and asks nobody whether to leave', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places, { decide: () => assert.fail('only a newer build may ask') }));
    for (const [version, newer] of [['0.9.0', true] as const, ['1.0.0', false] as const]) {
      const { socket, greeting } = unwrap(await connect(windowAt(places, { build: buildOf(version) })));
      socket.destroy();
      assert.equal(greeting.newer, newer);
    }
  });

  it('makes room for a newer build when nothing runs', async () => {
    const places = await temporaryPlaces();
    const asked: Visitor[] = [];
    let retired = 0;
    const listener = unwrap(
      await listenHere(places, {
        decide(visitor) {
          asked.push(visitor);
          return 'retire';
        },
        onRetired() {
          retired += 1;
        },
      }),
    );
    const { socket: attached } = unwrap(await connect(windowAt(places)));
    const token = (await recordOf(places)).token;
    const { build, protocol, client } = windowAt(places, { build: buildOf('1.0.1') });
    // Both are connected before the first of them is answered.
    const visitors = [await dialRaw(places.socket), await dialRaw(places.socket)];
    const answers = visitors.map(readAll);
    for (const socket of visitors) socket.write(`${JSON.stringify({ token, build, protocol, client })}\n`);
    for (const answer of await Promise.all(answers)) {
      const { ok, code, build: own } = JSON.parse(answer);
      assert.deepEqual({ ok, code, own }, { ok: false, code: 'retiring', own: buildOf('1.0.0') });
    }
    assert.deepEqual(asked, [{ build, protocol, client }]);
    assert.equal(retired, 1);
    assert.ok(!exists(places.record) && !exists(places.socket));

    const next = unwrap(await listenHere(places, { build: buildOf('1.0.1') }));
    attached.write('still here');
    assert.equal(await readBytes(attached, 10), 'still here');
    await listener.close();
    await until(() => attached.destroyed);
    assert.equal((await recordOf(places)).token, next.token, 'the record of the next one stays');
    assert.equal(await outcomeOf(places), 'ok');
  });

  it('tells a window that its daemon makes room', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places, { decide: () => 'retire' }));
    const refused = await connect(windowAt(places, { build: buildOf('1.0.1') }));
    assert.ok(!refused.ok && refused.error.code === 'retiring');
    assert.deepEqual(refused.error.build, buildOf('1.0.0'));
  });

  it('stays while something runs, and serves the newer build if they understand each other', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places, { protocol: { min: 2, max: 3 }, decide: () => 'accept' }));
    const build = buildOf('2.0.0');
    assert.equal(await outcomeOf(places, { build, protocol: { min: 3, max: 9 } }), 'ok');
    for (const protocol of [
      { min: 4, max: 9 },
      { min: 0, max: 1 },
    ]) {
      const refused = await connect(windowAt(places, { build, protocol }));
      assert.ok(!refused.ok && refused.error.code === 'protocol');
      assert.deepEqual(refused.error.build, buildOf('1.0.0'));
      assert.match(refused.error.message.en, /\(1\.0\.0\) does not understand this version \(2\.0\.0\)/);
      assert.match(refused.error.message['zh-cn'], /（1\.0\.0）与此版本（2\.0\.0）不兼容/);
    }
  });

  it('makes room even for a newer build that it does not understand', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places, { decide: () => 'retire' }));
    const build = buildOf('2.0.0');
    assert.equal(await outcomeOf(places, { build, protocol: { min: 7, max: 9 } }), 'retiring');
    assert.equal(await outcomeOf(places, { build, protocol: { min: 7, max: 9 } }), 'notRunning');
  });
});
