import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exitCodes, reportUnhandledRejections, stderrLog, watchInterruption } from '../../server/system/index.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('watchInterruption', () => {
  it('asks everyone to stop at the first signal and leaves at the second', () => {
    const target = new FakeProcess();
    const interruption = watchInterruption(target);
    assert.equal(interruption.exitCode(), exitCodes.success);
    target.emit('SIGINT');
    assert.equal(interruption.signal.aborted, true);
    assert.match(String(interruption.signal.reason), /SIGINT/);
    assert.deepEqual([interruption.exitCode(), target.exits], [130, []]);
    target.emit('SIGINT');
    assert.deepEqual(target.exits, [130]);
  });

  it('tells SIGTERM apart and stops listening', () => {
    const target = new FakeProcess();
    const interruption = watchInterruption(target);
    target.emit('SIGTERM');
    assert.equal(interruption.exitCode(), 143);
    interruption.dispose();
    assert.equal(target.listenerCount('SIGINT') + target.listenerCount('SIGTERM'), 0);
  });

  it('does so in a real process', async function () {
    if (process.platform === 'win32') this.skip();
    const system = fileURLToPath(new URL('../../server/system/process.ts', import.meta.url));
    const script = `import { watchInterruption } from ${JSON.stringify(system)};
      const { signal } = watchInterruption();
      signal.addEventListener('abort', () => console.log('stopping'));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const [ready] = await once(child.stdout, 'data');
    assert.match(String(ready), /ready/);
    child.kill('SIGINT');
    const [stopping] = await once(child.stdout, 'data');
    assert.match(String(stopping), /stopping/);
    child.kill('SIGINT');
    const [code] = await ended;
    assert.equal(code, 130);
  }).timeout(20_000);
});

describe('reportUnhandledRejections', () => {
  it('reports what nobody waited for, but no late echo of a cancelled request', () => {
    const target = new FakeProcess();
    const lines: string[] = [];
    const stop = reportUnhandledRejections(stderrLog('debug', { write: (line) => lines.push(line) }), target);
    const abort = new AbortController();
    abort.abort();
    target.emit('unhandledRejection', abort.signal.reason);
    target.emit('unhandledRejection', Object.assign(new Error('stopped'), { code: 'ABORT_ERR' }));
    assert.deepEqual(lines, []);
    target.emit('unhandledRejection', new TypeError('broken'));
    target.emit('unhandledRejection', 'a text');
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /TypeError.*broken/);
    stop();
    assert.equal(target.listenerCount('unhandledRejection'), 0);
  });
});
