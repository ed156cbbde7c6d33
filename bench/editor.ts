import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { buildAll } from '../scripts/build.ts';
import { runNode } from '../scripts/mocha-run.ts';
import { packagePath } from '../scripts/package.ts';
import { attachToDaemon } from '../server/attach.ts';
import { chromiumArguments, findChromium } from '../test/vscode/chromium.ts';
import { activation } from './activation.ts';
import { mebibytes, median, milliseconds, spread } from './figures.ts';
import { modelIds, type Upstream } from './load.ts';
import { bareNodeMs, configuration, endDaemon, type Home, newHome, openWindow, type Window } from './window.ts';

/** What a person in the editor feels, against the promises of the product. */
export async function editorFigures(upstream: Upstream): Promise<void> {
  await buildAll();
  const home = await newHome();
  try {
    const { extensionMs, emptyMs } = activation(7);
    const start = await daemonStarts(home, 5);
    const { window } = await openWindow(home);
    const memory = await idleMemory(window);
    const first = await firstCharacter(window);
    const cancel = await cancelTime(window);
    const paint = await firstPaint();
    const packaged = await packageSize();
    console.log('In the editor');
    console.table({
      'extension activation (promise: 30 ms)': {
        measured: milliseconds(median(extensionMs)),
        baseline: `${milliseconds(median(emptyMs))} for nothing at all`,
      },
      'daemon ready, from the need to the greeting (300 ms)': {
        measured: milliseconds(median(start.readyMs)),
        baseline: `${milliseconds(median(start.bareMs))} for a bare Node, ratio ${(median(start.readyMs) / median(start.bareMs)).toFixed(1)}`,
      },
      'daemon at rest, resident (80 MB)': { measured: mebibytes(memory), baseline: '' },
      'command to first character, simulated fleet': {
        measured: milliseconds(first.seenMs),
        baseline: `${milliseconds(first.modelMs)} of it the simulated model`,
      },
      'cancel to closed socket of the vendor (1 s)': { measured: spread(cancel), baseline: '' },
      'panel, first paint': { measured: paint, baseline: '' },
      'package (1.5 MB)': { measured: `${(packaged / 1e6).toFixed(2)} MB`, baseline: '' },
    });
    await manyRequests(window, upstream, 100);
    await manyWindows(home, upstream, 20);
    await endDaemon(window);
  } finally {
    home.remove();
  }
}

async function daemonStarts(home: Home, runs: number): Promise<{ readyMs: number[]; bareMs: number[] }> {
  const readyMs: number[] = [];
  const bareMs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    bareMs.push(await bareNodeMs());
    const { window, ms } = await openWindow(home);
    readyMs.push(ms);
    await endDaemon(window);
  }
  return { readyMs, bareMs };
}

async function idleMemory({ client }: Window): Promise<number> {
  await client.call('session/configure', configuration());
  const status = await client.call('daemon/status', {});
  return status.ok ? status.value.residentBytes : Number.NaN;
}

async function firstCharacter({ client }: Window): Promise<{ seenMs: number; modelMs: number }> {
  await client.call('session/configure', configuration({ fleet: 'simulated' }));
  const begin = performance.now();
  let seenMs = Number.NaN;
  const result = await client.call(
    'script/generate',
    { brief: { topic: 'Why cats purr' } },
    {
      onPart: (part) => {
        if (part.type === 'text-delta' && Number.isNaN(seenMs)) seenMs = performance.now() - begin;
      },
    },
  );
  const attempts = result.ok ? result.value.attempts : [];
  const last = attempts.at(-1);
  return { seenMs, modelMs: (last?.startedMs ?? 0) + (last?.firstTokenMs ?? 0) };
}

/** A vendor that writes one word and then nothing; tells when its socket was closed. */
async function cancelTime({ client }: Window): Promise<number[]> {
  let onClosed = () => {};
  const server = createServer((request, response) => {
    request.resume();
    response.once('close', () => onClosed());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content: 'The sea is quiet tonight. ' } }] })}\n\n`,
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const models = { quiet: { provider: 'openai-compatible', model: 'x', baseUrl: `http://127.0.0.1:${port}/v1` } };
  await client.call('session/configure', configuration({ settings: { 'videogenius.models': models } }));
  const times: number[] = [];
  for (let run = 0; run < 10; run += 1) {
    const abort = new AbortController();
    let abortedAt = 0;
    const closed = new Promise<void>((resolve) => {
      onClosed = () => {
        times.push(performance.now() - abortedAt);
        resolve();
      };
    });
    const call = client.call(
      'script/generate',
      { brief: { topic: 'The sea' }, routing: { pinnedModel: 'quiet' } },
      {
        signal: abort.signal,
        onPart: (part) => {
          if (part.type !== 'text-delta' || abort.signal.aborted) return;
          abortedAt = performance.now();
          abort.abort();
        },
      },
    );
    await Promise.all([call, closed]);
  }
  server.close();
  server.closeAllConnections();
  return times;
}

