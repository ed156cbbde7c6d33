import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Snapshot } from '../../server/protocol/index.ts';
import { configChange, snapshot } from './panel-fixture.ts';
import type { PanelTests } from './panel-stage.ts';

const withWeight = (modelId: string, weight: number): Partial<Snapshot> => ({
  models: snapshot.models.map((each) => (each.modelId === modelId ? { ...each, weight } : each)),
});

/** Puts the pointer on a place of a slider, 0 to 1. */
async function pointAt(slider: Locator, share: number): Promise<{ x: number; y: number }> {
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  assert.ok(box);
  const thumb = 14;
  return { x: box.x + thumb / 2 + (box.width - thumb) * share, y: box.y + box.height / 2 };
}

/** What a person can do with one model. */
export function actionsSuite(tests: PanelTests): void {
  it('shows a weight while it is dragged, and sends it once, when the hand lets go', async () => {
    const stage = await tests.stage({ snapshot, width: 400 });
    const row = stage.model('deepseek');
    const slider = row.getByRole('slider', { name: 'Weight of deepseek' });
    assert.equal(await slider.inputValue(), '1.2');
    const from = await pointAt(slider, 0.6);
    const to = await pointAt(slider, 0.25);
    await stage.page.mouse.move(from.x, from.y);
    await stage.page.mouse.down();
    await stage.page.mouse.move((from.x + to.x) / 2, to.y);
    await stage.page.mouse.move(to.x, to.y);
    await row.locator('.weight-value').filter({ hasText: '0.50' }).waitFor();
    // A state that comes meanwhile does not take it out of the hand.
    await stage.tell({ type: 'events', events: [configChange(11, snapshot, {})] });
    assert.equal((await stage.actions()).length, 0);
    await stage.page.mouse.up();
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'setWeight', modelId: 'deepseek', weight: 0.5 });
    await stage.answer(id, true);
    await stage.tell({ type: 'events', events: [configChange(12, snapshot, withWeight('deepseek', 0.5))] });
    await row.locator('.weight-value').filter({ hasText: '0.50' }).waitFor();
    assert.equal((await stage.actions()).length, 1);
  });

  it('follows the state, and says what 0 means', async () => {
    const stage = await tests.stage({ snapshot });
    const slider = stage.model('claude').getByRole('slider');
    await stage.tell({ type: 'events', events: [configChange(11, snapshot, withWeight('claude', 0))] });
    await stage.model('claude').locator('.weight-value').filter({ hasText: '0.00' }).waitFor();
    assert.equal(await slider.inputValue(), '0');
    assert.equal(await slider.getAttribute('aria-valuetext'), '0, never used');
    await stage.model('claude').getByText('Its weight is 0: it is never used').waitFor();
  });

  it('sends a weight that is set by keyboard after a pause, once', async () => {
    const stage = await tests.stage({ snapshot });
    const slider = stage.model('deepseek').getByRole('slider');
    await slider.focus();
    for (let presses = 0; presses < 3; presses += 1) await stage.page.keyboard.press('ArrowRight');
    const { action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'setWeight', modelId: 'deepseek', weight: 1.35 });
    await stage.page.keyboard.press('End');
    await stage.page.keyboard.press('Tab');
    assert.deepEqual((await stage.nextAction(2)).action, { type: 'setWeight', modelId: 'deepseek', weight: 2 });
    assert.equal((await stage.actions()).length, 2);
  });

  it('goes back when a change is refused; the error stays until it is dismissed', async () => {
    const stage = await tests.stage({ snapshot });
    const row = stage.model('deepseek');
    await row.getByRole('slider').focus();
    await stage.page.keyboard.press('Home');
    const { id } = await stage.nextAction(1);
    await stage.answer(id, false, 'The settings file cannot be written.');
    await row.getByText('The settings file cannot be written.').waitFor();
    assert.equal(await row.getByRole('slider').inputValue(), '1.2');
    await stage.page
      .locator('[aria-live]')
      .filter({ hasText: 'The settings file cannot be written.' })
      .waitFor({ state: 'attached' });
    await row.getByRole('button', { name: 'Dismiss' }).click();
    assert.ok(!(await row.getByText('The settings file cannot be written.').isVisible()));
  });

  it('switches a model off and on', async () => {
    const stage = await tests.stage({ snapshot });
    const toggle = stage.model('deepseek').getByRole('switch', { name: 'Use deepseek' });
    assert.ok(await toggle.isChecked());
    assert.ok(!(await stage.model('moonshot').getByRole('switch').isChecked()));
    await toggle.click();
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'setEnabled', modelId: 'deepseek', enabled: false });
    await stage.answer(id, false, 'Not now.');
    await stage.model('deepseek').getByText('Not now.').waitFor();
    assert.ok(await toggle.isChecked(), 'back to what is true');
  });

  it('offers another key where the vendor has refused the present one', async () => {
    const refused: Partial<Snapshot> = {
      models: snapshot.models.map((each) =>
        each.modelId === 'qwen'
          ? { ...each, status: 'isolated', circuit: { state: 'isolated', by: 'configuration', class: 'auth' } }
          : each,
      ),
    };
    const stage = await tests.stage({ snapshot });
    assert.equal(await stage.model('qwen').getByRole('button', { name: 'Set API Key for qwen' }).count(), 0);
    await stage.tell({ type: 'events', events: [configChange(11, snapshot, refused)] });
    await stage.model('qwen').getByRole('button', { name: 'Set API Key for qwen' }).click();
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'setApiKey', modelId: 'qwen' }]);
  });

  it('sets a model aside, and lets it back', async () => {
    const stage = await tests.stage({ snapshot });
    for (const modelId of ['deepseek', 'gemini']) {
      await stage
        .model(modelId)
        .getByRole('button', { name: `More about ${modelId}` })
        .click();
    }
    await stage.model('deepseek').getByRole('button', { name: 'Set Aside deepseek' }).click();
    await stage.model('gemini').getByRole('button', { name: 'Let Back gemini' }).click();
    assert.deepEqual(await stage.actions(), [
      { type: 'isolate', modelId: 'deepseek', isolated: true },
      { type: 'isolate', modelId: 'gemini', isolated: false },
    ]);
  });

  it('checks one model: shows that it runs, then what came of it', async () => {
    const stage = await tests.stage({ snapshot });
    const row = stage.model('claude');
    const button = row.getByRole('button', { name: 'Check claude now' });
    await button.click();
    await row.getByText('Checking claude …').waitFor();
    await button.click({ force: true });
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'check', modelIds: ['claude'] });
    await stage.answer(id, true, 'claude answers and offers haiku.');
    await row.getByText('claude answers and offers haiku.').waitFor();
    assert.equal((await stage.actions()).length, 1, 'a second press while it runs does nothing');
    await button.click();
    await stage.nextAction(2);
  });

  it('checks all models, and opens the settings', async () => {
    const stage = await tests.stage({ snapshot });
    const header = stage.page.locator('.overall');
    await header.getByRole('button', { name: 'Check all models now' }).click();
    await header.getByText('Checking all models …').waitFor();
    const { id, action } = await stage.nextAction(1);
    assert.deepEqual(action, { type: 'check' });
    await stage.answer(id, true);
    await header.getByText('The check is done.').waitFor();
    await header.getByRole('button', { name: 'Settings' }).click();
    assert.deepEqual((await stage.nextAction(2)).action, { type: 'command', command: 'openSettings' });
  });
}
