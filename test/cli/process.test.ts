import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { version } from '../../server/version.ts';

const program = new URL('../../server/bin.ts', import.meta.url).pathname;

/** What is kept goes away with the tests. */
const dataFolder = mkdtempSync(join(tmpdir(), 'videogenius-data-'));
const environment = { PATH: process.env.PATH, LANG: 'C', VIDEOGENIUS_DATA_DIR: dataFolder };

function start(...commandLine: string[]) {
  const child = spawn(process.execPath, [program, ...commandLine], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended };
}

describe('command line as a process', function () {
  this.timeout(60_000);
  after(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('has the version of the package', async () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null && 'version' in manifest);
    assert.equal(version, manifest.version);
    const { child, ended } = start('--version');
    assert.equal(await text(child.stdout), `${version}\n`);
    assert.equal(await ended, 0);
  });

  it('reads a script from standard input and leaves when it is done', async () => {
    const { child, ended } = start('keywords', '--script', '-', '--simulated', '--json');
    child.stdin.end('Bees find their way home by the sun.');
    const printed = JSON.parse(await text(child.stdout));
    assert.equal(printed.keywords.length, 5);
    assert.equal(printed.simulated, true);
    assert.equal(await ended, 0);
  });

  it('ends with 2 for wrong usage', async () => {
    const { child, ended } = start('script');
    const said = await text(child.stderr);
    assert.match(said, /A topic is missing/);
    assert.equal(said.includes('    at '), false);
    assert.equal(await ended, 2);
  });

  it('Ctrl+C ends it with 130 and keeps what is written', async () => {
    const { child, ended } = start('script', 'bees', '--simulated', '--stream', '--paragraphs', '6');
    let written = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (written === '') child.kill('SIGINT');
      written += piece;
    });
    assert.equal(await ended, 130);
    assert.match(written, /\S/);
    assert.ok(written.endsWith('\n'));
  });

  it('is quiet when the reader of its output leaves', async () => {
    const { child, ended } = start('script', 'bees', '--simulated', '--stream', '--paragraphs', '9');
    child.stdout.once('data', () => child.stdout.destroy());
    const said = await text(child.stderr);
    assert.equal(await ended, 0);
    assert.doesNotMatch(said, /Cancelled|Written|Error/);
  });

  it('writes its result although nobody reads its messages', async () => {
    const { child, ended } = start('keywords', 'bees', '--simulated');
    child.stderr.destroy();
    const written = await text(child.stdout);
    assert.equal(await ended, 0);
    assert.equal(written.trimEnd().split('\n').length, 5);
  });

  for (const stream of ['stdout', 'stderr'] as const) {
    it(`keeps its exit code when the reader of ${stream} leaves before an error is written`, async () => {
      const { child, ended } = start('status', '--settings', '-', ...(stream === 'stdout' ? ['--json'] : []));
      child[stream].destroy();
      child.stdin.end('{');
      assert.equal(await ended, 2);
    });
  }

  const fullDisk = '/dev/full';
  (existsSync(fullDisk) ? describe : describe.skip)('on a full disk', () => {
    const startInto = (stream: 'stdout' | 'stderr', ...commandLine: string[]) => {
      const full = openSync(fullDisk, 'w');
      const stdio = { stdout: ['ignore', full, 'pipe'], stderr: ['ignore', 'pipe', full] } as const;
      const child = spawn(process.execPath, [program, ...commandLine], {
        env: environment,
        stdio: [...stdio[stream]],
      });
      child.once('close', () => closeSync(full));
      return { child, ended: new Promise<number | null>((resolve) => child.once('close', resolve)) };
    };

    it('says that a result was lost', async () => {
      const { child, ended } = startInto('stdout', 'status', '--quiet', '--locale', 'zh-cn');
      assert.ok(child.stderr !== null);
      assert.equal(await text(child.stderr), '错误：无法写入输出（ENOSPC）。\n');
      assert.equal(await ended, 1);
    });

    it('does not mind that messages are lost', async () => {
      const { child, ended } = startInto('stderr', 'status', '--simulated');
      assert.ok(child.stdout !== null);
      assert.match(await text(child.stdout), /simulated-deepseek/);
      assert.equal(await ended, 0);
    });
  });

  for (const [name, more] of [
    ['standard input', ['--script', '-']],
    ['settings from standard input', ['--settings', '-']],
  ] as const) {
    it(`Ctrl+C ends it with 130 while it waits for ${name}`, async () => {
      const { child, ended } = start('keywords', 'bees', ...more);
      // It reads as soon as it takes what is written: a pipe that is full holds a writer back.
      await new Promise<void>((resolve) => child.stdin.write(' '.repeat(1 << 20), () => resolve()));
      child.kill('SIGINT');
      assert.equal(await text(child.stderr), 'Cancelled.\n');
      assert.equal(await ended, 130);
    });
  }

  it('Ctrl+C ends it while it waits for a named pipe that nobody writes to', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'videogenius-pipe-'));
    const pipe = join(directory, 'pipe');
    if (spawnSync('mkfifo', [pipe]).status !== 0) return;
    const settings = join(directory, 'settings.json');
    writeFileSync(settings, '{"videogenius.stratgy": "random"}');
    const { child } = start('keywords', '--settings', settings, '--script', pipe);
    // The warning about the settings is written just before the pipe is opened.
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve([code, signal])));
    child.stderr.once('data', () => child.kill('SIGINT'));
    const [code, signal] = (await ended) as [number | null, string | null];
    assert.ok(code === 130 || signal === 'SIGINT', `${code} ${signal}`);
    rmSync(directory, { recursive: true });
  });
});
