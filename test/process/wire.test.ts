import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { ResponseError } from 'vscode-languageserver-protocol/node';
import { describeAtHome, type Home } from './home.ts';
import { isRunning } from './processes.ts';
import { until } from './until.ts';
import { codeOf, type LinkedWindow, linkOnly, mustGive, openWindow } from './window.ts';

describeAtHome('what comes over a connection', (home) => {
  const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  it('bytes that are no message end their connection and no other', async () => {
    const window = await openWindow(home());
    const nonsense = [
      frame('{"jsonrpc":"2.0","id":1,"method":'),
      'Content-Type: text/plain\r\n\r\n{}',
      'Content-Length: many\r\n\r\n{}',
      'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
      '\u0000\u0001\u0002\r\n\r\n\u00ff\u00fe',
    ];
    for (const bytes of nonsense) {
      const socket = await linkedSocket(home());
      socket.write(bytes, 'latin1');
      await until(`hung up after ${JSON.stringify(bytes)}`, () => socket.destroyed);
    }
    await stillServes(window);
    assert.equal(mustGive(await window.caller.call('daemon/status', {})).sessions, 1);
  });

  it('messages that mean nothing are passed over', async () => {
    const window = await openWindow(home());
    const socket = await linkedSocket(home());
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString('utf8');
    });
    for (const body of ['[1,2,3]', '{"hello":"world"}', '"text"', 'null']) socket.write(frame(body));
    socket.write(frame('{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"capabilities":{}}}'));
    await until('it is answered all the same', () => heard.includes('"id":7'));
    await stillServes(window);
  });

  it('a method that nobody knows is answered with an error of JSON-RPC', async () => {
    const window = await openWindow(home());
    for (const method of ['videogenius/no/such', 'videogenius/constructor', 'textDocument/hover', '__proto__']) {
      await assert.rejects(
        window.connection.sendRequest(method, { input: {} }),
        (error) => error instanceof ResponseError && error.code === -32601,
      );
    }
    await stillServes(window);
  });

  it('params of the wrong shape are an error that names the field', async () => {
    const window = await openWindow(home());
    for (const params of [undefined, null, [], 'text', { input: 5 }, { input: { brief: { topic: 5 } } }]) {
      const answer: unknown = await window.connection.sendRequest('videogenius/script/generate', params);
      assert.ok(typeof answer === 'object' && answer !== null && 'ok' in answer && 'error' in answer);
      assert.equal(answer.ok, false);
      assert.match(JSON.stringify(answer.error), /"code":"invalidRequest"/);
    }
    await stillServes(window);
  });

  it('huge params are refused with a reason and leave no mark', async () => {
    const window = await openWindow(home());
    const result = await window.caller.call('script/generate', { brief: { topic: 'bee '.repeat(5_000_000) } });
    assert.equal(codeOf(result), 'invalidRequest');
    assert.ok(JSON.stringify(result).length < 2000, 'the answer does not repeat what was sent');
    assert.equal((await home().log()).includes('bee bee'), false);
    await stillServes(window);
  });

  it('an exit of one client ends its connection and nothing else', async () => {
    const window = await openWindow(home());
    const other = await openWindow(home());
    await other.connection.sendRequest('shutdown');
    await other.connection.sendNotification('exit');
    await until('the connection is over', () => other.closed.aborted);
    await stillServes(window);
  });
});

async function stillServes({ caller, greeting }: LinkedWindow): Promise<void> {
  mustGive(await caller.call('state/get', {}));
  assert.ok(isRunning(greeting.processId));
}

/** A client that was let in, and that writes what it likes. */
async function linkedSocket(home: Home): Promise<Socket> {
  const linked = await linkOnly(home);
  assert.ok(linked.ok);
  const { socket } = linked.value;
  home.later(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.resume();
  return socket;
}
