import assert from 'node:assert/strict';
import { type BudgetState, budgetPolicies, type MoneyState, noMoney } from '../../server/protocol/index.ts';
import { ok, run, scripted, snapshot } from './cli-harness.ts';

const usd = 1_000_000_000;
const sums = { costNanoUsd: 0.42 * usd, savedNanoUsd: 0, attempts: 3, unpricedAttempts: 0 };
const budget: BudgetState = {
  modelId: null,
  period: 'day',
  limitNanoUsd: 5 * usd,
  countedNanoUsd: 4.999 * usd,
  heldNanoUsd: 0,
};
const money: MoneyState = {
  ...noMoney('2026-10-05'),
  today: sums,
  month: { ...sums, costNanoUsd: 3 * usd, savedNanoUsd: 1.2 * usd },
  budgets: [budget, { ...budget, modelId: 'claude', period: 'month', countedNanoUsd: 5.2 * usd }],
};

/** What `status` says to this state of the money, on both streams. */
async function status(state: MoneyState, more: readonly string[] = []): Promise<string> {
  const { connect } = scripted({ 'state/get': () => ok(snapshot({ money: state })) });
  const { code, stdout, stderr } = await run({ arguments: ['status', ...more], connect });
  assert.equal(code, 0);
  return `${stdout}${stderr}`;
}

describe('status about money', () => {
  it('says what was spent and saved, and how the budgets stand', async () => {
    const text = await status({ ...money, policy: 'cheapest' });
    assert.match(text, /Spent today: \$0\.42\. This month: \$3\.00\./);
    assert.match(text, /Saved this month against the dearest configured model: \$1\.20\./);
    assert.match(text, /Budget of all models for today: \$5\.00 of \$5\.00 \(99 %\)\./);
    assert.match(
      text,
      /Budget of claude for this month: \$5\.20 of \$5\.00 \(104 %\)\.\nIt is used up; only the cheapest/,
    );
    assert.equal(text.match(/used up/g)?.length, 1);
    assert.match(await status({ ...money, simulated: true }), /Spent today: .*\(simulated\)/);
  });

  it('says nothing of it where nothing was spent, and does not call unknown nothing', async () => {
    assert.doesNotMatch(await status(noMoney('2026-10-05')), /Spent|Budget|ledger/);
    const today = { ...sums, costNanoUsd: 0, unpricedAttempts: 3 };
    assert.match(await status({ ...money, today }), /Spent today: unknown\./);
  });

  it('says what is wrong with the ledger, in every language', async () => {
    const path = '/data/1.db';
    for (const kind of ['damaged', 'newer', 'unwritable'] as const) {
      assert.ok((await status({ ...money, ledgerTrouble: { kind, path } })).includes(path), kind);
    }
    for (const policy of budgetPolicies) {
      const text = await status({ ...money, policy }, ['--locale', 'zh-cn']);
      assert.match(text, /claude本月的预算|claude 本月的预算/);
      assert.match(text, /已用完；/);
      assert.doesNotMatch(text, /Spent|Budget|used up/);
    }
  });
});
