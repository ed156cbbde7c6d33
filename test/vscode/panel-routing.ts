import assert from 'node:assert/strict';
import { strategyIds } from '../../server/protocol/index.ts';
import { configChange, snapshot } from './panel-fixture.ts';
import type { EditorStage, PanelTests } from './panel-stage.ts';

async function openChain(tests: PanelTests): Promise<EditorStage> {
  const stage = await tests.stage({ snapshot });
  await stage.page.locator('.chain-card > summary').click();
  return stage;
}

const links = (stage: EditorStage): Promise<string[]> => stage.page.locator('.link-name').allInnerTexts();

/** What a person can change about the way requests take. */
export function routingSuite(tests: PanelTests): void {
  it('explains every strategy and takes another one', async () => {
    const stage = await tests.stage({ snapshot });
    const card = stage.page.locator('.strategy');
    assert.match(await card.locator('summary').innerText(), /Intelligent\s+The best score from/);
    await card.locator('summary').click();
    assert.equal(await card.getByRole('radio').count(), strategyIds.length);
    assert.ok(await card.getByRole('radio', { name: 'Intelligent' }).isChecked());
    await card.getByText('The model that is expected to answer first.').click();
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'setStrategy', strategy: 'responseTime' });
    assert.match(await card.locator('summary').innerText(), /Response time/);
    await stage.answer(id, true);
    await stage.tell({ type: 'events', events: [configChange(11, snapshot, { strategy: 'random' })] });
    await card.locator('summary').getByText('Random').waitFor();
  });

  it('sends a strategy that is chosen with the arrows once, after a pause', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.page.locator('.strategy > summary').click();
    await stage.page.getByRole('radio', { name: 'Intelligent' }).focus();
    for (let presses = 0; presses < 3; presses += 1) await stage.page.keyboard.press('ArrowUp');
    assert.deepEqual((await stage.nextAction(1)).action, { type: 'setStrategy', strategy: 'leastConnections' });
    assert.equal((await stage.actions()).length, 1);
  });

  it('goes back to the strategy that is true when the change is refused', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.page.locator('.strategy > summary').click();
    await stage.page.getByRole('radio', { name: 'Random' }).check();
    const { id } = await stage.nextAction(1);
    await stage.answer(id, false, 'This is not possible here.');
    await stage.page.locator('.strategy').getByText('This is not possible here.').waitFor();
    assert.ok(await stage.page.getByRole('radio', { name: 'Intelligent' }).isChecked());
  });

  it('moves a model in the chain with the keyboard alone; the focus goes with it', async () => {
    const stage = await openChain(tests);
    await stage.page.getByRole('button', { name: 'Move gemini up' }).focus();
    await stage.page.keyboard.press('Enter');
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'setFallbackChain', fallbackChain: ['deepseek', 'gemini', 'claude'] });
    assert.deepEqual(await links(stage), ['deepseek', 'gemini', 'claude']);
    const focused = await stage.page.evaluate('document.activeElement.getAttribute("aria-label")');
    assert.equal(focused, 'Move gemini up');
    await stage.page
      .locator('[aria-live]')
      .filter({ hasText: 'gemini is now number 2 of 3.' })
      .waitFor({ state: 'attached' });
    await stage.answer(id, true);
    await stage.page.keyboard.press('Enter');
    assert.deepEqual((await stage.nextAction(2)).action, {
      type: 'setFallbackChain',
      fallbackChain: ['gemini', 'deepseek', 'claude'],
    });
    await stage.page.keyboard.press('Enter');
    assert.equal((await stage.actions()).length, 2, 'at the top it stays where it is');
  });

  it('moves a model in the chain by dragging', async () => {
    const stage = await openChain(tests);
    const rows = stage.page.locator('.link');
    await rows.nth(0).dragTo(rows.nth(2), { targetPosition: { x: 60, y: 26 } });
    assert.deepEqual((await stage.nextAction(1)).action, {
      type: 'setFallbackChain',
      fallbackChain: ['claude', 'gemini', 'deepseek'],
    });
  });

  it('removes a model and adds another; the focus is never lost', async () => {
    const stage = await openChain(tests);
    await stage.page.getByRole('button', { name: 'Remove claude from the chain' }).press('Enter');
    assert.deepEqual((await stage.nextAction(1)).action, {
      type: 'setFallbackChain',
      fallbackChain: ['deepseek', 'gemini'],
    });
    const focused = await stage.page.evaluate('document.activeElement.getAttribute("aria-label")');
    assert.equal(focused, 'Remove gemini from the chain');
    const picker = stage.page.getByRole('combobox', { name: 'Add a model to the chain' });
    assert.ok(!(await picker.locator('option').allInnerTexts()).includes('deepseek'));
    await picker.selectOption('qwen');
    await stage.page.getByRole('button', { name: 'Add a model to the chain' }).click();
    assert.deepEqual((await stage.nextAction(2)).action, {
      type: 'setFallbackChain',
      fallbackChain: ['deepseek', 'gemini', 'qwen'],
    });
  });

  it('goes back to the chain that is true when the change is refused, and says who is no model', async () => {
    const stage = await openChain(tests);
    await stage.page.getByRole('button', { name: 'Move claude down' }).click();
    const { id } = await stage.nextAction(1);
    await stage.answer(id, false, 'Not here.');
    await stage.page.locator('.chain-card').getByText('Not here.').waitFor();
    assert.deepEqual(await links(stage), ['deepseek', 'claude', 'gemini']);
    await stage.tell({
      type: 'events',
      events: [configChange(11, snapshot, { fallbackChain: ['ghost'], failoverEnabled: false })],
    });
    await stage.page.getByText('no such model').waitFor();
    await stage.page.getByText('Failover is switched off in the settings').waitFor();
  });
}
