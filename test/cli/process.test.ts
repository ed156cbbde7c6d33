import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { version } from '../../server/version.ts';

const program = new URL('../../server/bin.ts', import.meta.url).pathname;

function start(...commandLine: string[]) {
  const environment = { PATH: process.env.PATH, LANG: 'C' };
  const child = spawn(process.execPath, [program, ...commandLine], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended };
}

describe('command line as a process', function () {
  this.timeout(60_000);

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
    const { child, ended } = start('demo', '--quiet');
    child.stdout.once('data', () => child.stdout.destroy());
    const said = await text(child.stderr);
    assert.equal(await ended, 0);
    assert.equal(said, '');
  });
});
