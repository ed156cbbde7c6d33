import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { buildAll } from '../../scripts/build.ts';
import { projectDirectory } from '../../scripts/generate.ts';
import { chromiumArguments, findChromium, missingPrerequisite } from './chromium.ts';
import { emptySnapshot } from './panel-fixture.ts';
import { badDay, demoDay, goodDay } from './panel-scenes.ts';
import { EditorStage, type StageOptions } from './panel-stage.ts';

/**
 * `npm run screenshots`: pictures of the panel in the themes of VS Code, from made-up states that look the same every time.
 * `npm run screenshots -- NAME` takes only those whose name contains NAME; VIDEOGENIUS_SCREENSHOTS names another folder.
 */
const directory = process.env.VIDEOGENIUS_SCREENSHOTS ?? join(projectDirectory, 'docs', 'images');

interface Picture extends StageOptions {
  /** Names of buttons and summaries to press before the picture is taken. */
  readonly press?: readonly string[];
}

const wide = { width: 1240 };

const pictures: Readonly<Record<string, Picture>> = {
  'status-dark': { ...wide, snapshot: badDay, theme: 'dark' },
  'status-light': { ...wide, snapshot: badDay, theme: 'light' },
  'status-high-contrast': { ...wide, snapshot: badDay, theme: 'hc-dark' },
  'status-high-contrast-light': { ...wide, snapshot: badDay, theme: 'hc-light' },
  'status-side-bar': { width: 300, snapshot: demoDay, theme: 'dark', host: { fleet: 'simulated', changes: 'session' } },
  'status-healthy': { ...wide, snapshot: goodDay, theme: 'dark' },
  'status-empty': { width: 300, height: 700, snapshot: emptySnapshot, theme: 'dark' },
  'status-explained': {
    ...wide,
    snapshot: { ...badDay, requests: badDay.requests.slice(2, 5) },
    theme: 'light',
    press: [
      '.strategy > summary',
      '.chain-card > summary',
      '.model:nth-child(3) .expander',
      '.request:nth-child(1) summary',
    ],
  },
};

async function take(browser: Browser, name: string, { press = [], ...options }: Picture): Promise<void> {
  const stage = await EditorStage.open(browser, {
    reducedMotion: 'reduce',
    deviceScaleFactor: (options.width ?? 0) > 600 ? 1 : 2,
    ...options,
  });
  await stage.page.locator('.models-section').waitFor();
  for (const target of press) await stage.page.locator(target).first().click();
  if (press.length > 0) await stage.page.mouse.move(0, 0);
  await stage.page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
  await stage.close();
  if (stage.complaints.length > 0) throw new Error(`${name}: ${stage.complaints.join('; ')}`);
}

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`No pictures were taken: ${missingPrerequisite}.`);
  await buildAll();
  mkdirSync(directory, { recursive: true });
  const [part = ''] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    for (const [name, picture] of Object.entries(pictures)) {
      if (!name.includes(part)) continue;
      await take(browser, name, picture);
      console.log(join(directory, `${name}.png`));
    }
  } finally {
    await browser.close();
  }
}

await main();
