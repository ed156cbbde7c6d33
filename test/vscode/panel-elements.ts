import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { HostToPanel } from '../../server/protocol/index.ts';
import { editorHost, failover, snapshot } from './panel-fixture.ts';
import type { EditorStage, PanelTests } from './panel-stage.ts';
import { type Theme, type ThemeName, themes } from './themes.ts';

const isTheme = (name: string): name is ThemeName => Object.hasOwn(themes, name);

/** A colour as a browser writes it. */
async function asDrawn(stage: EditorStage, colour: string | undefined): Promise<string> {
  return stage.page.evaluate(`(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = ${JSON.stringify(colour ?? 'transparent')};
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  })()`);
}

interface Drawn {
  readonly background: string;
  readonly colour: string;
  readonly border: string;
  readonly stroke: string;
}

/** What a browser has; called there, not here. */
declare function getComputedStyle(
  node: object,
): Readonly<Record<'backgroundColor' | 'borderTopColor' | 'borderTopStyle' | 'color' | 'stroke', string>>;

/** How a part inside an element is drawn. */
async function drawn(part: Locator): Promise<Drawn> {
  return part.evaluate((node: object) => {
    const { backgroundColor, borderTopColor, borderTopStyle, color, stroke } = getComputedStyle(node);
    const border = borderTopStyle === 'none' ? 'none' : borderTopColor;
    return { background: backgroundColor, colour: color, border, stroke };
  });
}

/** Presses the control itself, as assistive technology does it: without a pointer and without a key. */
async function pressItself(control: Locator): Promise<void> {
  await control.evaluate((node: { click(): void }) => node.click());
}

/** The standard controls: the elements of VS Code's library, drawn with the colours of the theme. */
export function elementsSuite(tests: PanelTests): void {
  for (const name of Object.keys(themes).filter(isTheme)) {
    it(`are the elements of VS Code, drawn as ${name} wants it`, async () => {
      const { variables }: Theme = themes[name];
      const stage = await tests.stage({ snapshot, theme: name, host: { fleet: 'simulated' } });
      await stage.tell({ type: 'events', events: [...failover] });
      await stage.page.getByText('1 request is running').waitFor();
      const colour = (token: string): Promise<string> => asDrawn(stage, variables[`--vscode-${token}`]);

      // The document alone, without what is inside the elements.
      const native = `document.querySelectorAll('button:not(.icon-button), input[type=checkbox], .badge:not(vscode-badge)').length`;
      assert.equal(await stage.page.evaluate(native), 0);
      const primary = await drawn(stage.page.locator('vscode-button.primary [part=base]').first());
      assert.equal(primary.background, await colour('button-background'));
      assert.equal(primary.colour, await colour('button-foreground'));
      assert.equal(primary.border, await colour('button-border'));
      const secondary = await drawn(stage.page.locator('.overall vscode-button[secondary] [part=base]').first());
      assert.equal(secondary.background, await colour('button-secondaryBackground'));
      assert.equal(secondary.colour, await colour('button-secondaryForeground'));

      const badge = await drawn(stage.model('ollama').locator('vscode-badge .root'));
      assert.equal(badge.background, await colour('badge-background'));
      assert.equal(badge.colour, await colour('badge-foreground'));
      assert.equal(badge.border, await colour('contrastBorder'));

      const contrast = name === 'hc-dark' || name === 'hc-light';
      const on = await drawn(stage.model('deepseek').locator('vscode-checkbox .icon'));
      assert.equal(on.background, await colour(contrast ? 'charts-blue' : 'button-background'));
      const off = await drawn(stage.model('moonshot').locator('vscode-checkbox .icon'));
      assert.notEqual(off.background, on.background);
      if (contrast) assert.deepEqual([on.border, off.border], Array(2).fill(await colour('contrastBorder')));

      const ring = await drawn(stage.request(0).locator('vscode-progress-ring circle').last());
      assert.equal(ring.stroke, await colour('progressBar-background'));
    });
  }

  it('stand in their place before the first picture, without a jump', async () => {
    const stage = await tests.stage({ host: { connection: 'stopped' } });
    const next: HostToPanel = { type: 'host', host: { ...editorHost, connection: 'failed' } };
    const heights: number[] = await stage.page.evaluate(`new Promise((resolve) => {
      const place = document.querySelector('.notice-actions');
      const height = () => place.getBoundingClientRect().height;
      new MutationObserver(() => requestAnimationFrame(() => {
        const first = height();
        requestAnimationFrame(() => resolve([first, height()]));
      })).observe(place, { childList: true });
      window.postMessage(${JSON.stringify(next)}, '*');
    })`);
    assert.ok((heights[0] ?? 0) >= 26);
    assert.equal(heights[0], heights[1]);
  });

  it('are pressed once by the space bar, however long it is held, and the panel does not scroll', async () => {
    const stage = await tests.stage({ snapshot, height: 300 });
    const settings = stage.page.getByRole('button', { name: 'Settings', exact: true });
    await settings.focus();
    for (let repeats = 0; repeats < 3; repeats += 1) await stage.page.keyboard.down(' ');
    await stage.page.keyboard.up(' ');
    assert.deepEqual(await stage.actions(), [{ type: 'command', command: 'openSettings' }]);
    const toggle = stage.model('deepseek').getByRole('switch');
    await toggle.focus();
    const before = await stage.page.evaluate('scrollY');
    for (let repeats = 0; repeats < 3; repeats += 1) await stage.page.keyboard.down(' ');
    await stage.page.keyboard.up(' ');
    assert.deepEqual((await stage.nextAction(2)).action, { type: 'setEnabled', modelId: 'deepseek', enabled: false });
    assert.equal((await stage.actions()).length, 2);
    assert.equal(await stage.page.evaluate('scrollY'), before);
    assert.ok(!(await toggle.isChecked()));
  });

  it('hear a press on the switch itself, as a screen reader makes it', async () => {
    const stage = await tests.stage({ snapshot });
    const toggle = stage.model('deepseek').getByRole('switch', { name: 'Use deepseek' });
    for (const enabled of [false, true]) {
      await pressItself(toggle);
      const { id, action } = await stage.nextAction(enabled ? 2 : 1);
      assert.deepEqual(action, { type: 'setEnabled', modelId: 'deepseek', enabled });
      await stage.answer(id, true);
      assert.equal(await toggle.isChecked(), enabled);
    }
  });

  it('do nothing while they are switched off', async () => {
    const stage = await tests.stage({ snapshot, host: { trusted: false } });
    const row = stage.model('deepseek');
    await row.locator('.expander').click();
    const aside = row.getByRole('button', { name: 'Set Aside deepseek' });
    assert.ok(await aside.isDisabled());
    assert.equal(await aside.getAttribute('tabindex'), '-1');
    await pressItself(aside);
    const toggle = row.getByRole('switch');
    assert.ok(await toggle.evaluate((input: { disabled?: boolean }) => input.disabled), 'the input inside is told');
    await pressItself(toggle);
    assert.deepEqual(await stage.actions(), []);
  });
}
