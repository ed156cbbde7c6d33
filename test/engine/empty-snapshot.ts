import { emptyTotals, noMoney, type Snapshot } from '../../server/protocol/index.ts';

/** The state of an engine without models, before its first event. */
export const emptySnapshot: Snapshot = {
  sequence: 0,
  atMs: 0,
  configRevision: 1,
  strategy: 'random',
  fallbackChain: [],
  failoverEnabled: true,
  models: [],
  requests: [],
  history: {},
  totals: emptyTotals,
  money: noMoney('1970-01-01'),
};
