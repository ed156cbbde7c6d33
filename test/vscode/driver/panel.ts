import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { faults, openAiSse } from '../../faults/fault-server.ts';
import { browser, hasBrowser, inPanel, until } from './browser.ts';
import { closeAll, closeNotifications, generate, openDocument } from './documents.ts';
import { userSettingsPath } from './settings.ts';
import { beginsAndWaits, pieces, setSetting, startVendors, untilDaemon, useVendors, type Vendors } from './vendors.ts';

const slider = 'input.slider[aria-label*="first"]';
const weightInPanel = (): Promise<unknown> => inPanel(`document.querySelector('${slider}')?.value ?? null`);
const panelText = async (): Promise<string> => String(await inPanel('document.body.innerText'));

export function definePanelTests(): void {
  describe('the status panel', () => {
    let vendors: Vendors;
    before(async function () {
      if (!hasBrowser()) this.skip();
      vendors = await startVendors();
      await useVendors(vendors);
      await vscode.commands.executeCommand('videogenius.openStatusPanel');
      await until('both models show', async () => /first[\s\S]*second/.test(await panelText()));
    });
    afterEach(async () => {
      await closeAll();
      await closeNotifications();
    });
    after(async () => {
      await vendors?.first.close();
      await vendors?.second.close();
    });

    it('moves the slider when a weight is edited in settings.json', async () => {
      await setSetting('modelWeights', { first: 1.25, second: 1 });
      await until('the slider stands there', async () => (await weightInPanel()) === '1.25');
      await setSetting('modelWeights', { first: 2, second: 1 });
      await until('the slider stands there', async () => (await weightInPanel()) === '2');
    });

    it('writes settings.json when the slider is moved, and the daemon follows', async () => {
      await browser({ do: 'panelPress', selector: slider, key: 'ArrowLeft' });
      await until('settings.json has the new weight', () =>
        /"first": 1\.95\b/.test(readFileSync(userSettingsPath(), 'utf8')),
      );
      await untilDaemon('the daemon has it, too', ({ models }) =>
        models.some(({ modelId, weight }) => modelId === 'first' && weight === 1.95),
      );
      await browser({ do: 'picture', name: 'panel' });
      await setSetting('modelWeights', { first: 2, second: 1 });
    });

    it('shows a failover as it happens', async () => {
      vendors.first.setScripts(faults.status(503, { error: { message: 'overloaded' } }));
      vendors.second.setScripts(beginsAndWaits(pieces[0]));
      const { document } = await openDocument('');
      const run = generate('the moon');
      await until('text arrives', () => document.getText().includes('quiet.'));
      // The second one is still writing; the panel shows both attempts, the second one as running.
      const shown = await until('the panel shows it', async () => {
        const text = String(await inPanel(`document.querySelector('.requests li, .request')?.innerText ?? ''`));
        return /first/.test(text) && /second/.test(text) ? text : undefined;
      });
      await browser({ do: 'picture', name: 'failover' });
      vendors.second.setScripts(faults.answer(openAiSse(pieces)));
      await vendors.second.close();
      await run;
      assert.match(shown, /first[\s\S]*second/);
      vendors.second = (await startVendors()).second;
      await useVendors(vendors);
    });

    it('comes back with the present state after it was hidden', async () => {
      await vscode.commands.executeCommand('workbench.view.explorer');
      await setSetting('modelWeights', { first: 0.5, second: 1 });
      await vscode.commands.executeCommand('videogenius.openStatusPanel');
      await until('the slider stands there', async () => (await weightInPanel()) === '0.5');
      await setSetting('modelWeights', { first: 2, second: 1 });
    });
  });
}
