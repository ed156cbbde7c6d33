import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { strategyIds } from '../../server/protocol/index.ts';
import { readArguments } from './arguments.ts';
import { scenarios } from './scenarios.ts';

const run = (...given: readonly string[]) =>
  spawnSync(process.execPath, ['test/sim/run.ts', ...given], { encoding: 'utf8', timeout: 60_000 });

/** The last column of the overview: the beginning of the hash over everything. */
const traces = (output: string): readonly string[] => output.match(/\b[0-9a-f]{8}$/gm) ?? [];

describe('npm run sim', () => {
  it('two processes make the same trace from the same seed', () => {
    const given = ['--seed', '7', '--requests', '40'];
    const [first, second] = [run(...given), run(...given)];
    assert.equal(traces(first.stdout).length, Object.keys(scenarios).length, first.stdout + first.stderr);
    assert.deepEqual(traces(second.stdout), traces(first.stdout), 'npm run sim -- --seed 7 --requests 40');
  }).timeout(60_000);

  it('prints a full report of one scenario', () => {
    const { stdout, status } = run('hangs', '--requests', '150', '--seed', '3');
    for (const words of [...strategyIds, 'always swift', 'no hedging', 'trace '])
      assert.ok(stdout.includes(words), words);
    assert.match(stdout, /\d+ of 150/);
    assert.equal(status, 0, stdout);
  }).timeout(60_000);

  it('refuses wrong arguments with exit code 2 and a sentence', () => {
    const { status, stderr, stdout } = run('nowhere');
    assert.equal(status, 2);
    assert.match(stderr, /There is no scenario "nowhere"\. Known: steady, /);
    assert.equal(stdout, '');
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ['nowhere', /no scenario "nowhere"/],
    ['constructor', /no scenario "constructor"/],
    ['steady --strategy best', /no strategy "best"\. Known: roundRobin/],
    ['steady --seed x', /--seed must be a whole number/],
    ['steady --seed=-1', /--seed must be a whole number/],
    ['steady --seed 1.5', /--seed must be a whole number/],
    ['steady --requests 0', /--requests must be a whole number from 1/],
    ['steady --seeds 0', /--seeds must be a whole number from 1/],
    ['steady --sed 1', /--sed/],
    ['steady --seed', /--seed/],
    ['--all --requests 5', /--all runs every scenario/],
    ['steady --all', /--all runs every scenario/],
  ];
  for (const [given, words] of refusals) {
    it(`refuses "${given}"`, () => {
      const read = readArguments(given.split(' '));
      assert.equal(read.kind, 'refused');
      assert.match(read.kind === 'refused' ? read.message : '', words);
    });
  }

  it('understands what it may be given', () => {
    assert.deepEqual(readArguments([]), {
      kind: 'wish',
      wish: {
        kind: 'overview',
        names: Object.keys(scenarios),
        seed: 1,
        seeds: 1,
        requests: undefined,
        strategy: undefined,
      },
    });
    assert.deepEqual(readArguments(['hangs', 'hangs', '--seed', '9', '--seeds=3', '--strategy', 'random']), {
      kind: 'wish',
      wish: { kind: 'scenarios', names: ['hangs'], seed: 9, seeds: 3, requests: undefined, strategy: 'random' },
    });
    assert.deepEqual(readArguments(['--help']), { kind: 'help' });
    const all = readArguments(['--all', '--seed', '2']);
    assert.equal(all.kind === 'wish' ? all.wish.kind : '', 'all');
  });
});
