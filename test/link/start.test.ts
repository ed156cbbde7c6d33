import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Connection, connect } from '../../server/link/connect.ts';
import type { LinkFailure } from '../../server/link/failure.ts';
import { preparePlaces } from '../../server/link/folder.ts';
import { folderVariable, type Places } from '../../server/link/places.ts';
import { readRecord } from '../../server/link/record.ts';
import { readinessLine, type SpawnOutcome, spawnDaemon } from '../../server/link/spawn.ts';
import { connectOrStart, type StartOptions } from '../../server/link/start.ts';
import { spawnFixture } from './fixtures.ts';
import {
  buildOf,
  cleanUp,
  cleanUpLater,
  clock,
  exists,
  holder,
  killProcess,
  listenHere,
  manualClock,
  readBytes,
  readText,
  temporaryPlaces,
  until,
  unwrap,
  windowAt,
} from './link-harness.ts';

/** Ends whatever daemon runs there after the test. */
async function places(): Promise<Places> {
  const found = await temporaryPlaces();
  cleanUpLater(async () => {
    const log = exists(found.log) ? await readText(found.log) : '';
    for (const [, processId] of log.matchAll(/^ready (\d+)$/gm)) await killProcess(Number(processId));
  });
  return found;
}

const startOptions = (at: Places, more: Partial<StartOptions> = {}): StartOptions => ({
  ...windowAt(at),
  holder,
  spawn: () => spawnFixture(at),
  ...more,
});

async function start(at: Places, more: Partial<StartOptions> = {}): Promise<Connection> {
  const connection = unwrap(await connectOrStart(startOptions(at, more)));
  cleanUpLater(() => connection.socket.destroy());
  return connection;
}

async function failToStart(at: Places, more: Partial<StartOptions>): Promise<LinkFailure> {
  const result = await connectOrStart(startOptions(at, more));
  assert.ok(!result.ok);
  assert.deepEqual(
    (await readdir(at.folder)).filter((name) => name.includes('lock')),
    [],
    'no lock is left',
  );
  return result.error;
}

