import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commonProtocol, compareBuilds, compareVersions } from '../../server/link/build-order.ts';
import { BuildShape } from '../../server/link/shapes.ts';
import { Build } from '../../server/protocol/index.ts';
import { buildOf } from './link-harness.ts';

describe('order of builds', () => {
  it('follows the precedence of versions', () => {
    const ascending = [
      'nonsense',
      '0.1.0',
      '0.2.0-alpha',
      '0.2.0-alpha.1',
      '0.2.0-alpha.beta',
      '0.2.0-beta',
      '0.2.0-beta.2',
      '0.2.0-beta.11',
      '0.2.0-rc.1',
      '0.2.0',
      '0.10.0',
      '1.0.0',
      '10.0.0',
      '99999999999999999999.0.0',
      '100000000000000000000.0.0',
    ];
    for (const [index, lower] of ascending.entries()) {
      for (const higher of ascending.slice(index + 1)) {
        assert.ok(compareVersions(lower, higher) < 0, `${lower} < ${higher}`);
        assert.ok(compareVersions(higher, lower) > 0, `${higher} > ${lower}`);
      }
      assert.equal(compareVersions(lower, lower), 0);
    }
    assert.equal(compareVersions('1.0.0+one', '1.0.0+two'), 0);
  });

  it('goes on with the moment, then the id', () => {
    assert.ok(compareBuilds(buildOf('1.0.0', { builtAtMs: 9 }), buildOf('1.1.0', { builtAtMs: 1 })) < 0);
    assert.ok(compareBuilds(buildOf('1.0.0', { builtAtMs: 9 }), buildOf('1.0.0', { builtAtMs: 10 })) < 0);
    assert.ok(compareBuilds(buildOf('1.0.0', { id: 'b' }), buildOf('1.0.0', { id: 'a' })) > 0);
    assert.equal(compareBuilds(buildOf('1.0.0'), buildOf('1.0.0')), 0);
  });

  const part = fc.constantFrom('0', '1', '2', '10', '01');
  const version = fc.oneof(
    fc.constantFrom('', 'dev', '1.0', '1.0.0+a', '1.0.0+b'),
    fc
      .tuple(part, part, part, fc.array(fc.constantFrom('alpha', '1', '2', 'b', '10'), { maxLength: 3 }))
      .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre.length > 0 ? `-${pre.join('.')}` : ''}`),
  );
  const build = fc.record({ version, builtAtMs: fc.integer({ min: 0, max: 2 }), id: fc.constantFrom('a', 'b') });

  it('is total: exactly one of two different builds is the newer one, and three of them make no circle', () => {
    fc.assert(
      fc.property(build, build, build, (a, b, c) => {
        assert.equal(Math.sign(compareBuilds(a, b)) + Math.sign(compareBuilds(b, a)), 0);
        if (compareBuilds(a, b) <= 0 && compareBuilds(b, c) <= 0) assert.ok(compareBuilds(a, c) <= 0);
        const isSame = a.version === b.version && a.builtAtMs === b.builtAtMs && a.id === b.id;
        assert.equal(compareBuilds(a, b) === 0, isSame);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads builds as the contract writes them', () => {
    fc.assert(
      fc.property(build, (each) => {
        assert.deepEqual(BuildShape.parse(each), Build.parse(each));
      }),
    );
    for (const wrong of [{}, { ...buildOf('1.0.0'), id: 'x'.repeat(81) }, { ...buildOf('1.0.0'), builtAtMs: '1' }]) {
      assert.equal(BuildShape.safeParse(wrong).success, false);
      assert.equal(Build.safeParse(wrong).success, false);
    }
  });
});

describe('protocol of two sides', () => {
  it('is the highest that both understand', () => {
    const cases = [
      [1, 1, 1, 1, 1],
      [1, 3, 2, 5, 3],
      [2, 5, 1, 3, 3],
      [1, 9, 4, 4, 4],
      [1, 2, 3, 4, undefined],
      [3, 4, 1, 2, undefined],
    ] as const;
    for (const [min, max, otherMin, otherMax, expected] of cases) {
      assert.equal(commonProtocol({ min, max }, { min: otherMin, max: otherMax }), expected);
    }
  });
});
