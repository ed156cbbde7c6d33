import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describeAtHome, type Home } from './home.ts';
import { isRunning, killProcess, processEnd } from './processes.ts';
import { until } from './until.ts';
import { mustGive, openWindow } from './window.ts';

describeAtHome('when an editor dies', (home) => {
  const settings = { 'videogenius.daemon.idleExitMinutes': 0.05 };

  it('the shared process that it started ends by itself', async () => {
    const host = startHost(home(), clientProgram, JSON.stringify({ ...stateOf(home()), settings }));
    const daemon = await numberSaid(host, /^daemon (\d+)$/);
    assert.ok(isRunning(daemon));
    await killProcess(host.pid ?? 0);
    await processEnd(daemon);
    assert.match(await home().log(), /reason=idle/);
    assert.deepEqual(home().processes(), []);
  });

  it('the shared process that it started goes on for the windows of another editor', async () => {
    const host = startHost(home(), clientProgram, JSON.stringify({ ...stateOf(home()), settings }));
    const daemon = await numberSaid(host, /^daemon (\d+)$/);
    const window = await openWindow(home(), { settings });
    assert.equal(window.greeting.processId, daemon);
    await killProcess(host.pid ?? 0);
    await until('its window is forgotten', async () => {
      return mustGive(await window.caller.call('daemon/status', {})).sessions === 1;
    });
    assert.ok(isRunning(daemon));
  });

  it('a process of its own, on its standard streams, ends with it', async () => {
    const parent = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, [process.argv[1], 'daemon', '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
      const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}';
      child.stdin.write('Content-Length: ' + body.length + '\\r\\n\\r\\n' + body);
      child.stdout.once('data', () => console.log('daemon ' + child.pid));`;
    const host = startHost(home(), '-e', parent, home().programs.usual.path);
    const daemon = await numberSaid(host, /^daemon (\d+)$/);
    assert.ok(isRunning(daemon));
    await killProcess(host.pid ?? 0);
    await processEnd(daemon);
    assert.deepEqual(home().processes(), []);
  });
});

const clientProgram = new URL('./client-process.ts', import.meta.url).pathname;

const stateOf = ({ environment, programs }: Home) => ({ environment, program: programs.usual });

function startHost({ environment, later }: Home, ...command: readonly string[]): ChildProcess {
  const host = spawn(process.execPath, [...command], { env: { ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  later(() => host.kill('SIGKILL'));
  return host;
}

/** The number in the first line of a process that has this form. */
async function numberSaid({ stdout }: ChildProcess, form: RegExp): Promise<number> {
  assert.ok(stdout);
  for await (const line of createInterface({ input: stdout })) {
    const found = form.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  throw new Error('The process ended without a word.');
}
