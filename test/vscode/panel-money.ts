import assert from 'node:assert/strict';
import type { MoneyState } from '../../server/protocol/index.ts';
import { money, resumed, snapshot } from './panel-fixture.ts';
import type { PanelTests } from './panel-stage.ts';

const withMoney = (change: Partial<MoneyState> = {}) => ({ ...snapshot, money: { ...money, ...change } });

export function moneySuite(tests: PanelTests): void {
  it('shows nothing of it as long as nothing was spent and there is no budget', async () => {
    const stage = await tests.stage({ snapshot });
    assert.equal(await stage.page.locator('.money').isVisible(), false);
  });

  it('says what was spent today and this month, and what was saved against what', async () => {
    const stage = await tests.stage({ snapshot: withMoney() });
    const text = (await stage.page.locator('.money').innerText()).replace(/\s+/g, ' ');
    for (const part of [
      'Spent today $0.42',
      'This month $3.10',
      'Saved this month $1.24 against the dearest configured model',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.equal(await stage.page.locator('.money').getByText('simulated').isVisible(), false);
    const demo = await tests.stage({ snapshot: withMoney({ simulated: true }) });
    assert.equal(await demo.page.locator('.money').getByText('simulated').isVisible(), true);
    const row = stage.model('claude');
    await row.getByRole('button', { name: 'More about claude' }).click();
    assert.match((await row.locator('.more').innerText()).replace(/\s+/g, ' '), /Cost today\s*\$0\.32/);
  });

  it('has a meter for each budget that says everything in words, with a sign beside the colour', async () => {
    const stage = await tests.stage({ snapshot: withMoney() });
    const meters = stage.page.getByRole('meter');
    const said = await meters.evaluateAll((nodes) =>
      nodes.map((node) => [node.ariaLabel, node.ariaValueNow, node.ariaValueText]),
    );
    assert.deepEqual(said, [
      ['All models, today', '84', '$0.42 of $0.50 (84%) · Nearly used up. · $0.03 more set aside for running requests'],
      ['All models, this month', '31', '$3.10 of $10.00 (31%) · $0.03 more set aside for running requests'],
      ['claude, today', '100', '$0.32 of $0.30 (106%) · Used up. Only the cheapest model is asked.'],
    ]);
    const signs = await stage.page
      .locator('.budget')
      .evaluateAll((nodes) =>
        nodes.map((node) => node.querySelector('.budget-state:not([hidden]) [data-icon]')?.getAttribute('data-icon')),
      );
    assert.deepEqual(signs, ['warning', undefined, 'error']);
    const [first] = await stage.page.locator('.budget-bar').all();
    const whole = (await first?.boundingBox())?.width ?? 0;
    const part = async (name: string) => ((await first?.locator(name).boundingBox())?.width ?? 0) / whole;
    assert.ok(Math.abs((await part('.budget-counted')) - 0.84) < 0.02);
    assert.ok(Math.abs((await part('.budget-held')) - 0.06) < 0.02);
  });

  it('announces a budget that runs out, and offers to change it', async () => {
    const stage = await tests.stage({ snapshot: withMoney() });
    const [day, ...others] = money.budgets;
    assert.ok(day);
    const budgets = [{ ...day, countedNanoUsd: day.limitNanoUsd, heldNanoUsd: 0 }, ...others];
    await stage.tell({
      type: 'events',
      events: [{ type: 'money-change', sequence: 11, atMs: 0, money: { ...money, budgets, policy: 'stop' } }],
    });
    await stage.page
      .getByRole('status')
      .filter({ hasText: 'All models, today: Used up. Models that cost money are not asked.' })
      .waitFor({ state: 'attached' });
    await stage.page.getByRole('button', { name: 'Set Budget' }).click();
    await stage.page.getByRole('button', { name: 'Show Costs' }).click();
    await stage.nextAction(2);
    assert.deepEqual(await stage.actions(), [
      { type: 'command', command: 'setBudget' },
      { type: 'command', command: 'showCosts' },
    ]);
  });

  it('says plainly what is wrong with the ledger, with its path', async () => {
    for (const [kind, expected] of [
      ['damaged', /was damaged.* set aside as \/data\/ledger\.db/],
      ['newer', /\/data\/ledger\.db was written by another, newer version/],
      ['unwritable', /cannot be written to \/data\/ledger\.db/],
    ] as const) {
      const ledgerTrouble = { kind, path: '/data/ledger.db' };
      const stage = await tests.stage({ snapshot: { ...snapshot, money: { ...snapshot.money, ledgerTrouble } } });
      const section = stage.page.locator('.money');
      assert.match(await section.innerText(), expected);
      assert.equal(await section.locator('.totals').isVisible(), false);
    }
  });

  it('draws attempts that ran at the same time beside each other, and says why each was made', async () => {
    const stage = await tests.stage({ snapshot: { ...snapshot, requests: [resumed] }, width: 700 });
    const row = stage.request(0);
    const bars = await row
      .locator('.bar')
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect()).map(({ x, y }) => ({ x, y })));
    const [claude, gemini, deepseek] = bars;
    assert.ok(claude && gemini && deepseek);
    assert.ok(gemini.y > claude.y && gemini.x > claude.x && deepseek.y === claude.y);
    const kinds = await row.locator('.bar').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-kind')));
    assert.deepEqual(kinds, ['ignored', 'failed', 'success'], 'whoever is outpaced has not failed');
    const label = await row.getByRole('img').getAttribute('aria-label');
    assert.match(
      label ?? '',
      /claude, Outpaced: another model began first, 1\.5 s; gemini, second model asked because/,
    );
    assert.match(label ?? '', /deepseek, went on from the broken text, Worked/);
    assert.match(
      await row.locator('.route').innerText(),
      /claude \(outpaced\) → gemini \(broke off\) → deepseek · the text has one seam/,
    );
  });

  it('explains chances, the second model that would be asked, and the budgets', async () => {
    const stage = await tests.stage({ snapshot: { ...snapshot, requests: [resumed] }, width: 700 });
    const row = stage.request(0);
    await row.locator('summary').first().click();
    const text = (await row.innerText()).replace(/\s+/g, ' ');
    for (const part of [
      'The text has one seam',
      'Comes first in 82% of the cases.',
      'budget used up',
      'not the cheapest',
      'If claude has not begun after 900 ms, gemini is asked as well.',
      'All models, today $0.45 of $0.50 (90%)',
      'When one is used up, only the cheapest model is asked.',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  });

  it('is Chinese throughout where the editor is', async () => {
    const ledgerTrouble = { kind: 'newer', path: '/data/1.db' } as const;
    const stage = await tests.stage({ snapshot: withMoney({ ledgerTrouble }), host: { locale: 'zh-cn' } });
    const text = await stage.page.locator('.money').innerText();
    assert.deepEqual(text.replaceAll('/data/1.db', '').match(/[A-Za-z]+/g), ['claude']);
  });
}
