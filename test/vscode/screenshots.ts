import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { buildAll } from '../../scripts/build.ts';
import { projectDirectory } from '../../scripts/generate.ts';
import { chromiumArguments, findChromium, missingPrerequisite } from './chromium.ts';
import { emptySnapshot } from './panel-fixture.ts';
import { badDay, goodDay, simulated } from './panel-scenes.ts';
import { EditorStage, type StageOptions } from './panel-stage.ts';

/**
 * `npm run screenshots`: pictures of the panel in the themes of VS Code, from made-up states that look the same every time.
 * `npm run screenshots -- NAME` takes only those whose name contains NAME; VIDEOGENIUS_SCREENSHOTS names another folder.
 */
const directory = process.env.VIDEOGENIUS_SCREENSHOTS ?? join(projectDirectory, 'docs', 'images');

interface Picture extends StageOptions {
  /** Selectors of what to press before the picture is taken. */
  readonly press?: readonly string[];
  /** Only what fits in the window, instead of everything. */
  readonly cut?: boolean;
}

/** Nobody's models look like this: the numbers are made up, so the pictures are of a demo and say so. */
const demo = { host: { fleet: 'simulated', changes: 'session' } } as const;
const wide = { ...demo, width: 1240 };
const bad = simulated(badDay);

const pictures: Readonly<Record<string, Picture>> = {
  'status-dark': { ...wide, snapshot: bad, theme: 'dark' },
  'status-light': { ...wide, snapshot: bad, theme: 'light' },
  'status-high-contrast': { ...wide, snapshot: bad, theme: 'hc-dark' },
  'status-high-contrast-light': { ...wide, snapshot: bad, theme: 'hc-light' },
  'status-healthy': { ...wide, snapshot: simulated(goodDay), theme: 'dark' },
  'status-side-bar': { ...demo, width: 300, height: 1240, snapshot: bad, theme: 'dark', cut: true },
  'status-empty': { width: 300, height: 700, snapshot: emptySnapshot, theme: 'dark' },
  'status-explained': {
    ...wide,
    snapshot: { ...bad, requests: bad.requests.slice(2, 5) },
    theme: 'light',
    press: ['.strategy > summary', '.chain-card > summary', '.model:nth-child(3) .expander', '.request summary'],
  },
};

async function take(browser: Browser, name: string, { press = [], cut = false, ...options }: Picture): Promise<void> {
  const stage = await EditorStage.open(browser, {
    reducedMotion: 'reduce',
    deviceScaleFactor: (options.width ?? 0) > 600 ? 1 : 2,
    ...options,
  });
  await stage.page.locator('.models-section').waitFor();
  for (const target of press) await stage.page.locator(target).first().click();
  if (press.length > 0) await stage.page.mouse.move(0, 0);
  await stage.page.screenshot({ path: join(directory, `${name}.png`), fullPage: !cut });
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
