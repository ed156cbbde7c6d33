import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { connect } from '../../server/link/connect.ts';
import { preparePlaces } from '../../server/link/folder.ts';
import { readRecord, writeRecord } from '../../server/link/record.ts';
import {
  buildOf,
  cleanUp,
  listenHere,
  listenSilently,
  manualClock,
  outcomeOf,
  recordOf,
  temporaryPlaces,
  until,
  unwrap,
  windowAt,
} from './link-harness.ts';

describe('connecting', () => {
  afterEach(cleanUp);

  it('tries the new record when a daemon has just taken the place of another', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places));
    const record = await recordOf(places);
    const earlier = await listenSilently(places, async (socket) => {
      await writeRecord(places.record, record);
      socket.end(`${JSON.stringify({ ok: false, code: 'badToken', message: '' })}\n`);
    });
    await writeRecord(places.record, { ...record, socket: earlier, token: 'cd'.repeat(32) });
    assert.equal(await outcomeOf(places), 'ok');
  });

  it('finds nobody when the record goes while its token is refused', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places));
    const record = await recordOf(places);
    const earlier = await listenSilently(places, async (socket) => {
      await rm(places.record);
      socket.end(`${JSON.stringify({ ok: false, code: 'badToken', message: '' })}\n`);
    });
    await writeRecord(places.record, { ...record, socket: earlier, token: 'cd'.repeat(32) });
    assert.equal(await outcomeOf(places), 'notRunning');
  });

  it('finds nobody without a folder, a record or a socket', async () => {
    const places = await temporaryPlaces();
    const codeNow = async () => {
      const result = await connect(windowAt(places));
      return result.ok ? 'ok' : result.error.code;
    };
    assert.equal(await codeNow(), 'notRunning');
    unwrap(await preparePlaces(places));
    assert.equal(await codeNow(), 'notRunning');
    await writeFile(places.record, '{');
    assert.equal(await codeNow(), 'notRunning');
    const record = {
      processId: 2 ** 30,
      socket: places.socket,
      token: 'ab'.repeat(32),
      protocol: { min: 1, max: 1 },
      build: buildOf('1.0.0'),
      startedAtMs: 0,
    };
    await writeRecord(places.record, record);
    assert.equal(await codeNow(), 'notRunning');
    await writeFile(places.socket, '');
    assert.equal(await codeNow(), 'notRunning');
    await writeRecord(places.record, { ...record, socket: `${places.socket}/inside` });
    assert.equal(await codeNow(), 'unreachable');
  });

  it('trusts no folder that others may open', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places));
    const { userId = 0 } = places;
    const refused = await connect(windowAt({ ...places, userId: userId + 1 }));
    assert.ok(!refused.ok && refused.error.code === 'folder');
  });

  it('does not wait for ever for somebody who does not answer', async () => {
    const places = await temporaryPlaces();
    const time = manualClock();
    unwrap(await listenHere(places, { decide: () => 'accept' }));
    const record = await readRecord(places.record);
    assert.ok(record !== undefined);
    let hear = (_socket: Socket): void => {};
    const heard = new Promise<Socket>((resolve) => {
      hear = resolve;
    });
    const socket = await listenSilently(places, hear);
    await writeRecord(places.record, { ...record, socket });
    const connecting = connect(windowAt(places, { clock: time, timeoutMs: 3000 }));
    const theirs = await heard;
    await until(() => theirs.bytesRead > 0);
    time.fire();
    const result = await connecting;
    assert.ok(!result.ok && result.error.code === 'unreachable');
    assert.match(result.error.message.en, /has not answered for 3 s/);
    await until(() => theirs.destroyed);
  });
});
