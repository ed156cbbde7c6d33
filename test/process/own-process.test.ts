import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  SocketMessageReader,
  SocketMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { describeAtHome, type Home } from './home.ts';
import { writeStory } from './story.ts';
import { initialize, mustGive, speak, type Window } from './window.ts';

describeAtHome('a background process for one editor', (home) => {
  it('speaks plain LSP over its standard streams, writes with the simulated models, and ends at exit', async () => {
    const { child, window } = startOverStreams(home());
    await writesSimulated(window);
    const ended = codeOfEnd(child);
    await window.connection.sendRequest('shutdown');
    await window.connection.sendNotification('exit');
    // Standard input stays open: the farewell alone has to be enough.
    assert.equal(await ended, 0);
  });

  it('ends when its standard input ends, even in the middle of a script', async () => {
    const { child, window } = startOverStreams(home());
    await initialize(window.connection);
    await window.configure({ fleet: 'simulated' });
    const story = writeStory(window.caller, 'bees');
    await story.begins('');
    const ended = codeOfEnd(child);
    child.stdin?.end();
    assert.equal(await ended, 0);
  });

  it('ends at daemon/stop', async () => {
    const { child, window } = startOverStreams(home());
    await initialize(window.connection);
    const ended = codeOfEnd(child);
    mustGive(await window.caller.call('daemon/stop', {}));
    assert.equal(await ended, 0);
    assert.deepEqual(window.endings, ['stopped']);
  });

  it('speaks the same over a pipe on which the editor listens, and ends with the connection', async () => {
    const name = join(home().environment.HOME ?? '', 'editor.sock');
    const server = createServer();
    const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(name, resolve));
    home().later(() => server.close());
    const child = startOwn(home(), '--pipe', name);
    const socket = await connected;
    const window = speak({ reader: new SocketMessageReader(socket), writer: new SocketMessageWriter(socket) }, () =>
      socket.destroy(),
    );
    await writesSimulated(window);
    const ended = codeOfEnd(child);
    socket.destroy();
    assert.equal(await ended, 0);
  });

  it('says so and fails when nobody listens on the pipe', async () => {
    const child = startOwn(home(), '--pipe', join(home().environment.HOME ?? '', 'nobody.sock'));
    let said = '';
    child.stderr?.on('data', (piece) => {
      said += piece;
    });
    assert.equal(await codeOfEnd(child), 1);
    assert.match(said, /Nobody listens on the pipe/);
  });

  it('leaves the place of the shared process alone', async () => {
    const { window } = startOverStreams(home());
    await initialize(window.connection);
    assert.equal(mustGive(await window.caller.call('daemon/status', {})).mode, 'perWindow');
    assert.equal(existsSync(home().places.folder), false);
  });
});

async function writesSimulated(window: Window): Promise<void> {
  const answer = await initialize(window.connection);
  assert.match(JSON.stringify(answer), /"serverInfo":\{"name":"VideoGenius"/);
  await window.configure({ fleet: 'simulated' });
  await window.watch();
  const story = writeStory(window.caller, 'bees');
  const script = mustGive(await story.result);
  assert.equal(script.simulated, true);
  assert.equal(story.text(), script.text);
  assert.ok(
    story.parts.filter(({ type }) => type === 'attempt-start').every((part) => 'simulated' in part && part.simulated),
  );
}

function startOwn(home: Home, ...options: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [home.programs.usual.path, 'daemon', ...options], {
    env: { ...home.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => undefined);
  home.later(() => child.kill('SIGKILL'));
  return child;
}

/** A process that speaks over its standard streams, and the editor at the other end. */
function startOverStreams(home: Home): { readonly child: ChildProcess; readonly window: Window } {
  const child = startOwn(home, '--stdio');
  assert.ok(child.stdout && child.stdin);
  const line = { reader: new StreamMessageReader(child.stdout), writer: new StreamMessageWriter(child.stdin) };
  return { child, window: speak(line, () => undefined) };
}

const codeOfEnd = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));
