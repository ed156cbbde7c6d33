import assert from 'node:assert/strict';
import { readFirstLine } from '../../server/link/first-line.ts';
import {
  type Greeting,
  greet,
  greetingLimits,
  type Refusal,
  receiveGreeting,
  refusalOf,
  refuse,
  welcome,
} from '../../server/link/greeting.ts';
import { buildOf, cleanUp, clock, manualClock, readAll, readBytes, socketPair, until } from './link-harness.ts';

const token = 'ab'.repeat(32);
const greeting: Greeting = {
  token,
  protocol: { min: 1, max: 2 },
  build: buildOf('1.0.0'),
  client: { kind: 'window', name: 'grüße 你好' },
};
const line = Buffer.from(`${JSON.stringify(greeting)}\n`);
const answer = { protocol: 2, build: buildOf('2.0.0'), processId: 7, newer: true };
const answerLine = Buffer.from(`${JSON.stringify({ ok: true, ...answer })}\n`);
const rest = 'Content-Length: 2\r\n\r\n{}';

const { token: _token, ...visitor } = greeting;

describe('greeting', () => {
  afterEach(cleanUp);

  it('is understood wherever it is cut, and leaves what follows to whoever reads next', async () => {
    const bytes = Buffer.concat([line, Buffer.from(rest)]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { near, far } = await socketPair();
      near.write(bytes.subarray(0, cut));
      // Only when the first piece is there, the second one is sent.
      await until(() => far.bytesRead === cut);
      const received = receiveGreeting(far, { token, clock });
      near.write(bytes.subarray(cut));
      assert.deepEqual(await received, { ok: true, value: visitor }, `cut at ${cut}`);
      assert.equal(await readBytes(far, rest.length), rest, `cut at ${cut}`);
    }
  });

  it('is answered, and the answer understood wherever it is cut', async () => {
    const bytes = Buffer.concat([answerLine, Buffer.from(rest)]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { near, far } = await socketPair();
      const greeted = greet(near, greeting, { clock });
      far.write(bytes.subarray(0, cut));
      await until(() => near.bytesRead === cut);
      far.write(bytes.subarray(cut));
      assert.deepEqual(await greeted, { ok: true, value: { ok: true, ...answer } }, `cut at ${cut}`);
      assert.equal(await readBytes(near, rest.length), rest, `cut at ${cut}`);
    }
  });

  it('arrives byte by byte', async () => {
    const { near, far } = await socketPair();
    const received = receiveGreeting(far, { token, clock });
    for (const [index, byte] of line.entries()) {
      near.write(Buffer.of(byte));
      await until(() => far.bytesRead === index + 1);
    }
    assert.deepEqual(await received, { ok: true, value: visitor });
  });

  it('leaves the rest even when the other side ends at once, and to somebody who reads later', async () => {
    const { near, far } = await socketPair();
    near.end(Buffer.concat([line, Buffer.from(rest)]));
    assert.ok((await receiveGreeting(far, { token, clock })).ok);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await readAll(far), rest);
  });

  it('tells both sides what they need', async () => {
    const { near, far } = await socketPair();
    const greeted = greet(near, greeting, { clock });
    await receiveGreeting(far, { token, clock });
    welcome(far, answer);
    assert.deepEqual(await greeted, { ok: true, value: { ok: true, ...answer } });
    near.write('from here on');
    assert.equal(await readBytes(far, 12), 'from here on');
  });

  const refusedWith = async (bytes: string | Buffer): Promise<Refusal | 'closed' | undefined> => {
    const { near, far } = await socketPair();
    near.write(bytes);
    const received = await receiveGreeting(far, { token, clock });
    return received.ok ? undefined : received.error;
  };
  const codeOf = async (bytes: string | Buffer): Promise<string | undefined> => {
    const refused = await refusedWith(bytes);
    return typeof refused === 'object' ? refused.code : refused;
  };

  it('is refused without the token, whatever else it says', async () => {
    for (const wrong of ['', 'a', 'ab'.repeat(31), 'cd'.repeat(32), `${token} `, 'AB'.repeat(32)]) {
      assert.equal(await codeOf(`${JSON.stringify({ ...greeting, token: wrong })}\n`), 'badToken', wrong);
      assert.equal(await codeOf(`${JSON.stringify({ token: wrong, build: 'nonsense' })}\n`), 'badToken');
    }
    const refused = await refusedWith(`${JSON.stringify({ ...greeting, token: 'wrong' })}\n`);
    assert.ok(typeof refused === 'object' && refused.build === undefined, 'strangers are told nothing');
    assert.ok(!JSON.stringify(refused).includes(token));
  });

  it('is refused when it is not understood', async () => {
    const wrong = [
      '\n',
      'GET / HTTP/1.1\r\n\r\n',
      'null\n',
      '[]\n',
      '{}\n',
      `{"token":["${token}"]}\n`,
      `{"token":"${token}"}\n`,
      `${JSON.stringify({ ...greeting, protocol: { min: '1', max: 2 } })}\n`,
      `${JSON.stringify({ ...greeting, protocol: { min: -1, max: 2 } })}\n`,
      `${JSON.stringify({ ...greeting, build: { ...greeting.build, version: 'x'.repeat(41) } })}\n`,
      `${JSON.stringify({ ...greeting, client: { kind: 'stranger', name: '' } })}\n`,
      Buffer.of(0xff, 0xfe, 0x00, 0x0a),
    ];
    for (const bytes of wrong) assert.equal(await codeOf(bytes), 'malformed', bytes.toString('utf8'));
    assert.equal(await codeOf(`${JSON.stringify({ ...greeting, later: { more: true } })}\n`), undefined);
  });

  it('may fill its limit, and no byte more', async () => {
    const filler = (bytes: number): string => {
      const empty = JSON.stringify({ ...greeting, filler: '' });
      return `${JSON.stringify({ ...greeting, filler: 'x'.repeat(bytes - Buffer.byteLength(empty)) })}\n`;
    };
    assert.equal(Buffer.byteLength(filler(greetingLimits.maxBytes)), greetingLimits.maxBytes + 1);
    assert.equal(await codeOf(filler(greetingLimits.maxBytes)), undefined);
    assert.equal(await codeOf(filler(greetingLimits.maxBytes + 1)), 'malformed');
    assert.equal(await codeOf('x'.repeat(greetingLimits.maxBytes + 1)), 'malformed', 'without waiting for its end');
    const longest = { ...greeting, client: { kind: 'window', name: '\u0001'.repeat(200) } };
    assert.equal(await codeOf(`${JSON.stringify(longest)}\n`), undefined);
  });

  it('is refused when it takes too long', async () => {
    const { near, far } = await socketPair();
    const time = manualClock();
    const received = receiveGreeting(far, { token, clock: time });
    near.write(line.subarray(0, -1));
    await until(() => far.bytesRead === line.length - 1);
    time.fire();
    const refused = await received;
    assert.ok(!refused.ok && typeof refused.error === 'object' && refused.error.code === 'malformed');
  });

  it('of somebody who leaves without a word needs no answer', async () => {
    const { near, far } = await socketPair();
    const received = receiveGreeting(far, { token, clock });
    near.destroy();
    assert.deepEqual(await received, { ok: false, error: 'closed' });
    assert.deepEqual(await receiveGreeting(far, { token, clock }), { ok: false, error: 'closed' }, 'gone before');
  });

  it('takes its time back and stops listening when it is over', async () => {
    const { near, far } = await socketPair();
    const time = manualClock();
    near.write(line);
    await readFirstLine(far, { clock: time, timeoutMs: 1, maxBytes: 4096 });
    assert.equal(time.pending(), 0);
    assert.equal(far.listenerCount('readable'), 0);
    assert.equal(far.listenerCount('close'), 0);
  });

  const answered = async (bytes: string | Buffer): Promise<unknown> => {
    const { near, far } = await socketPair();
    const greeted = greet(near, greeting, { clock });
    far.write(bytes);
    const result = await greeted;
    return result.ok ? result.value : result.error;
  };

  it('tells a refusal, nonsense, silence and the end of the connection apart', async () => {
    const { near, far } = await socketPair();
    const greeted = greet(near, greeting, { clock });
    const refused = refusalOf('retiring', buildOf('1.0.0'), visitor);
    refuse(far, refused);
    assert.deepEqual(await greeted, { ok: false, error: refused });
    assert.equal(await readAll(near), '');

    assert.equal(await answered('hello\n'), 'notUnderstood');
    assert.equal(await answered('{"ok":true}\n'), 'notUnderstood');
    assert.equal(await answered('x'.repeat(greetingLimits.maxBytes + 1)), 'tooLong');
    const later = { ok: false, code: 'tired', message: 'Later.' };
    assert.deepEqual(await answered(`${JSON.stringify(later)}\n`), { ...later, code: 'malformed' });

    const silent = await socketPair();
    const time = manualClock();
    const waiting = greet(silent.near, greeting, { clock: time });
    time.fire();
    assert.deepEqual(await waiting, { ok: false, error: 'slow' });

    const ended = await socketPair();
    const left = greet(ended.near, greeting, { clock });
    ended.far.destroy();
    assert.deepEqual(await left, { ok: false, error: 'closed' });
  });

  it('names both versions when the two do not understand each other', () => {
    const { message, build } = refusalOf('protocol', buildOf('2.0.0'), visitor);
    assert.match(message, /\(2\.0\.0\) does not understand this version \(1\.0\.0\)/);
    assert.deepEqual(build, buildOf('2.0.0'));
  });
});
