import assert from 'node:assert/strict';
import { factors } from '../../server/core/index.ts';
import { factorIds } from '../../server/protocol/index.ts';
import { factorContract } from './factors.ts';

describe('every factor of the score', () => {
  for (const factor of factors) factorContract(factor);

  it('has exactly one entry for every id of the contract', () => {
    assert.deepEqual(
      factors.map(({ id }) => id),
      [...factorIds],
    );
  });
});
