import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { projectDirectory } from '../../scripts/generate.ts';
import type { HostToPanel, PanelAction, PanelHost, PanelToHost, Snapshot } from '../../server/protocol/index.ts';
import { editorHost, nowMs } from './panel-fixture.ts';
import { type ThemeName, themes } from './themes.ts';

const assetsDirectory = join(projectDirectory, 'dist', 'webview');
const address = 'http://panel.test/';
const nonce = 'bm9uY2Ugb2YgYSB0ZXN0';

/** The policy that a webview of VS Code lives under. */
const policy = `default-src 'none'; style-src ${address} 'nonce-${nonce}'; script-src 'nonce-${nonce}'; font-src ${address}`;

export function asset(name: 'panel.js' | 'panel.css'): string {
  return readFileSync(join(assetsDirectory, name), 'utf8');
}

/** Stands for the extension: keeps what the panel says, and the state that VS Code would keep for it. */
function hostScript(kept: unknown): string {
  return `var sent = []; var kept = ${JSON.stringify(kept)};
    function acquireVsCodeApi() {
      return { postMessage: (message) => sent.push(message), getState: () => kept, setState: (state) => { kept = state; } };
    }`;
}

export interface StageOptions extends BrowserContextOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly host?: Partial<PanelHost>;
  /** Undefined: the host has none to give. */
  readonly snapshot?: Snapshot | undefined;
  /** What the panel had kept when it was here last. */
  readonly kept?: unknown;
}

/** The panel in a webview as VS Code makes it, with a test in the place of the extension. */
export class EditorStage {
  readonly page: Page;
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, options: StageOptions = {}): Promise<EditorStage> {
    const { theme = 'dark', width = 320, height = 900, host, kept = null, ...rest } = options;
    const context = await browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      ...rest,
      viewport: { width, height },
    });
    const page = await context.newPage();
    const stage = new EditorStage(page);
    // The time of day stands still; timers run. A test moves it on by hand.
    await page.clock.setFixedTime(nowMs);
    const { bodyClass, variables } = themes[theme];
    await page.route(`${address}**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/panel.js') return route.fulfill({ contentType: 'text/javascript', body: asset('panel.js') });
      if (path === '/panel.css') return route.fulfill({ contentType: 'text/css', body: asset('panel.css') });
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
          <meta http-equiv="Content-Security-Policy" content="${policy}"><title>VideoGenius</title>
          <link rel="stylesheet" href="${address}panel.css" nonce="${nonce}"></head>
          <body class="${bodyClass}"><main id="panel"></main>
          <script nonce="${nonce}">
            for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
              document.documentElement.style.setProperty(name, value);
            }
            ${hostScript(kept)}
          </script>
          <script nonce="${nonce}" src="${address}panel.js"></script></body></html>`,
      });
    });
    await page.goto(address);
    await stage.tell({ type: 'host', host: { ...editorHost, ...host } });
    if (options.snapshot !== undefined) {
      await stage.tell({ type: 'snapshot', snapshot: options.snapshot });
      await page.locator('.models-section').waitFor();
    }
    return stage;
  }

  /** A message of the extension. */
  async tell(message: HostToPanel): Promise<void> {
    await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** Everything the panel has said so far. */
  async sent(): Promise<PanelToHost[]> {
    return this.page.evaluate('sent');
  }

  /** The actions so far, in order. */
  async actions(): Promise<PanelAction[]> {
    return (await this.sent()).flatMap((message) => (message.type === 'action' ? [message.action] : []));
  }

  /** Waits until the panel has asked for this many things, and gives the last of them with its number. */
  async nextAction(amount: number): Promise<{ readonly id: number; readonly action: PanelAction }> {
    await this.until(`sent.filter(({ type }) => type === 'action').length >= ${amount}`);
    const asked = (await this.sent()).flatMap((message) => (message.type === 'action' ? [message] : []));
    const last = asked[amount - 1];
    if (last === undefined) throw new Error('The panel has asked for nothing.');
    return { id: last.id, action: last.action };
  }

  /** Waits until an expression holds in the page. The policy of the page forbids what Playwright has for this. */
  async until(expression: string): Promise<void> {
    const nextFrame = `new Promise((resolve) => requestAnimationFrame(() => resolve(Boolean(${expression}))))`;
    while (!(await this.page.evaluate<boolean>(nextFrame)));
  }

  /** Answers an action. */
  async answer(id: number, ok: boolean, message = ''): Promise<void> {
    await this.tell({ type: 'result', id, ok, message });
  }

  /** Moves the time of day on. */
  async later(ms: number): Promise<void> {
    await this.page.clock.setFixedTime(nowMs + ms);
  }

  /** The entry of a model in the list of those that are set up. */
  model(modelId: string): Locator {
    const name = this.page.getByRole('heading', { level: 3, name: modelId, exact: true });
    return this.page.locator('.model').filter({ has: name });
  }

  /** The entry of a request by its place, counted from 0. */
  request(place: number): Locator {
    return this.page.locator('.request').nth(place);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** What a part of the suite works with. */
export interface PanelTests {
  browser(): Browser;
  /** The panel in a webview; it is closed after the test, and nothing it complained of is overlooked. */
  stage(options?: StageOptions): Promise<EditorStage>;
}
