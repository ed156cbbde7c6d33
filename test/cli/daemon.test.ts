import assert from 'node:assert/strict';
import type { Connection, DaemonTransport } from '../../server/cli/host.ts';
import { type CheckResult, defaultConfig, noSentence, sentence } from '../../server/protocol/index.ts';
import { ok, run, scripted, scriptResult, snapshot } from './cli-harness.ts';

const well: CheckResult = {
  modelId: 'claude',
  simulated: false,
  outcome: 'ok',
  class: null,
  message: sentence('Ready.'),
  hint: noSentence,
  totalMs: 5,
  availableModels: [],
};

const note = /As the running background process of VideoGenius sees it\./;

/** A background process and a program of its own, each with its answers; both remember what they were asked. */
function both() {
  const answers = {
    'state/get': () => ok(snapshot()),
    'models/check': () => ok({ checks: [well] }),
    'script/generate': () => ok(scriptResult()),
  };
  const background = scripted(answers);
  const own = scripted(answers);
  const options = { config: defaultConfig, environment: {}, models: 'configured' } as const;
  let attached = 0;
  const attach = async (): Promise<Connection> => {
    attached += 1;
    return background.connect(options);
  };
  return { background, own, attach, attached: () => attached };
}

const nobodyConnects = (): never => {
  throw new Error('nobody should connect');
};

describe('a command while the background process runs', () => {
  for (const command of ['status', 'check']) {
    it(`"${command}" asks it, says so, and leaves it`, async () => {
      const { background, own, attach } = both();
      const { code, stdout, stderr } = await run({ arguments: [command], connect: own.connect, attach });
      assert.equal(code, 0, stderr);
      assert.match(stderr, note);
      assert.doesNotMatch(stdout, note);
      assert.ok(background.calls.length > 0);
      assert.deepEqual([own.connections, background.openConnections()], [[], 0]);
    });
  }

  it('is on its own where a settings file or the simulated fleet is named: the process knows nothing of them', async () => {
    for (const options of [['--settings', 's.json'], ['--simulated']]) {
      const { background, own, attach, attached } = both();
      const files = { 's.json': '{}' };
      const { code, stderr } = await run({ arguments: ['status', ...options], files, connect: own.connect, attach });
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, note);
      assert.deepEqual([attached(), background.calls.length, own.connections.length], [0, 0, 1]);
    }
  });

  it('works alone when none runs, and when it is one that writes', async () => {
    const alone = both();
    const { stderr } = await run({ arguments: ['status'], connect: alone.own.connect, attach: async () => undefined });
    assert.doesNotMatch(stderr, note);
    assert.equal(alone.own.connections.length, 1);
    const writing = both();
    await run({ arguments: ['script', 'bees'], connect: writing.own.connect, attach: writing.attach });
    assert.deepEqual([writing.attached(), writing.own.connections.length], [0, 1]);
  });
});

describe('"daemon"', () => {
  const daemon = async (...options: string[]) => {
    const transports: DaemonTransport[] = [];
    const result = await run({
      arguments: ['daemon', ...options],
      connect: nobodyConnects,
      attach: nobodyConnects,
      async runDaemon(transport) {
        transports.push(transport);
        return 3;
      },
    });
    return { ...result, transports };
  };

  it('is the background process over the way that is named, and its exit code is that of the process', async () => {
    for (const [options, transport] of [
      [['--shared'], { kind: 'shared' }],
      [['--stdio'], { kind: 'stdio' }],
      [['--pipe', '/tmp/some-pipe'], { kind: 'pipe', name: '/tmp/some-pipe' }],
    ] as const) {
      const { code, stdout, transports } = await daemon(...options);
      assert.deepEqual([code, stdout, transports], [3, '', [transport]]);
    }
  });

  it('needs exactly one way', async () => {
    for (const options of [[], ['--shared', '--stdio'], ['--stdio', '--pipe', 'x'], ['--pipe', '']]) {
      const { code, stderr, transports } = await daemon(...options);
      assert.deepEqual([code, transports], [2, []], options.join(' '));
      assert.match(stderr, /^Error: /);
    }
  });

  it('is explained on demand', async () => {
    const { code, stdout, transports } = await daemon('--help');
    assert.deepEqual([code, transports], [0, []]);
    for (const option of ['--shared', '--stdio', '--pipe NAME']) assert.ok(stdout.includes(option), option);
  });
});
