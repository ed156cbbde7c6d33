import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { folderVariable } from '../../server/link/places.ts';
import { describeAtHome, type Home } from './home.ts';
import { placesOf } from './places.ts';
import { isRunning } from './processes.ts';
import { codeOf, linkOnly, linkWindow, mustGive, openWindow } from './window.ts';

describeAtHome('a place that cannot be used', (home) => {
  it('a folder that others may open is refused, by windows and by the process', async () => {
    const { folder } = home().places;
    await mkdir(folder);
    await chmod(folder, 0o777);
    const linked = await linkWindow(home());
    assert.equal(codeOf(linked), 'folder');
    assert.match(linked.ok ? '' : linked.error.message.en, /Make it private \(chmod 700\)/);
    const { code, said } = await runDaemon(home());
    assert.equal(code, 1);
    assert.match(said, /Make it private/);
    assert.deepEqual(await readdir(folder), []);
  });

  it('a file in its place is refused', async () => {
    await writeFile(home().places.folder, 'not a folder');
    const linked = await linkWindow(home());
    assert.equal(codeOf(linked), 'folder');
    assert.match(linked.ok ? '' : linked.error.message.en, /must be a folder/);
    assert.equal((await runDaemon(home())).code, 1);
  });

  it('a folder that cannot be made is named, with the reason of the system', async () => {
    const file = join(home().environment.HOME ?? '', 'file');
    await writeFile(file, '');
    const folder = join(file, 'run');
    const environment = { ...home().environment, [folderVariable]: folder };
    const linked = await linkWindow({ ...home(), environment, places: await placesOf(environment) });
    assert.equal(codeOf(linked), 'folder');
    assert.equal(linked.ok ? '' : linked.error.message.en, `${folder} cannot be used (ENOTDIR).`);
    const { code, said } = await runDaemon({ ...home(), environment });
    assert.equal(code, 1);
    assert.ok(said.includes(`${folder} cannot be used (ENOTDIR).`));
  });

  it('a disk on which nothing can be written ends the start with a sentence, and leaves nothing behind', async () => {
    const { code, said } = await runDaemon(home(), 'ulimit -f 0');
    assert.equal(code, 1);
    assert.match(said, /cannot be used \(E[A-Z]+\)/);
    assert.doesNotMatch(said, /\n\s+at /);
    assert.equal(codeOf(await linkOnly(home())), 'notRunning');
    await openWindow(home());
  });

  it('a full disk under the log does not matter', async () => {
    const daemon = spawn(process.execPath, [home().programs.usual.path, 'daemon', '--shared'], {
      env: { ...home().environment },
      stdio: ['ignore', 'pipe', (await fullDisk(home())).fd],
    });
    home().later(() => daemon.kill('SIGKILL'));
    await new Promise((resolve) => daemon.stdout?.once('data', resolve));
    const window = await openWindow(home());
    assert.equal(window.greeting.processId, daemon.pid);
    mustGive(await window.caller.call('state/get', {}));
    assert.ok(isRunning(window.greeting.processId));
    assert.equal(home().daemons().length, 1);
  });

  it('a program that is not there is told with its exit code and its log', async () => {
    const program = { ...home().programs.usual, path: '/nowhere/videogenius.cjs' };
    const linked = await linkWindow(home(), { program });
    assert.equal(codeOf(linked), 'startFailed');
    assert.match(
      linked.ok ? '' : linked.error.message.en,
      /ended before it was ready \(exit code 1\)\. Its log is \S+daemon\.log/,
    );
    await openWindow(home());
  });
});

/** The device that is always full. */
async function fullDisk({ later }: Home) {
  const file = await open('/dev/full', 'w');
  later(() => file.close());
  return file;
}

/** Starts the shared process by hand, after a command of the shell, and waits for its end. */
async function runDaemon({ environment, programs, later }: Home, before = 'true') {
  const command = `${before}; exec "$0" "$1" daemon --shared`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, programs.usual.path], {
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  later(() => child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await text(child.stderr);
  return { code: await ended, said };
}
