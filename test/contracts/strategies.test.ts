import assert from 'node:assert/strict';
import { strategies, strategyById } from '../../server/core/index.ts';
import { strategyIds } from '../../server/protocol/index.ts';
import { strategyContract } from './strategies.ts';

describe('every balancing strategy', () => {
  for (const strategy of strategies) strategyContract(strategy);

  it('has exactly one entry for every id in the settings', () => {
    assert.deepEqual(strategies.map(({ id }) => id).toSorted(), [...strategyIds].toSorted());
    for (const id of strategyIds) assert.equal(strategyById(id).id, id);
  });
});
