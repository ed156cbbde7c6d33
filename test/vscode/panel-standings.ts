import assert from 'node:assert/strict';
import { editorHost, emptySnapshot, model, snapshot } from './panel-fixture.ts';
import type { PanelTests } from './panel-stage.ts';

/** How the panel looks when not everything is well, or nothing is there yet. */
export function standingsSuite(tests: PanelTests): void {
  it('without a daemon: says so and offers to start it, or the demo', async () => {
    const stage = await tests.stage({ host: { connection: 'stopped' } });
    await stage.page.getByText('VideoGenius is not running').waitFor();
    await stage.page.getByRole('button', { name: 'Start', exact: true }).click();
    await stage.page.getByRole('button', { name: 'Start Demo' }).click();
    assert.deepEqual(await stage.actions(), [
      { type: 'command', command: 'restartDaemon' },
      { type: 'command', command: 'startDemo' },
    ]);
  });

  it('while it starts, and when it could not: with the reason, Restart and Show Log', async () => {
    const stage = await tests.stage({ host: { connection: 'starting' } });
    await stage.page.getByText('VideoGenius is starting …').waitFor();
    await stage.tell({
      type: 'host',
      host: { ...editorHost, connection: 'failed', message: 'The program ended at once.' },
    });
    await stage.page.getByText('VideoGenius could not start').waitFor();
    await stage.page.getByText('The program ended at once.').waitFor();
    await stage.page.getByRole('button', { name: 'Show Log' }).click();
    await stage.page.getByRole('button', { name: 'Restart' }).click();
    assert.deepEqual(await stage.actions(), [
      { type: 'command', command: 'showLog' },
      { type: 'command', command: 'restartDaemon' },
    ]);
    await stage.tell({ type: 'host', host: editorHost });
    await stage.page.getByText('Reading the state of your models').waitFor();
    await stage.tell({ type: 'snapshot', snapshot });
    await stage.model('deepseek').waitFor();
    assert.equal(await stage.page.locator('.notice:visible').count(), 0);
  });

  it('offers only commands that its host has', async () => {
    const stage = await tests.stage({ host: { connection: 'failed', commands: ['showLog'] } });
    await stage.page.getByRole('button', { name: 'Show Log' }).waitFor();
    assert.equal(await stage.page.getByRole('button', { name: 'Restart' }).count(), 0);
  });

  it('keeps the last state, greyed and not to be changed, when the daemon is gone', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.model('deepseek').waitFor();
    await stage.tell({ type: 'host', host: { ...editorHost, connection: 'failed', message: 'Gone.' } });
    await stage.page.getByText('Gone.').waitFor();
    assert.ok(await stage.page.locator('main[data-stale]').isVisible());
    assert.ok(await stage.model('deepseek').getByRole('slider').isDisabled());
    assert.ok(await stage.page.getByRole('button', { name: 'Check all models now' }).isDisabled());
    await stage.tell({ type: 'host', host: editorHost });
    await stage.page.locator('main:not([data-stale])').waitFor();
    assert.ok(await stage.model('deepseek').getByRole('slider').isEnabled());
  });

  it('without a model: names the two ways to begin, and what each vendor lacks', async () => {
    const stage = await tests.stage({ snapshot: emptySnapshot });
    await stage.page.getByText('Set up your first model').waitFor();
    await stage.page.getByText('No API key is set for deepseek.').waitFor();
    assert.equal(await stage.page.locator('.totals:visible, .routing:visible, .requests-section:visible').count(), 0);
    await stage.page.getByRole('button', { name: 'Set API Key', exact: true }).click();
    await stage.page.getByRole('button', { name: 'Start Demo' }).click();
    assert.deepEqual(await stage.actions(), [
      { type: 'command', command: 'setApiKey' },
      { type: 'command', command: 'startDemo' },
    ]);
    await stage.tell({ type: 'snapshot', snapshot: { ...emptySnapshot, sequence: 2, models: [model('deepseek')] } });
    await stage.page.getByText('Your model is ready').waitFor();
    assert.ok(!(await stage.page.getByText('Set up your first model').isVisible()));
  });

  it('without a request: says what will stand here, and offers to write', async () => {
    const stage = await tests.stage({ snapshot: { ...snapshot, requests: [] } });
    await stage.page.getByText('No request yet').waitFor();
    await stage.page.getByRole('button', { name: 'Generate Script' }).click();
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'generateScript' }]);
  });

  it('in a folder that is not trusted: changes nothing, but still checks', async () => {
    const stage = await tests.stage({ snapshot, host: { trusted: false } });
    await stage.page.getByText('This folder is not trusted.').waitFor();
    const row = stage.model('deepseek');
    assert.ok(await row.getByRole('slider').isDisabled());
    assert.ok(await row.getByRole('switch').isDisabled());
    await row.locator('.expander').click();
    assert.ok(await row.getByRole('button', { name: 'Set Aside deepseek' }).isDisabled());
    assert.ok(await row.getByRole('button', { name: 'Check deepseek now' }).isEnabled());
    await stage.page.locator('.strategy > summary').click();
    assert.ok(await stage.page.getByRole('radio', { name: 'Random' }).isDisabled());
    await stage.page.locator('.chain-card > summary').click();
    assert.ok(await stage.page.getByRole('button', { name: 'Move claude up' }).isDisabled());
    await stage.page.getByRole('button', { name: 'Manage Trust' }).click();
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'manageTrust' }]);
  });

  it('in a demo: says that all is simulated, how long changes last, and ends it', async () => {
    const stage = await tests.stage({ snapshot, host: { fleet: 'simulated', changes: 'session' } });
    await stage.page.getByText('Demo: every model here is simulated.').waitFor();
    await stage.page.getByText('Changes last until VideoGenius stops.').waitFor();
    await stage.page.getByRole('button', { name: 'End Demo' }).click();
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'stopDemo' }]);
  });

  it('with nothing ready: names the model that may come back first', async () => {
    const resting = snapshot.models.filter(({ modelId }) => modelId === 'openai' || modelId === 'ernie');
    const stage = await tests.stage({ snapshot: { ...snapshot, models: resting } });
    await stage.page.getByText('No model is ready right now').waitFor();
    await stage.page.getByText('openai may be back in 0:20').waitFor();
    await stage.later(3000);
    await stage.page.getByText('openai may be back in 0:17').waitFor();
  });
}