/** Runs another process that needs the daemon. */
async function startElsewhere(at: Places, variables: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'starter-fixture.ts')], {
    env: { ...process.env, ...variables, [folderVariable]: at.folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [answer] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return answer;
}

const readyOnes = async (at: Places): Promise<string[]> => (await readText(at.log)).match(/^ready \d+$/gm) ?? [];

describe('starting the daemon', () => {
  afterEach(cleanUp);

  it('is done once by ten processes that need it at the same moment', async () => {
    const at = await places();
    const answers = await Promise.all(Array.from({ length: 10 }, () => startElsewhere(at)));
    const { socket, greeting } = unwrap(await connect(windowAt(at)));
    socket.destroy();
    assert.deepEqual(
      answers,
      Array.from({ length: 10 }, () => String(greeting.processId)),
    );
    assert.deepEqual(await readyOnes(at), [`ready ${greeting.processId}`]);
    assert.deepEqual((await readdir(at.folder)).sort(), ['daemon.json', 'daemon.log', 'daemon.sock']);
  }).timeout(40_000);

  it('is done once over the remains of one that was killed', async () => {
    const at = await places();
    const old = await start(at);
    await killProcess(old.greeting.processId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => startElsewhere(at)));
    const { socket, greeting } = unwrap(await connect(windowAt(at)));
    socket.destroy();
    assert.deepEqual(
      answers,
      Array.from({ length: 5 }, () => String(greeting.processId)),
    );
    assert.deepEqual(await readyOnes(at), [`ready ${old.greeting.processId}`, `ready ${greeting.processId}`]);
  }).timeout(40_000);

  it('gives it a clean surrounding, no secret, and a log of its own', async () => {
    const at = await places();
    const environment = {
      PATH: process.env.PATH,
      VSCODE_IPC_HOOK: 'x',
      ELECTRON_NO_ATTACH_CONSOLE: '1',
      KEPT: 'yes',
      FIXTURE_VERSION: undefined,
    };
    const phases: string[] = [];
    const { socket } = await start(at, {
      spawn: () => spawnFixture(at, environment),
      onPhase: (phase, elapsedMs) => phases.push(`${phase} ${Number.isInteger(elapsedMs)}`),
    });
    assert.deepEqual(phases, ['connecting true', 'starting true', 'greeting true']);
    socket.write('who are you?');
    let answer = '';
    while (!answer.endsWith('\n')) answer += await readBytes(socket, 1);
    const { argv, variables, cwd } = JSON.parse(answer);
    assert.deepEqual(argv.slice(2), ['daemon', '--shared']);
    assert.equal(cwd, at.folder);
    const names = ['KEPT', 'PATH', 'ELECTRON_RUN_AS_NODE', folderVariable];
    assert.deepEqual(Object.keys(variables).sort(), names.sort());
    assert.equal(variables[folderVariable], at.folder);
    assert.equal((await stat(at.log)).mode & 0o777, 0o600);
    const record = await readRecord(at.record);
    assert.ok(record !== undefined && !answer.includes(record.token));
    assert.ok(!(await readText(at.log)).includes(record.token));
  });

  it('does not happen while one runs', async () => {
    const at = await places();
    const first = await start(at);
    const second = await start(at, { spawn: () => assert.fail('one is running') });
    assert.equal(second.greeting.processId, first.greeting.processId);
  });

  it('takes over from a daemon that was killed, with its socket and its record still there', async () => {
    const at = await places();
    const { greeting } = await start(at);
    await killProcess(greeting.processId);
    assert.ok(exists(at.socket) && exists(at.record));
    const gone = await connect(windowAt(at));
    assert.ok(!gone.ok && gone.error.code === 'notRunning');
    const next = await start(at);
    assert.notEqual(next.greeting.processId, greeting.processId);
    assert.equal((await readRecord(at.record))?.processId, next.greeting.processId);
    assert.equal((await readyOnes(at)).length, 2);
  });

  it('does not wait for somebody who died while starting it', async () => {
    const at = await places();
    assert.equal(await startElsewhere(at, { FIXTURE_CRASH: 'yes' }), '');
    assert.ok(exists(at.startLock), 'the lock was left');
    const phases: string[] = [];
    await start(at, { onPhase: (phase) => phases.push(phase) });
    assert.deepEqual(phases, ['connecting', 'starting', 'greeting']);
    assert.ok(!exists(at.startLock));
  });

  it('replaces an idle daemon of an older build', async () => {
    const at = await places();
    const old = await start(at);
    const environment = { ...process.env, FIXTURE_VERSION: '1.1.0' };
    const next = await start(at, { build: buildOf('1.1.0'), spawn: () => spawnFixture(at, environment) });
    assert.deepEqual(next.greeting.build, buildOf('1.1.0'));
    assert.equal(next.greeting.newer, false);
    await until(() => !holder.isAlive(old.greeting.processId));
    await until(() => old.socket.destroyed);
    assert.equal((await readRecord(at.record))?.processId, next.greeting.processId);

    const older = await start(at, { spawn: () => assert.fail('an older build replaces nobody') });
    assert.equal(older.greeting.processId, next.greeting.processId);
    assert.equal(older.greeting.newer, true);
  });

  it('leaves a busy daemon of an older build alone', async () => {
    const at = await places();
    const old = await start(at, { spawn: () => spawnFixture(at, { ...process.env, FIXTURE_BEHAVIOUR: 'busy' }) });
    const spawnNone = () => assert.fail('a busy daemon is not replaced');
    const next = await start(at, { build: buildOf('1.1.0'), spawn: spawnNone });
    assert.equal(next.greeting.processId, old.greeting.processId);
    const protocol = { min: 2, max: 2 };
    const failed = await failToStart(at, { build: buildOf('2.0.0'), protocol, spawn: spawnNone });
    assert.equal(failed.code, 'protocol');
  });

  it('connects to the daemon that somebody else started meanwhile', async () => {
    const at = await places();
    const spawnOccupied = async () => {
      unwrap(await listenHere(at));
      return spawnFixture(at);
    };
    const { greeting } = await start(at, { spawn: spawnOccupied });
    assert.equal(greeting.processId, process.pid);
  });

  it('says so when it ends at once', async () => {
    const at = await places();
    const environment = { ...process.env, FIXTURE_BEHAVIOUR: 'fails' };
    const failed = await failToStart(at, { spawn: () => spawnFixture(at, environment) });
    assert.deepEqual([failed.code, failed.phase], ['startFailed', 'starting']);
    assert.match(failed.message.en, /ended before it was ready \(exit code 7\)\. Its log is .+daemon\.log\.$/);
    assert.match(failed.message['zh-cn'], /就绪之前就结束了（exit code 7）/);
  });

  it('says so when there is no such program', async () => {
    const at = await places();
    const program = join(at.folder, 'none');
    const failed = await failToStart(at, {
      spawn: () => spawnDaemon({ program, execPath: program, environment: {}, places: at }),
    });
    assert.equal(failed.code, 'startFailed');
    assert.match(failed.message.en, /could not be started \(ENOENT\)/);
  });

  it('says so when it does not get ready, and does not leave it behind', async () => {
    const at = await places();
    let processId = 0;
    const environment = { ...process.env, FIXTURE_BEHAVIOUR: 'hangs' };
    const time = manualClock();
    const failing = failToStart(at, {
      clock: { ...time, monotonicMs: () => 0 },
      async spawn() {
        const daemon = await spawnFixture(at, environment);
        processId = daemon.processId ?? 0;
        return daemon;
      },
    });
    await until(() => processId > 0 && time.pending() === 1);
    time.fire();
    const failed = await failing;
    assert.deepEqual([failed.code, failed.phase], ['startFailed', 'starting']);
    assert.match(failed.message.en, /was not ready after 10 s\. Its log is /);
    await until(() => !holder.isAlive(processId));
  });

  it('says so when somebody else starts it for ever', async () => {
    const at = await places();
    unwrap(await preparePlaces(at));
    let giveUp = (): void => {};
    const outcome = new Promise<SpawnOutcome>((resolve) => {
      giveUp = () => resolve({ kind: 'ended', how: 'exit code 0' });
    });
    let begun = (): void => {};
    const starting = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const other = connectOrStart(
      startOptions(at, {
        async spawn() {
          begun();
          return { processId: undefined, outcome, giveUp };
        },
      }),
    );
    await starting;
    let nowMs = 0;
    const result = await connectOrStart(
      startOptions(at, {
        clock: { ...clock, monotonicMs: () => nowMs },
        onPhase(phase) {
          if (phase === 'waiting') nowMs = 10_000;
        },
        spawn: () => assert.fail('not twice'),
      }),
    );
    assert.ok(!result.ok && result.error.code === 'startFailed');
    assert.equal(result.error.phase, 'waiting');
    assert.match(result.error.message.en, /was being started by another window and was not there after 10 s/);
    giveUp();
    assert.ok(!(await other).ok);
  });

  it('does not go on for ever when the daemon can never be found', async () => {
    const at = await places();
    let started = 0;
    const failed = await failToStart(at, {
      clock: { ...clock, monotonicMs: () => started * 4000 },
      async spawn() {
        started += 1;
        return { processId: undefined, outcome: Promise.resolve({ kind: 'occupied' }), giveUp() {} };
      },
    });
    assert.deepEqual([failed.code, failed.phase], ['startFailed', 'greeting']);
    assert.equal(started, 3);
  });

  it('puts a log aside that has grown long', async () => {
    const at = await places();
    unwrap(await preparePlaces(at));
    await writeFile(at.log, 'old\n');
    await start(at);
    assert.match(await readText(at.log), /^old\nready/, 'a short one goes on');
    await truncate(at.log, 1_048_577);
    const { greeting } = unwrap(await connect(windowAt(at)));
    await killProcess(greeting.processId);
    await start(at);
    assert.match(await readText(at.log), /^ready \d+\n$/);
    assert.equal((await stat(`${at.log}.1`)).size, 1_048_577);
  });

  it('hears a readiness line that comes in pieces and among others', async () => {
    const at = await places();
    unwrap(await preparePlaces(at));
    const program = join(at.folder, 'talkative.mjs');
    await writeFile(
      program,
      `const line = ${JSON.stringify(readinessLine)};
       const write = (text) => new Promise((done) => process.stdout.write(text, done));
       for (let count = 0; count < 3000; count += 1) await write('noise that is no line of ours\\n');
       for (const letter of line) await write(letter);
       await write('\\n');
       setInterval(() => {}, 1000);`,
    );
    const daemon = await spawnDaemon({ program, execPath: process.execPath, environment: {}, places: at });
    cleanUpLater(() => daemon.giveUp());
    assert.deepEqual(await daemon.outcome, { kind: 'ready' });
  });
});