/** The panel as the daemon's page, in a browser that has never seen it. */
async function firstPaint(): Promise<string> {
  const executablePath = findChromium();
  if (executablePath === undefined) return 'not measured: no Chromium here';
  const daemon = await attachToDaemon(process);
  if (daemon === undefined) return 'not measured: no daemon';
  const stop = new AbortController();
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    const url = await new Promise<string>((resolve) => {
      void daemon.serve({ port: 0, signal: stop.signal, announce: resolve });
    });
    const page = await browser.newPage();
    await page.goto(url);
    await page.locator('#panel *').first().waitFor();
    const paint = await page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime),
    );
    return milliseconds(paint[0] ?? Number.NaN);
  } finally {
    await browser.close();
    stop.abort();
    await daemon.close();
  }
}

async function packageSize(): Promise<number> {
  if (!existsSync(packagePath())) await runNode(['scripts/package.ts']);
  return statSync(packagePath()).size;
}

const upstreamModels = ({ origin }: Upstream) => ({
  'videogenius.models': Object.fromEntries(
    modelIds.map((id) => [
      id,
      { provider: 'openai-compatible', model: 'load', baseUrl: `${origin}/${id}/v1`, maxConcurrent: 1000 },
    ]),
  ),
  'videogenius.strategy': 'leastConnections',
  'videogenius.failover.maxAttempts': 4,
});

async function manyRequests({ client }: Window, upstream: Upstream, count: number): Promise<void> {
  await client.call('session/configure', configuration({ settings: upstreamModels(upstream) }));
  const before = await client.call('daemon/status', {});
  const firstMs: number[] = [];
  const begin = performance.now();
  const results = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      let text = '';
      const started = performance.now();
      const result = await client.call(
        'script/generate',
        { brief: { topic: `The sea, part ${index}`, paragraphs: 3 } },
        {
          onPart: (part) => {
            if (part.type === 'text-delta') {
              if (text === '') firstMs.push(performance.now() - started);
              text += part.text;
            } else if (part.type === 'text-rewind') text = text.slice(0, part.offset);
          },
        },
      );
      return { answered: result.ok, exact: result.ok && result.value.text === text };
    }),
  );
  const wallMs = performance.now() - begin;
  const after = await client.call('daemon/status', {});
  const resident = (status: typeof before) => (status.ok ? mebibytes(status.value.residentBytes) : '');
  console.log(`${count} concurrent scripts through one connection, a third of the models failing`);
  console.table({
    answered: { value: `${results.filter(({ answered }) => answered).length} of ${count}` },
    'streamed text equal to the result': { value: `${results.filter(({ exact }) => exact).length} of ${count}` },
    'wall time': { value: milliseconds(wallMs) },
    'first text p50 / p95 / p99': { value: spread(firstMs) },
    'daemon resident before / after': { value: `${resident(before)} / ${resident(after)}` },
  });
}

async function manyWindows(home: Home, upstream: Upstream, count: number): Promise<void> {
  const opened = await Promise.all(Array.from({ length: count }, () => openWindow(home)));
  const windows = opened.map(({ window }) => window);
  for (const { client } of windows) {
    await client.call('session/configure', configuration({ settings: upstreamModels(upstream) }));
  }
  for (const { client, mirror } of windows) {
    const watched = await client.call('state/watch', {});
    if (watched.ok) mirror.replace(watched.value);
  }
  const begin = performance.now();
  const answers = await Promise.all(
    windows.map(({ client }, index) => client.call('script/generate', { brief: { topic: `Window ${index}` } })),
  );
  const wallMs = performance.now() - begin;
  const state = await windows[0]?.client.call('state/get', {});
  const sequence = state?.ok ? state.value.sequence : Number.NaN;
  const until = performance.now() + 5000;
  while (performance.now() < until && windows.some(({ mirror }) => mirror.snapshot()?.sequence !== sequence)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const complete = windows.filter(
    ({ mirror, eventSequences }) =>
      mirror.snapshot()?.sequence === sequence &&
      eventSequences.every((each, index) => index === 0 || each === (eventSequences[index - 1] ?? 0) + 1),
  );
  console.log(`${count} windows at once, one script each, all watching`);
  console.table({
    answered: { value: `${answers.filter(({ ok }) => ok).length} of ${count}` },
    'windows with every event exactly once': { value: `${complete.length} of ${count}` },
    'events per window': { value: windows[0]?.eventSequences.length ?? 0 },
    'wall time': { value: milliseconds(wallMs) },
    'opening all windows p50 / p95 / p99': { value: spread(opened.map(({ ms }) => ms)) },
  });
  for (const window of windows) window.close();
}
