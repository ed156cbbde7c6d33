import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Frame, Page } from 'playwright-core';
import * as z from 'zod';

/**
 * What the tests inside the editor cannot do themselves, because it happens in the browser: press keys, look into the panel. They
 * ask for it over HTTP on loopback, and get `{ ok, value }` or `{ ok: false, message }`.
 */
export const BrowserStep = z.discriminatedUnion('do', [
  /** Types into whatever has the focus. */
  z.strictObject({ do: z.literal('type'), text: z.string() }),
  /** Presses a key such as `Enter` or `Control+Z`. */
  z.strictObject({ do: z.literal('press'), key: z.string() }),
  /** Clicks on something of the workbench. */
  z.strictObject({ do: z.literal('click'), selector: z.string() }),
  /** The text of the workbench that is visible under a selector; null when nothing is there. */
  z.strictObject({ do: z.literal('text'), selector: z.string() }),
  /** Evaluates an expression inside the panel and gives its value. */
  z.strictObject({ do: z.literal('panel'), expression: z.string() }),
  /** Clicks on something inside the panel. */
  z.strictObject({ do: z.literal('panelClick'), selector: z.string() }),
  /** Focuses something inside the panel and presses a key. */
  z.strictObject({ do: z.literal('panelPress'), selector: z.string(), key: z.string() }),
  /** Keeps a picture of the whole window, when a folder for pictures is given. */
  z.strictObject({ do: z.literal('picture'), name: z.string().regex(/^[\w-]+$/) }),
]);
export type BrowserStep = z.infer<typeof BrowserStep>;

export interface StepServer {
  readonly url: string;
  close(): void;
}

/** Serves the steps for one page. Pictures go to `pictures`, or nowhere. */
export async function serveSteps(page: Page, pictures: string | undefined): Promise<StepServer> {
  const server = createServer((request, response) => {
    void textOf(request)
      .then((body) => perform(page, BrowserStep.parse(JSON.parse(body)), pictures))
      .then(
        (value) => response.end(JSON.stringify({ ok: true, value: value ?? null })),
        (error: unknown) =>
          response.end(JSON.stringify({ ok: false, message: error instanceof Error ? error.message : String(error) })),
      );
  });
  return { url: await listening(server), close: () => void server.close() };
}

const stepTimeoutMs = 20_000;

async function perform(page: Page, step: BrowserStep, pictures: string | undefined): Promise<unknown> {
  const timeout = { timeout: stepTimeoutMs };
  switch (step.do) {
    case 'type':
      return page.keyboard.type(step.text);
    case 'press':
      return page.keyboard.press(step.key);
    case 'click':
      return page.locator(step.selector).first().click(timeout);
    case 'text': {
      const found = page.locator(step.selector).first();
      return (await found.count()) === 0 ? null : found.innerText(timeout);
    }
    case 'panel':
      return (await panelFrame(page)).evaluate(step.expression);
    case 'panelClick':
      return (await panelFrame(page)).locator(step.selector).first().click(timeout);
    case 'panelPress':
      return (await panelFrame(page)).locator(step.selector).first().press(step.key, timeout);
    case 'picture':
      if (pictures === undefined) return undefined;
      mkdirSync(pictures, { recursive: true });
      return void (await page.screenshot({ path: join(pictures, `${step.name}.png`) }));
  }
}

/** VS Code puts a webview into a frame inside a frame. */
async function panelFrame(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe.webview').first().frameLocator('iframe#active-frame');
  const body = inner.locator('body');
  await body.waitFor({ timeout: stepTimeoutMs });
  const handle = await body.elementHandle({ timeout: stepTimeoutMs });
  const frame = await handle?.ownerFrame();
  if (frame === null || frame === undefined) throw new Error('the panel has no frame');
  return frame;
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
}
