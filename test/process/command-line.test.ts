import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { CheckResult, LedgerReport, ModelState, Snapshot } from '../../server/protocol/index.ts';
import { openAiSse } from '../faults/fault-server.ts';
import { describeAtHome, type Home } from './home.ts';
import { killProcess, processEnd } from './processes.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { startVendor } from './vendor.ts';
import { mustGive, openWindow } from './window.ts';

describeAtHome('the command line beside the editor', (home) => {
  it('status asks the running process, and works without one', async () => {
    const alone = await run(home(), 'status', '--json');
    assert.equal(alone.code, 0);
    const own = Printed.parse(JSON.parse(alone.written));
    assert.equal(
      own.models.some(({ modelId }) => modelId === 'own'),
      false,
    );
    assert.deepEqual(home().daemons(), [], 'nothing was started for a question');

    const window = await openWindow(home(), { settings: (await startVendor(home(), short)).settings('own') });
    mustGive(await writeStory(window.caller, 'bees', 'own').result);
    const asked = await run(home(), 'status', '--json');
    assert.equal(asked.code, 0);
    const state = Printed.parse(JSON.parse(asked.written));
    assert.equal(state.totals.succeeded, 1);
    assert.equal(state.models.find(({ modelId }) => modelId === 'own')?.successes, 1);
    assert.match(asked.said, /running background process/);
    const simulated = await run(home(), 'status', '--json', '--simulated');
    assert.ok(Printed.parse(JSON.parse(simulated.written)).models.every((model) => model.simulated));
  });

  it('check asks the running process, with the keys and settings of its windows', async () => {
    const vendor = await startVendor(home(), (wire) => {
      const body = '{"object":"list","data":[{"id":"test","object":"model"}]}';
      wire.head(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
      wire.raw(body);
    });
    await openWindow(home(), { settings: vendor.settings('own') });
    const { code, written } = await run(home(), 'check', '--model', 'own', '--json');
    const { checks } = z
      .object({ checks: z.array(CheckResult.extend({ message: z.string(), hint: z.string() })) })
      .parse(JSON.parse(written));
    assert.deepEqual(
      checks.map(({ modelId, outcome }) => [modelId, outcome]),
      [['own', 'ok']],
    );
    assert.equal(code, 0);
    assert.deepEqual(
      vendor.requests.map(({ path }) => path),
      ['/v1/models'],
    );
  });

  it('works by itself when the process was killed and left its socket behind', async () => {
    const window = await openWindow(home());
    await killProcess(window.greeting.processId);
    const { code, written } = await run(home(), 'status', '--json');
    assert.equal(code, 0);
    assert.ok(Printed.parse(JSON.parse(written)).models.length > 0);
    assert.deepEqual(home().daemons(), []);
  });

  it('ledger outlives the process that spent the money, however it ended, and is shared by all', async () => {
    const window = await openWindow(home(), { settings: (await startVendor(home(), short)).settings('own') });
    mustGive(await writeStory(window.caller, 'bees', 'own').result);
    const asked = await run(home(), 'ledger', '--by', 'model', '--json');
    assert.match(asked.said, /running background process/);
    const report = LedgerReport.parse(JSON.parse(asked.written));
    assert.deepEqual(
      report.rows.map(({ key, successes, unpricedAttempts }) => [key, successes, unpricedAttempts]),
      [['own', 1, 1]],
    );
    const place = report.place ?? '';
    assert.ok(place.startsWith(home().environment.HOME ?? '/nowhere'), place);
    assert.equal((await stat(place)).mode & 0o777, 0o600);

    await killProcess(window.greeting.processId);
    const alone = await run(home(), 'ledger', '--by', 'model', '--json');
    assert.equal(alone.said, '');
    assert.deepEqual(LedgerReport.parse(JSON.parse(alone.written)), report);
    const entries = await run(home(), 'ledger', '--entries', '--csv');
    assert.equal(entries.written.split('\r\n').length, 3);
    assert.equal(entries.code, 0);
  });

  it('serve shows the state of the running process, follows it, and ends with it', async () => {
    const vendor = await startVendor(home(), short);
    const window = await openWindow(home(), { settings: vendor.settings('own') });
    const child = start(home(), 'serve', '--port', '0');
    const url = new URL(await firstLine(child));
    const authorization = `Bearer ${url.searchParams.get('token')}`;
    const shown = async () => {
      const response = await fetch(new URL('/api/snapshot', url), { headers: { authorization } });
      assert.equal(response.status, 200);
      return Snapshot.parse(await response.json());
    };
    assert.equal(
      (await shown()).models.some(({ modelId }) => modelId === 'own'),
      true,
    );
    mustGive(await writeStory(window.caller, 'bees', 'own').result);
    await until('the page knows of the script', async () => (await shown()).totals.succeeded === 1);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    mustGive(await window.caller.call('daemon/stop', {}));
    await ended;
    await processEnd(window.greeting.processId);
  });

  it('a second shared process finds the first one in its place and leaves', async () => {
    const window = await openWindow(home());
    const { code, written } = await run(home(), 'daemon', '--shared');
    assert.equal(code, 3);
    assert.equal(written, '');
    mustGive(await window.caller.call('state/get', {}));
  });

  it('daemon wants exactly one transport', async () => {
    for (const options of [[], ['--shared', '--stdio'], ['--stdio', '--pipe', 'name'], ['--pipe']]) {
      const { code, said } = await run(home(), 'daemon', ...options);
      assert.equal(code, 2, options.join(' '));
      assert.match(said, /\S/);
    }
  });
});

/** What the command line prints: the state, with its sentences put into words. */
const Printed = Snapshot.extend({
  models: z.array(ModelState.extend({ reason: z.string() })),
  requests: z.array(z.unknown()),
});

const short = (wire: Parameters<Parameters<typeof startVendor>[1]>[0]): void => {
  wire.head(200, { 'content-type': 'text/event-stream' });
  wire.chunk(openAiSse(['The bees ', 'come home.']));
  wire.end();
};

function start({ environment, programs, later }: Home, ...commandLine: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [programs.usual.path, ...commandLine], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  later(() => child.kill('SIGKILL'));
  return child;
}

async function run(home: Home, ...commandLine: readonly string[]) {
  const child = start(home, ...commandLine);
  assert.ok(child.stdout && child.stderr);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [written, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { written, said, code };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout);
  let line = '';
  for await (const piece of stdout) {
    line += piece;
    if (line.includes('\n')) return line.slice(0, line.indexOf('\n'));
  }
  throw new Error('The process ended without a word.');
}
