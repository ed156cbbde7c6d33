import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { faults, openAiSse } from '../../faults/fault-server.ts';
import { until } from './browser.ts';
import { closeAll, generate, openDocument } from './documents.ts';
import { manifest } from './extension.ts';
import { modelOf, pieces, setSetting, startVendors, untilDaemon, useVendors, type Vendors } from './vendors.ts';

/** settings.json of this person. */
export const userSettingsPath = (): string =>
  join(process.env.VIDEOGENIUS_TEST_USER_DATA ?? '', 'User', 'settings.json');

export function defineSettingTests(): void {
  describe('settings', () => {
    let vendors: Vendors;
    before(async () => {
      vendors = await startVendors();
      vendors.first.setScripts(faults.answer(openAiSse(pieces)));
      vendors.second.setScripts(faults.answer(openAiSse(pieces)));
      await useVendors(vendors);
    });
    afterEach(closeAll);
    after(async () => {
      await vendors.first.close();
      await vendors.second.close();
    });

    it('are all there, with their defaults and with texts', () => {
      const settings = Object.assign({}, ...manifest().contributes.configuration.map((section) => section.properties));
      assert.ok(Object.keys(settings).length > 40);
      for (const [name, schema] of Object.entries(manifest().contributes.configuration[0]?.properties ?? {})) {
        assert.doesNotMatch(schema.description ?? '%', /^%/, `${name} has no text`);
      }
      for (const name of Object.keys(settings)) {
        const place = vscode.workspace.getConfiguration().inspect(name);
        assert.deepEqual(place?.defaultValue, settings[name].default, name);
      }
    });

    it('decide over the very next plan when weights are edited in settings.json, and history stays', async () => {
      await openDocument('');
      await generate('tides');
      const before = await untilDaemon(
        'the first one wrote',
        ({ requests }) => requests[0]?.attempts[0]?.model === 'first',
      );
      const attempts = modelOf(before, 'first')?.attempts ?? 0;
      await editSettingsJson(/"first": 2\b/, '"first": 0.05');
      await untilDaemon('the daemon knows the new weight', (state) => modelOf(state, 'first')?.weight === 0.05);
      await generate('tides');
      const after = await untilDaemon(
        'the second one writes',
        ({ requests }) => requests[0]?.attempts[0]?.model === 'second',
      );
      assert.equal(modelOf(after, 'first')?.attempts, attempts, 'its history is still there');
      await closeAll();
      await setSetting('modelWeights', { first: 2, second: 1 });
    });

    it('keep the last good value when one is wrong, and mark the line', async () => {
      await setSetting('failover.maxAttempts', 2);
      await untilDaemon('the daemon runs', () => true);
      const editor = await editSettingsJson(
        /"videogenius.failover.maxAttempts": 2/,
        '"videogenius.failover.maxAttempts": 77',
      );
      const marked = await until('the line is marked', () =>
        vscode.languages
          .getDiagnostics(editor.document.uri)
          .find(({ source, message }) => source === 'VideoGenius' && message.includes('maxAttempts')),
      );
      assert.match(editor.document.lineAt(marked.range.start.line).text, /maxAttempts/);
      await closeAll();
      await setSetting('failover.maxAttempts', undefined);
      await until('the mark is gone', () =>
        vscode.languages.getDiagnostics(editor.document.uri).every(({ source }) => source !== 'VideoGenius'),
      );
    });
  });
}

/** Edits settings.json by hand and saves it, as a person does. */
async function editSettingsJson(pattern: RegExp, replacement: string): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.openSettingsJson');
  const editor = await until('settings.json is open', () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.fileName.endsWith('settings.json') === true ? active : undefined;
  });
  const { document } = editor;
  const found = await until('settings.json has the value', () => pattern.exec(document.getText()) ?? undefined);
  const range = new vscode.Range(document.positionAt(found.index), document.positionAt(found.index + found[0].length));
  assert.ok(await editor.edit((edit) => edit.replace(range, replacement)));
  await vscode.commands.executeCommand('workbench.action.files.save');
  await until('settings.json is saved', () => !document.isDirty);
  return editor;
}
