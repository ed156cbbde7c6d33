import assert from 'node:assert/strict';
import { sentencesZhCn } from '../../server/api/texts/zh-cn-sentences.ts';
import { renderSentence } from '../../server/protocol/index.ts';
import { failover, failoverEnd, hostileText, model, nowMs, samples, snapshot, switched } from './panel-fixture.ts';
import type { PanelTests } from './panel-stage.ts';

const second = 1000;

/** Ids of the contract that are no words: whoever sees one of them has been shown something raw. */
const rawIds =
  /circuitOpen|notConfigured|rateLimit|halfOpen|weightedRoundRobin|leastConnections|allModelsFailed|null|undefined|NaN|\[object/;

export function viewsSuite(tests: PanelTests): void {
  it('says once that it is ready, and asks for nothing more', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.model('deepseek').waitFor();
    assert.deepEqual(await stage.sent(), [{ type: 'ready' }]);
  });

  it('says of every model how it stands, why, since when, and whether it is simulated', async () => {
    const stage = await tests.stage({ snapshot, width: 1240 });
    const icons = new Set<string>();
    for (const each of snapshot.models.filter(({ status }) => status !== 'notConfigured')) {
      const row = stage.model(each.modelId);
      const text = (await row.innerText()).replace(/\s+/g, ' ');
      assert.ok(text.includes(renderSentence(each.reason)), each.modelId);
      assert.equal(await row.getByText('simulated', { exact: true }).isVisible(), each.simulated);
      assert.doesNotMatch(text, rawIds);
      icons.add((await row.locator('.identity [data-icon]').getAttribute('data-icon')) ?? '');
    }
    assert.equal(icons.size, 6, 'each status has a sign of its own');
    assert.match(await stage.model('deepseek').innerText(), /Healthy\s+for 12 min/);
    assert.match(await stage.model('ernie').innerText(), /unknown/, 'a cost that is not known is not called zero');
    assert.match(await stage.model('deepseek').innerText(), /412 ms\s+first text\s+2\.3 s\s+whole answer/);
    assert.match(await stage.model('deepseek').innerText(), /2 \/ 8/);
  });

  it('counts down to the next try by itself, without asking the host', async () => {
    const stage = await tests.stage({ snapshot });
    const row = stage.model('openai');
    await row.getByText('Next try in 0:20').waitFor();
    await stage.model('ernie').getByText('Rate limited for 1:35 more').waitFor();
    await stage.later(5 * second);
    await row.getByText('Next try in 0:15').waitFor();
    await stage.later(21 * second);
    await row.getByText('The next request tries it again').waitFor();
    assert.equal((await stage.sent()).length, 1);
  });

  it('draws the last attempts, marks the failed ones, and says the same in words', async () => {
    const stage = await tests.stage({ snapshot });
    const drawing = stage.model('claude').getByRole('img');
    assert.match(
      (await drawing.getAttribute('aria-label')) ?? '',
      /last 12 attempts: 10 worked, 2 failed\. Usually .* at most/,
    );
    assert.equal(await drawing.locator('rect.failed').count(), 2);
    assert.equal(await drawing.locator('path.mark').count(), 2);
    assert.equal(await drawing.locator('rect.first').count(), 10);
    const first = { x: Number(await drawing.locator('rect').first().getAttribute('x')) };
    assert.ok(first.x > 60, 'newest at the right');
    assert.equal(await stage.model('qwen').getByRole('img').getAttribute('aria-label'), 'No attempt yet');
    assert.match(
      (await stage.model('openai').getByRole('img').getAttribute('aria-label')) ?? '',
      /last 3 attempts all failed/,
    );
  });

  it('opens a model to key, price, tokens and circuit, and remembers that it is open', async () => {
    const stage = await tests.stage({ snapshot });
    const row = stage.model('openai');
    await row.getByRole('button', { name: 'More about openai' }).click();
    const text = await row.locator('.more').innerText();
    for (const part of [
      'Stored in the editor',
      '$0.27 in, $1.10 out',
      'as of 2026-10-01',
      '3,400 / 23K',
      '43 worked, 1 failed',
      'Open: left alone for a while',
      'after: overloaded',
      'openai-chat',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    const kept: unknown = await stage.page.evaluate('kept');
    const again = await tests.stage({ snapshot, kept });
    assert.ok(await again.model('openai').locator('.more').isVisible());
    assert.ok(!(await again.model('deepseek').locator('.more').isVisible()));
  });

  it('folds away what is not set up, with what is missing', async () => {
    const stage = await tests.stage({ snapshot });
    const folded = stage.page.locator('.missing-models');
    assert.ok(!(await folded.getByText('No address is set for azure.').isVisible()));
    await folded.getByText('Not set up (2)').click();
    await folded.getByText('No address is set for azure.').waitFor();
    await folded.getByRole('button', { name: 'Set API Key for editor' }).click();
    await folded.getByRole('button', { name: 'Model Settings: azure' }).click();
    const [first, second] = await stage.actions();
    assert.deepEqual(first, { type: 'command', command: 'setApiKey', modelId: 'editor' });
    assert.deepEqual(second, {
      type: 'command',
      command: 'openSettings',
      modelId: 'azure',
      setting: 'videogenius.models',
    });
  });

  it('adds everything up', async () => {
    const stage = await tests.stage({ snapshot });
    const text = (await stage.page.locator('.totals').first().innerText()).replace(/\s+/g, ' ');
    assert.match(text, /Requests 12 15 attempts/);
    assert.match(text, /Success 90\.9% 1 failed · 1 cancelled/);
    assert.match(text, /Tokens 12\.4K \/ 43K in \/ out/);
    assert.match(text, /Cost \$0\.12/);
    assert.match(await stage.page.locator('.overall').innerText(), /4 of 7 models are ready/);
  });

  it('shows a request as a timeline, in words, and in full', async () => {
    const stage = await tests.stage({ snapshot, width: 900 });
    const row = stage.request(0);
    assert.equal(
      await row.getByRole('img').getAttribute('aria-label'),
      'Attempts: claude, overloaded, 1.2 s; deepseek, Worked, 2.8 s',
    );
    assert.match(await row.innerText(), /claude \(overloaded\) → deepseek/);
    await row.getByText('Script').click();
    const table = row.getByRole('table', { name: 'Attempts' });
    assert.equal(await table.getByRole('columnheader').count(), 7);
    await table.getByText('The service is overloaded or has a fault (HTTP 529).').waitFor();
    const why = await row.locator('.explanation').innerText();
    for (const part of ['Strategy: Intelligent.', '88.2', '27.0 of 30', 'Working well.', 'Expected: 1.9 s, $0.0056.']) {
      assert.ok(why.includes(part), `${part} in ${why}`);
    }
    assert.match(why, /openai\s+resting after failures\s+Left alone for 18 s more/);
    assert.match(why, /claude → deepseek → gemini/);
    assert.doesNotMatch(why, rawIds);
    await row.getByRole('button', { name: 'Show Trace' }).click();
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'showTrace', requestId: 'r1' }]);
  });

  it('puts attempts that run at the same time below each other', async () => {
    const [first, second] = switched.attempts;
    assert.ok(first && second);
    const twins = { ...switched, attempts: [{ ...first, totalMs: 3000 }, second] };
    const stage = await tests.stage({
      snapshot: { ...snapshot, requests: [twins, { ...switched, requestId: 'other' }] },
    });
    const heights = await Promise.all([0, 1].map((place) => stage.request(place).getByRole('img').boundingBox()));
    assert.ok((heights[0]?.height ?? 0) > (heights[1]?.height ?? 0));
  });

  it('shows a failover while it happens', async () => {
    const stage = await tests.stage({ snapshot, width: 700 });
    await stage.tell({ type: 'events', events: failover.slice(0, 3) });
    const row = stage.request(0);
    const timeline = row.getByRole('img');
    await row.getByText('Keywords').waitFor();
    await stage.page.getByText('1 request is running').waitFor();
    assert.equal(await timeline.getAttribute('aria-label'), 'Attempts: claude, waiting for the first text');
    await stage.tell({ type: 'events', events: failover.slice(3) });
    await row.getByText('claude (rate limited) → deepseek').waitFor();
    await stage.later(500);
    const running = timeline.locator('[data-kind="running"]');
    const width = async (): Promise<number> => (await running.boundingBox())?.width ?? 0;
    await stage.until(`document.querySelector('.bar[data-kind="running"]').getBoundingClientRect().width > 20`);
    const before = await width();
    await stage.later(1500);
    await stage.until(
      `document.querySelector('.bar[data-kind="running"]').getBoundingClientRect().width > ${before + 50}`,
    );
    await stage.page
      .locator('[aria-live]')
      .filter({ hasText: 'claude: rate limited. deepseek takes over.' })
      .waitFor({ state: 'attached' });
    await stage.tell({ type: 'events', events: [...failoverEnd] });
    await stage.page.getByText('Nothing is running').waitFor();
    assert.match((await timeline.getAttribute('aria-label')) ?? '', /deepseek, Worked, 2\.0 s/);
    assert.equal(await stage.page.locator('.request').count(), 2);
    await stage.page
      .locator('[aria-live]')
      .filter({ hasText: 'claude: Unhealthy. Many recent requests failed.' })
      .waitFor({ state: 'attached' });
  });

  it('keeps what is open, and the focus, while events come', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.request(0).locator('summary').first().press('Enter');
    const table = stage.page.getByRole('table', { name: 'Attempts' });
    await table.waitFor();
    await stage.tell({ type: 'events', events: [...failover] });
    await stage.page.getByText('claude (rate limited) → deepseek').waitFor();
    assert.ok(await table.isVisible());
    assert.equal(await stage.page.evaluate('document.activeElement.tagName'), 'SUMMARY');
    assert.ok(await stage.request(1).locator('summary:focus').isVisible());
  });

  it('never takes text of a model or a vendor for markup', async () => {
    const stage = await tests.stage({ snapshot });
    await stage.tell({ type: 'events', events: failover.slice(0, 4) });
    await stage.page.getByText('claude (rate limited)').waitFor();
    await stage.request(0).locator('summary').first().click();
    await stage.model('claude').getByText(hostileText).waitFor();
    await stage.request(0).getByText(hostileText).waitFor();
    assert.equal(await stage.page.locator('main img').count(), 0);
    assert.equal(await stage.page.title(), 'VideoGenius');
  });

  it('asks for everything anew after it missed an event, and takes none twice', async () => {
    const stage = await tests.stage({ snapshot });
    const [start] = failover;
    assert.ok(start);
    await stage.tell({ type: 'events', events: [start, start] });
    await stage.page.getByText('1 request is running').waitFor();
    assert.equal(await stage.page.locator('.request').count(), 2);
    await stage.tell({
      type: 'events',
      events: [{ type: 'model-change', sequence: 99, atMs: nowMs, model: model('late') }],
    });
    await stage.until(`sent.filter(({ type }) => type === 'ready').length === 2`);
    assert.equal(await stage.model('late').count(), 0);
    await stage.tell({
      type: 'snapshot',
      snapshot: { ...snapshot, sequence: 99, models: [model('late')], history: { late: samples(1, 100) } },
    });
    await stage.model('late').waitFor();
  });

  it('leaves messages aside that are not of its host', async () => {
    const stage = await tests.stage({ snapshot });
    for (const message of [
      'null',
      '"text"',
      '{ type: "snapshot", snapshot: {} }',
      '{ type: "events", events: [1] }',
      '{ type: "host" }',
    ]) {
      await stage.page.evaluate(`window.postMessage(${message}, '*')`);
    }
    await stage.tell({ type: 'events', events: failover.slice(0, 1) });
    await stage.page.getByText('1 request is running').waitFor();
    assert.ok(await stage.model('deepseek').isVisible());
  });

  it('speaks Chinese, sentences of the daemon included', async () => {
    const stage = await tests.stage({ snapshot, host: { locale: 'zh-cn' }, width: 900 });
    await stage.page.getByRole('heading', { name: '最近的请求' }).waitFor();
    await stage.model('deepseek').getByText('健康', { exact: true }).waitFor();
    await stage.model('openai').getByText('最近连续 3 次请求失败。').waitFor();
    assert.ok(Object.hasOwn(sentencesZhCn, 'The last {0} requests in a row failed.'));
    await stage.page.locator('.strategy > summary').click();
    await stage.page.locator('.chain-card > summary').click();
    await stage.request(0).locator('summary').first().click();
    await stage.model('openai').locator('.expander').click();
    const text = await stage.page.locator('main').innerText();
    for (const word of [
      'Weight',
      'Healthy',
      'Running',
      'Strategy',
      'overloaded',
      'Success',
      'Price',
      'attempts',
      'Check',
      'Left',
    ]) {
      assert.ok(!text.includes(word), `${word} in the Chinese panel`);
    }
    assert.equal(await stage.page.evaluate('document.documentElement.lang'), 'zh-CN');
  });
}
