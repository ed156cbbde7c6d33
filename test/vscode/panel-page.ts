import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { PageServer } from './page-server.ts';
import { overflow, seriousProblems } from './panel-access.ts';
import { failover, nowMs, pageHost, snapshot } from './panel-fixture.ts';
import type { PanelTests } from './panel-stage.ts';

/** The same panel as the daemon's page: with streams and calls in the place of messages. */
export function pageSuite(tests: PanelTests): void {
  let server: PageServer;
  let complaints: string[];
  let pages: Page[];

  beforeEach(async () => {
    complaints = [];
    pages = [];
    server = await PageServer.start(snapshot, pageHost);
  });
  afterEach(async () => {
    for (const page of pages) await page.context().close();
    await server.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await tests.browser().newContext({ locale: 'en-US', timezoneId: 'UTC', ...options });
    const page = await context.newPage();
    pages.push(page);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.clock.setFixedTime(nowMs);
    await page.goto(server.url);
    await page.locator('.model').first().waitFor();
    return page;
  }

  for (const [name, options] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['forced colours, dark', { colorScheme: 'dark', forcedColors: 'active' }],
    ['forced colours, light', { colorScheme: 'light', forcedColors: 'active' }],
  ] as const) {
    it(`has no barrier in ${name}, at three widths, under its own policy`, async () => {
      const page = await open({ ...options, reducedMotion: 'reduce' });
      await page.locator('.strategy > summary').click();
      await page.locator('.request summary').first().click();
      for (const width of [180, 500, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        assert.equal(await overflow(page), 0, `${width} px`);
        assert.deepEqual(await seriousProblems(page), [], `${width} px`);
      }
      assert.deepEqual(complaints, []);
    });
  }

  it('follows the events and sends what a person does', async () => {
    const page = await open();
    await page.getByText('Changes last until VideoGenius stops.').waitFor();
    assert.equal(
      await page.getByRole('button', { name: 'Settings' }).count(),
      0,
      'a page has no commands of the editor',
    );
    for (const event of failover) server.publish(event);
    await page.getByText('claude (rate limited) → deepseek').waitFor();
    server.answer = { ok: false, message: 'Weights are set in settings.json.' };
    await page.getByRole('slider', { name: 'Weight of deepseek' }).press('Home');
    await page.getByText('Weights are set in settings.json.').waitFor();
    assert.deepEqual(server.actions, [{ type: 'setWeight', modelId: 'deepseek', weight: 0 }]);
    assert.deepEqual(complaints, []);
  });

  it('says that the connection is lost, greys the last state, and comes back by itself', async () => {
    const page = await open();
    await server.interrupt();
    await page.getByText('The connection is lost.').waitFor();
    assert.ok(await page.locator('main[data-stale]').isVisible());
    assert.ok(await page.getByRole('slider').first().isDisabled());
    await server.resume();
    await page.locator('main:not([data-stale])').waitFor();
    assert.ok(!(await page.getByText('The connection is lost.').isVisible()));
    for (const event of failover) server.publish(event);
    await page.getByText('1 request is running').waitFor();
  });

  it('says so when the server no longer knows it, and still tries again', async () => {
    const page = await open();
    server.refuse = true;
    await server.interrupt();
    await server.resume();
    await page.getByText('VideoGenius has stopped or was started anew.').waitFor();
    server.refuse = false;
    await page.locator('main:not([data-stale])').waitFor();
  });

  it('says so when an action does not reach the server', async () => {
    const page = await open();
    server.breakActions = true;
    await page.getByRole('button', { name: 'Check deepseek now' }).click();
    await page.getByText('This did not work: there is no connection').waitFor();
  });

  it('asks for everything anew after it missed an event', async () => {
    const page = await open();
    const again = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    const [event] = failover;
    assert.ok(event);
    server.publish({ ...event, sequence: 99 });
    await again;
    assert.equal(await page.locator('.request').count(), 1);
  });

  it('speaks Chinese to a Chinese browser', async () => {
    server.host = { ...pageHost, locale: 'zh-cn' };
    const page = await open({ locale: 'zh-CN' });
    await page.getByRole('heading', { name: '模型', exact: true }).waitFor();
  });

  it('works with a server that tells nothing about itself', async () => {
    server.host = undefined;
    const page = await open();
    assert.ok(await page.getByRole('slider').first().isEnabled());
  });
}
