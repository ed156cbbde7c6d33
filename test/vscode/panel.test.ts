import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { projectDirectory } from '../../scripts/generate.ts';
import { newToken, type StatusServer, startStatusServer } from '../../server/api/http.ts';
import { type Event, renderSentence } from '../../server/protocol/index.ts';
import { systemClock, systemRandom } from '../../server/system/index.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { hostileText, laterEvents, model, snapshot } from './panel-fixture.ts';

const assetsDirectory = join(projectDirectory, 'dist', 'webview');

describe('the panel', () => {
  let browser: Browser;
  let server: StatusServer;
  let publish: (event: Event) => void;
  const complaints: string[] = [];

  before(async () => {
    const executablePath = findChromium();
    assert.ok(executablePath);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  });
  after(() => browser.close());
  beforeEach(async () => {
    complaints.length = 0;
    const random = systemRandom();
    server = await startStatusServer({
      snapshot: () => snapshot,
      subscribe(listener) {
        publish = listener;
        return () => undefined;
      },
      port: 0,
      token: newToken(random),
      assetsDirectory,
      clock: systemClock(),
      random,
    });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server.close();
  });

  /** Opens the status page in a browser of its own and waits for the first row. */
  async function open(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-US', ...options });
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(server.url);
    await page.locator('table.models tbody tr').first().waitFor();
    return page;
  }

  for (const width of [180, 320, 700, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`fits ${width} px in ${colorScheme} without a sideways scroll bar or a complaint of the browser`, async () => {
        const page = await open({ viewport: { width, height: 900 }, colorScheme });
        await page.locator('summary').first().click();
        const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        const folder = process.env.VIDEOGENIUS_TEST_SCREENSHOTS;
        if (folder !== undefined)
          await page.screenshot({ path: join(folder, `panel-${width}-${colorScheme}.png`), fullPage: true });
        assert.ok(Number(overflow) <= 0, `${overflow} px too wide`);
        assert.deepEqual(complaints, []);
      });
    }
  }

  it('shows the same in forced colours', async () => {
    const page = await open({ forcedColors: 'active' });
    assert.equal(await page.locator('table.models tbody tr').count(), snapshot.models.length);
  });

  it('keeps the token out of the address', async () => {
    const page = await open({});
    assert.equal(new URL(page.url()).search, '');
  });

  it('says of every model what it is, why, and whether it is simulated', async () => {
    const page = await open({});
    const table = page.getByRole('table', { name: 'Models' });
    assert.equal(await table.getByRole('columnheader').count(), 8);
    for (const each of snapshot.models) {
      const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: each.modelId }) });
      assert.ok((await row.textContent())?.includes(renderSentence(each.reason)), each.modelId);
      assert.equal(await row.getByText('simulated', { exact: true }).isVisible(), each.simulated);
    }
    const unpriced = table.getByRole('row').filter({ hasText: 'ernie' });
    assert.match((await unpriced.textContent()) ?? '', /unknown/);
  });

  it('never takes text of a model or a vendor for markup', async () => {
    const page = await open({});
    await page.locator('summary').first().click();
    assert.ok(await page.getByText(hostileText).first().isVisible());
    assert.equal(await page.locator('main img').count(), 0);
    assert.equal(await page.title(), 'VideoGenius');
  });

  it('opens a request with the keyboard and keeps it open while events come', async () => {
    const page = await open({});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const attempts = page.getByRole('table', { name: 'Attempts' });
    await attempts.waitFor();
    for (const event of laterEvents) publish(event);
    await page.getByText('Script: running').waitFor();
    await page.getByText('Down.').waitFor();
    assert.equal(await page.locator('ul.requests > li').count(), 2);
    assert.ok(await attempts.isVisible());
    const focused = await page.evaluate('document.activeElement?.tagName');
    assert.equal(focused, 'SUMMARY');
  });

  it('tells a screen reader when a model changes', async () => {
    const page = await open({});
    for (const event of laterEvents) publish(event);
    await page.locator('[aria-live=polite]').filter({ hasText: 'deepseek: unhealthy' }).waitFor({ state: 'attached' });
  });

  it('asks for everything anew after it missed an event', async () => {
    const page = await open({});
    publish({ type: 'model-change', sequence: 99, atMs: 1, model: model('late') });
    const again = page.waitForResponse((response) => response.url().endsWith('/api/events'));
    await again;
    assert.equal(await page.getByText('late', { exact: true }).count(), 0);
  });

  it('says that the connection is lost when the server goes', async () => {
    const page = await open({});
    assert.equal(await page.getByRole('status').textContent(), 'Live');
    await server.close();
    await page
      .getByRole('status')
      .filter({ hasText: /lost|stopped/ })
      .waitFor();
  });

  it('speaks Chinese to a Chinese browser', async () => {
    const page = await open({ locale: 'zh-CN' });
    await page.getByRole('table', { name: '模型' }).waitFor();
  });

  it('works in a webview of VS Code by messages alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'videogenius-panel-'));
    const script = readFileSync(join(assetsDirectory, 'panel.js'), 'utf8');
    const host =
      'var sent = []; function acquireVsCodeApi() { return { postMessage: (message) => sent.push(message) }; }';
    const page = await (await browser.newContext()).newPage();
    try {
      writeFileSync(
        join(directory, 'page.html'),
        `<!DOCTYPE html><html lang="en"><body><main id="panel"></main><script>${host}</script><script>${script}</script>`,
      );
      await page.goto(pathToFileURL(join(directory, 'page.html')).href);
      assert.deepEqual(await page.evaluate('sent'), [{ type: 'ready' }]);
      for (const message of [{ nonsense: true }, { type: 'snapshot', snapshot }]) {
        await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
      }
      for (const event of laterEvents) {
        await page.evaluate(`window.postMessage(${JSON.stringify({ type: 'change', event })}, '*')`);
      }
      await page.getByText('Down.').waitFor();
      await page.evaluate(
        `window.postMessage(${JSON.stringify({ type: 'change', event: { ...laterEvents[0], sequence: 50 } })}, '*')`,
      );
      await page.waitForFunction('sent.length === 2');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
