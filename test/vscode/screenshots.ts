import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildAll } from '../../scripts/build.ts';
import { projectDirectory } from '../../scripts/generate.ts';
import { createApplication } from '../../server/main.ts';
import { Config } from '../../server/protocol/index.ts';
import { chromiumArguments, findChromium, missingPrerequisite } from './chromium.ts';

/** `npm run screenshots`: takes the pictures of the README from the real status page over a simulated bad day. */
const directory = join(projectDirectory, 'docs', 'images');

/** Nine simulated models, of which some have a bad day. */
const badDay = Config.parse({
  strategy: 'weightedRoundRobin',
  failover: { maxAttempts: 4 },
  models: {
    'simulated-deepseek': {
      provider: 'simulated',
      model: 'steady',
      price: { inputPerMillion: 0.15, outputPerMillion: 0.6 },
    },
    'simulated-claude': { provider: 'simulated', model: 'steady', price: { inputPerMillion: 1, outputPerMillion: 5 } },
    'simulated-openai': {
      provider: 'simulated',
      model: 'flaky',
      price: { inputPerMillion: 0.2, outputPerMillion: 1.2 },
    },
    'simulated-moonshot': {
      provider: 'simulated',
      model: 'rateLimited',
      price: { inputPerMillion: 0.95, outputPerMillion: 4 },
    },
    'simulated-ollama': { provider: 'simulated', model: 'steady' },
    'simulated-azure': {
      provider: 'simulated',
      model: 'failing',
      price: { inputPerMillion: 0.4, outputPerMillion: 1.6 },
    },
    'simulated-gemini': {
      provider: 'simulated',
      model: 'fast',
      price: { inputPerMillion: 0.75, outputPerMillion: 3.75 },
    },
    'simulated-qwen': {
      provider: 'simulated',
      model: 'badKey',
      price: { inputPerMillion: 0.4, outputPerMillion: 1.2 },
    },
    'simulated-ernie': {
      provider: 'simulated',
      model: 'steady',
      price: { inputPerMillion: 0.13, outputPerMillion: 0.55 },
    },
  },
});

const topics = [
  'How honeybees find their way home',
  'The sea at night',
  'Why bread smells so good',
  '春天的花海',
  'A walk through an old town',
];

async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`No pictures were taken: ${missingPrerequisite}.`);
  await buildAll();
  mkdirSync(directory, { recursive: true });
  const application = createApplication({ config: badDay, environment: {}, models: 'simulated' });
  const { signal } = new AbortController();
  for (const topic of topics) {
    await Promise.all([
      application.client.call('script/generate', { brief: { topic } }, { signal }),
      application.client.call('keywords/generate', { topic }, { signal }),
    ]);
  }
  const stop = new AbortController();
  let announce: (url: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const served = application.serve({ port: 0, signal: stop.signal, announce });
  const url = await address;
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    for (const [name, options] of [
      ['status-light', { colorScheme: 'light' }],
      ['status-dark', { colorScheme: 'dark' }],
      ['status-high-contrast', { colorScheme: 'dark', forcedColors: 'active' }],
    ] as const) {
      const context = await browser.newContext({ ...options, viewport: { width: 1100, height: 900 }, locale: 'en-US' });
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('table.models tbody tr').first().waitFor();
      await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
      await context.close();
      console.log(`docs/images/${name}.png`);
    }
  } finally {
    await browser.close();
    stop.abort();
    await served;
    await application.close();
  }
}

await main();
