import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type Application, createApplication } from '../../server/main.ts';
import { Config } from '../../server/protocol/index.ts';
import type { PanelTests } from './panel-stage.ts';

/** One model that always fails before one that answers. */
const config = Config.parse({
  strategy: 'weightedRoundRobin',
  modelWeights: { broken: 2, sound: 0.1 },
  models: { broken: { provider: 'simulated', model: 'failing' }, sound: { provider: 'simulated', model: 'fast' } },
});

/** The panel with nothing made up: engine, server and page of the product. */
export function daemonSuite(tests: PanelTests): void {
  let application: Application;
  let page: Page;
  let stop: AbortController;
  let served: Promise<unknown>;
  let complaints: string[];

  beforeEach(async () => {
    complaints = [];
    stop = new AbortController();
    application = createApplication({ config, environment: {}, models: 'simulated' });
    const url = await new Promise<string>((announce, reject) => {
      served = application.serve({ port: 0, signal: stop.signal, announce });
      served.catch(reject);
    });
    const context = await tests.browser().newContext({ locale: 'en-US', viewport: { width: 1240, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    await page.locator('.model').nth(1).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    stop.abort();
    await served;
    await application.close();
  });

  it('shows a real failover with its reason, and everything as simulated', async () => {
    await page.getByText('Demo: every model here is simulated.').waitFor();
    const result = await application.client.call('script/generate', { brief: { topic: 'The sea at night' } });
    assert.ok(result.ok);
    const row = page.locator('.request').first();
    await row.getByText('broken (overloaded) → sound').waitFor();
    await row.locator('.badge').getByText('simulated').waitFor();
    await row.locator('summary').first().click();
    await row.getByRole('table', { name: 'Attempts' }).getByRole('rowheader', { name: 'sound' }).waitFor();
    await row.getByText('Strategy: Weighted round robin.').waitFor();
    const drawing = page.locator('.model').filter({ hasText: 'broken' }).getByRole('img');
    assert.match((await drawing.getAttribute('aria-label')) ?? '', /attempt failed/);
    assert.deepEqual(complaints, []);
  });

  it('changes weight, strategy and chain of the engine, and follows it', async () => {
    await page.getByRole('slider', { name: 'Weight of sound' }).press('End');
    await page.locator('.strategy > summary').click();
    await page.getByText('Any model, by equal chance.').click();
    await page.locator('.chain-card > summary').click();
    await page.getByRole('combobox', { name: 'Add a model to the chain' }).selectOption('sound');
    await page.getByRole('button', { name: 'Add a model to the chain' }).click();
    await page.locator('.chain-card summary').getByText('sound').waitFor();
    await page.getByRole('switch', { name: 'Use broken' }).click();
    await page.locator('.model[data-status="disabled"]').filter({ hasText: 'broken' }).waitFor();
    const { strategy, fallbackChain, models } = application.engine.snapshot();
    assert.equal(strategy, 'random');
    assert.deepEqual(fallbackChain, ['sound']);
    assert.equal(models.find(({ modelId }) => modelId === 'sound')?.weight, 2);
    assert.equal(models.find(({ modelId }) => modelId === 'broken')?.enabled, false);
    application.configure({ ...config, modelWeights: { broken: 2, sound: 0.5 } });
    await page.locator('.model').filter({ hasText: 'sound' }).locator('.weight-value').getByText('0.50').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('checks a model and sets one aside', async () => {
    await page.getByRole('button', { name: 'Check sound now' }).click();
    await page.locator('.model').filter({ hasText: 'sound' }).locator('.feedback[data-kind="good"]').waitFor();
    await page.getByRole('button', { name: 'More about sound' }).click();
    await page.getByRole('button', { name: 'Set Aside sound' }).click();
    await page.locator('.model[data-status="isolated"]').waitFor();
    assert.equal(application.engine.snapshot().models.find(({ modelId }) => modelId === 'sound')?.status, 'isolated');
    await page.getByRole('button', { name: 'Let Back sound' }).click();
    await page.locator('.model[data-status="isolated"]').waitFor({ state: 'detached' });
  });
}
