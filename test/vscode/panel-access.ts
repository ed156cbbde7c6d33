import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { editorHost, failover, snapshot } from './panel-fixture.ts';
import type { EditorStage, PanelTests } from './panel-stage.ts';
import { type ThemeName, themes } from './themes.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe-core finds that keeps people out, in a line for each place. */
export async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations: Violation[] = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: false } } }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

/** How many pixels something sticks out to the side; 0 when all fits. */
export async function overflow(page: Page): Promise<number> {
  return Number(await page.evaluate('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)'));
}

/** Opens everything that can be opened. */
async function openAll(stage: EditorStage): Promise<void> {
  await stage.tell({ type: 'events', events: [...failover] });
  await stage.page.getByText('1 request is running').waitFor();
  await stage.page.locator('.expander').nth(2).click();
  for (const target of ['.strategy > summary', '.chain-card > summary', '.missing-models > summary']) {
    await stage.page.locator(target).click();
  }
  await stage.request(1).locator('summary').first().click();
  await stage.page.getByRole('table', { name: 'Attempts' }).first().waitFor();
}

const isTheme = (name: string): name is ThemeName => Object.hasOwn(themes, name);

export function accessSuite(tests: PanelTests): void {
  for (const theme of Object.keys(themes).filter(isTheme)) {
    for (const width of theme === 'dark' ? [180, 320, 900, 1240] : [180, 320, 900]) {
      it(`has no barrier and fits, in ${theme} at ${width} px`, async () => {
        const stage = await tests.stage({ snapshot, theme, width, reducedMotion: 'reduce' });
        await openAll(stage);
        assert.equal(await overflow(stage.page), 0);
        assert.deepEqual(await seriousProblems(stage.page), []);
      });
    }
  }

  it('fits at 200 % zoom', async () => {
    const stage = await tests.stage({ snapshot, width: 640 });
    await openAll(stage);
    await stage.page.evaluate(`document.documentElement.style.setProperty('--vscode-font-size', '26px')`);
    assert.equal(await overflow(stage.page), 0);
  });

  it('has no barrier where nothing is there yet', async () => {
    for (const connection of ['stopped', 'starting', 'failed'] as const) {
      const stage = await tests.stage({ host: { connection } });
      await stage.page.locator('.notice.connection').waitFor();
      assert.deepEqual(await seriousProblems(stage.page), []);
    }
  });

  it('is reached by the keyboard alone, with a focus that can be seen', async () => {
    const stage = await tests.stage({ snapshot, width: 400 });
    await openAll(stage);
    const seen: string[] = [];
    await stage.page.evaluate(`document.querySelector('h1').tabIndex = -1; document.querySelector('h1').focus()`);
    for (let presses = 0; presses < 120; presses += 1) {
      await stage.page.keyboard.press('Tab');
      const focused = await stage.page.evaluate<{ name: string; outline: number }>(`(() => {
        const node = document.activeElement;
        const widthOf = (each) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(each);
          return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
        };
        // The ring of an element of the library may be drawn inside it.
        const inside = node.shadowRoot?.activeElement ? [...node.shadowRoot.querySelectorAll('div')] : [];
        const name = node.getAttribute('aria-label') ?? node.textContent.trim();
        return { name: node.tagName + ' ' + name, outline: Math.max(...[node, ...inside].map(widthOf)) };
      })()`);
      if (focused.name.startsWith('BODY')) break;
      assert.ok(focused.outline >= 1, `${focused.name} shows no focus`);
      seen.push(focused.name);
    }
    for (const name of [
      'VSCODE-BUTTON Check all models now',
      'VSCODE-BUTTON Settings',
      'INPUT Weight of deepseek',
      'VSCODE-CHECKBOX Use deepseek',
      'BUTTON Check deepseek now',
      'BUTTON More about deepseek',
      'VSCODE-BUTTON Set Aside openai',
      'BUTTON Move claude up',
      'SELECT Add a model to the chain',
      'VSCODE-BUTTON Set API Key for editor',
      'VSCODE-BUTTON Show Trace',
    ]) {
      assert.ok(
        seen.some((each) => each.startsWith(name)),
        `${name} in ${seen.join(', ')}`,
      );
    }
  });

  it('stands still for a person who wants it so', async () => {
    const stage = await tests.stage({ snapshot, reducedMotion: 'reduce' });
    await stage.tell({ type: 'events', events: [...failover] });
    await stage.page.getByText('1 request is running').waitFor();
    await stage.tell({ type: 'host', host: { ...editorHost, connection: 'starting' } });
    await stage.page.locator('.notice vscode-progress-ring').waitFor();
    // Each element of the library keeps its own animations.
    const moving = await stage.page.evaluate(`(() => {
      const hosts = [...document.querySelectorAll('*')].filter(({ shadowRoot }) => shadowRoot !== null);
      const lasting = hosts.flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll('*')])
        .filter((part) => parseFloat(getComputedStyle(part).transitionDuration) > 0);
      return [document, ...hosts.map(({ shadowRoot }) => shadowRoot)].flatMap((root) => root.getAnimations()).length + lasting.length;
    })()`);
    assert.equal(moving, 0);
  });

  it('speaks to a screen reader in one place, and not faster than it can be read', async () => {
    const stage = await tests.stage({ snapshot });
    assert.equal(await stage.page.locator('[aria-live], [role=status], [role=alert]').count(), 1);
    await stage.page.evaluate(`
      var said = [];
      new MutationObserver(() => said.push(document.querySelector('[aria-live]').textContent))
        .observe(document.querySelector('[aria-live]'), { childList: true });
    `);
    const down = snapshot.models.slice(0, 6).map((model) => ({ ...model, status: 'unhealthy' as const }));
    for (const [position, model] of down.entries()) {
      await stage.tell({ type: 'events', events: [{ type: 'model-change', sequence: 11 + position, atMs: 1, model }] });
      await stage.until(`document.querySelectorAll('.model')[${position}].dataset.status === 'unhealthy'`);
    }
    await stage.until(`said.join(' ').includes('ollama: Unhealthy')`);
    const said: string[] = await stage.page.evaluate('said');
    assert.ok(said.length <= 2, said.join(' | '));
  });
}
