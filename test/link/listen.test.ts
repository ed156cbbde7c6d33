import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { connect } from '../../server/link/connect.ts';
import { preparePlaces } from '../../server/link/folder.ts';
import { writeRecord } from '../../server/link/record.ts';
import {
  buildOf,
  cleanUp,
  cleanUpLater,
  dialRaw,
  exists,
  listenHere,
  manualClock,
  outcomeOf,
  readAll,
  readBytes,
  recordOf,
  temporaryPlaces,
  until,
  unwrap,
  windowAt,
} from './link-harness.ts';

describe('listening', () => {
  afterEach(cleanUp);

  it('lets a window in, and hands on every byte after the greeting', async () => {
    const places = await temporaryPlaces();
    const clients: unknown[] = [];
    unwrap(
      await listenHere(places, {
        protocol: { min: 1, max: 4 },
        onClient(socket, client) {
          clients.push(client);
          socket.pipe(socket);
        },
      }),
    );
    const { socket, greeting } = unwrap(await connect(windowAt(places, { protocol: { min: 2, max: 3 } })));
    cleanUpLater(() => socket.destroy());
    assert.deepEqual(greeting, {
      ok: true,
      protocol: 3,
      build: buildOf('1.0.0'),
      processId: process.pid,
      newer: false,
    });
    assert.deepEqual(clients, [{ protocol: 3, build: buildOf('1.0.0'), client: { kind: 'window', name: 'test' } }]);
    const text = 'x'.repeat(300_000);
    socket.write(text);
    assert.equal(await readBytes(socket, text.length), text);
  });

  it('hands on what a hasty client sends together with its greeting', async () => {
    const places = await temporaryPlaces();
    const { token } = unwrap(await listenHere(places));
    const socket = await dialRaw(places.socket);
    const { build, protocol, client } = windowAt(places);
    socket.end(`${JSON.stringify({ token, build, protocol, client })}\nContent-Length: 0\r\n\r\n`);
    const [answer = '', ...rest] = (await readAll(socket)).split('\n');
    assert.equal(JSON.parse(answer).ok, true);
    assert.equal(rest.join('\n'), 'Content-Length: 0\r\n\r\n');
  });

  it('leaves a record and a socket for its user alone, and takes both along', async () => {
    const places = await temporaryPlaces();
    const listener = unwrap(await listenHere(places));
    assert.deepEqual(await recordOf(places), {
      processId: process.pid,
      socket: places.socket,
      token: listener.token,
      protocol: { min: 1, max: 1 },
      build: buildOf('1.0.0'),
      startedAtMs: listener.startedAtMs,
    });
    assert.match(listener.token, /^[0-9a-f]{64}$/);
    for (const path of [places.record, places.socket]) assert.equal((await stat(path)).mode & 0o777, 0o600);
    await listener.close();
    assert.deepEqual(await readdir(places.folder), []);
    assert.equal(await outcomeOf(places), 'notRunning');
    const again = unwrap(await listenHere(places));
    assert.notEqual(again.token, listener.token);
  });

  it('finds the place occupied, and leaves the other one alone', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places));
    const record = await recordOf(places);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const second = await listenHere(places);
      assert.ok(!second.ok && second.error.code === 'occupied');
    }
    assert.deepEqual(await recordOf(places), record);
    assert.equal(await outcomeOf(places), 'ok');
  });

  it('is done by one of many who begin at once', async () => {
    const places = await temporaryPlaces();
    const results = await Promise.all(Array.from({ length: 12 }, () => listenHere(places)));
    const codes = results.map((result) => (result.ok ? 'ok' : result.error.code)).sort();
    assert.deepEqual(codes, ['ok', ...Array.from({ length: 11 }, () => 'occupied')].sort());
    assert.equal(await outcomeOf(places), 'ok');
  });

  it('takes the place of a file that is no socket, and says so when it cannot', async () => {
    const places = await temporaryPlaces();
    unwrap(await preparePlaces(places));
    await writeFile(places.socket, '');
    const listener = unwrap(await listenHere(places));
    assert.equal(await outcomeOf(places), 'ok');
    await listener.close();
    await mkdir(places.socket);
    const blocked = await listenHere(places);
    assert.ok(!blocked.ok && blocked.error.code === 'unreachable');
    assert.match(blocked.error.message.en, /cannot accept connections \(E[A-Z]+\)/);
  });

  it('ends when the record cannot be written', async () => {
    const places = await temporaryPlaces();
    unwrap(await preparePlaces(places));
    const elsewhere = { ...places, record: `${places.folder}/gone/daemon.json` };
    const failed = await listenHere(elsewhere);
    assert.ok(!failed.ok && failed.error.code === 'folder');
    assert.ok(!exists(places.socket));
  });

  it('turns strangers away, and hears nothing more from them', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places, { onClient: () => assert.fail('a stranger was let in') }));
    const record = await recordOf(places);
    const { build, protocol, client } = windowAt(places);
    const wrong = { token: 'cd'.repeat(32), build, protocol, client };
    const cases = [
      [`${JSON.stringify(wrong)}\nmore`, 'badToken'],
      ['nonsense\n', 'malformed'],
      ['x'.repeat(100_000), 'malformed'],
    ] as const;
    for (const [bytes, code] of cases) {
      const socket = await dialRaw(places.socket);
      socket.write(bytes);
      const answer = JSON.parse(await readAll(socket));
      assert.equal(answer.code, code);
      assert.deepEqual(Object.keys(answer).sort(), ['code', 'message', 'ok']);
    }
    await writeRecord(places.record, { ...record, token: 'cd'.repeat(32) });
    const refused = await connect(windowAt(places));
    assert.ok(!refused.ok && refused.error.code === 'badToken');
    assert.match(refused.error.message.en, /did not accept this connection/);
    await writeRecord(places.record, record);
  });

  it('does not wait for ever for a greeting', async () => {
    const places = await temporaryPlaces();
    const time = manualClock();
    unwrap(await listenHere(places, { clock: time }));
    const socket = await dialRaw(places.socket);
    socket.write('{"token":');
    await until(() => time.pending() === 1);
    time.fire();
    assert.equal(JSON.parse(await readAll(socket)).code, 'malformed');
    assert.equal(time.pending(), 0);
  });

  it('writes a lost record again when somebody looks whether it is there', async () => {
    const places = await temporaryPlaces();
    unwrap(await listenHere(places));
    const record = await recordOf(places);
    await rm(places.record);
    assert.equal(await outcomeOf(places), 'notRunning');
    const second = await listenHere(places);
    assert.ok(!second.ok && second.error.code === 'occupied');
    await until(() => exists(places.record));
    assert.deepEqual(await recordOf(places), record);
    assert.equal(await outcomeOf(places), 'ok');
  });

  it('ends with everybody still connected', async () => {
    const places = await temporaryPlaces();
    const listener = unwrap(await listenHere(places));
    const windows: Socket[] = [];
    for (let index = 0; index < 5; index += 1) windows.push(unwrap(await connect(windowAt(places))).socket);
    const silent = await dialRaw(places.socket);
    const closing = [listener.close(), listener.close()];
    await Promise.all(closing);
    await listener.close();
    assert.equal(await readAll(silent), '');
    for (const socket of windows) await until(() => socket.destroyed);
    assert.deepEqual(await readdir(places.folder), []);
  });

  it('sends what was written before it ends, but does not wait for somebody who reads nothing', async () => {
    const places = await temporaryPlaces();
    const time = manualClock();
    const sockets: Socket[] = [];
    const listener = unwrap(await listenHere(places, { clock: time, onClient: (socket) => void sockets.push(socket) }));
    const reader = unwrap(await connect(windowAt(places))).socket;
    const sleeper = unwrap(await connect(windowAt(places))).socket;
    cleanUpLater(() => sleeper.destroy());
    const [toReader, toSleeper] = sockets;
    toReader?.write('farewell');
    toSleeper?.write(Buffer.alloc(8_000_000));
    let isClosed = false;
    const closing = listener.close().then(() => {
      isClosed = true;
    });
    assert.equal(await readAll(reader), 'farewell');
    assert.equal(isClosed, false);
    time.fire();
    await closing;
    assert.equal(time.pending(), 0);
  });

  it('survives the sudden end of a window', async () => {
    const places = await temporaryPlaces();
    const accepted: Socket[] = [];
    unwrap(await listenHere(places, { onClient: (socket) => void accepted.push(socket) }));
    const { socket } = unwrap(await connect(windowAt(places)));
    accepted[0]?.write(Buffer.alloc(1_000_000));
    socket.destroy();
    await until(() => accepted[0]?.destroyed === true);
    assert.equal(await outcomeOf(places), 'ok');
  });
});
