import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { faults, openAiSse } from '../../faults/fault-server.ts';
import { browser, hasBrowser, until } from './browser.ts';
import { closeAll, closeNotifications, generate, openDocument } from './documents.ts';
import { modelOf, pieces, script, setSetting, startVendors, untilDaemon, useVendors, type Vendors } from './vendors.ts';

/** Looks like a key and must never be seen again. */
export const testKey = 'test-key-Qx7vLm29Rt4bNc81';

export function defineKeyTests(): void {
  describe('keys', () => {
    let vendors: Vendors;
    before(async function () {
      if (!hasBrowser()) this.skip();
      vendors = await startVendors();
      await useVendors(vendors, {
        deepseek: { baseUrl: vendors.first.url },
        first: { enabled: false, provider: 'openai-compatible' },
      });
      await setSetting('modelWeights', { deepseek: 2, second: 0 });
    });
    afterEach(async () => {
      await closeAll();
      await closeNotifications();
    });
    after(async () => {
      await vendors.first.close();
      await vendors.second.close();
    });

    it('Set API Key stores a key, tests it, and the vendor gets it', async () => {
      vendors.first.setScripts((wire, { path }) =>
        path.includes('models')
          ? faults.status(200, { object: 'list', data: [{ id: 'deepseek-flash', object: 'model' }] })(
              wire,
              vendorRequest,
            )
          : faults.answer(openAiSse(pieces))(wire, vendorRequest),
      );
      await setKey(testKey);
      await untilDaemon('the key is in use', (state) => modelOf(state, 'deepseek')?.keySource === 'stored');
      const { document } = await openDocument('');
      await generate('lighthouses');
      assert.equal(document.getText().trim(), script);
      const request = vendors.first.requests.findLast(({ path }) => path.includes('chat'));
      assert.equal(request?.headers.authorization, `Bearer ${testKey}`);
    });

    it('a key stays with the server it was set for', async () => {
      await useVendors(vendors, {
        deepseek: { baseUrl: vendors.second.url },
        first: { enabled: false, provider: 'openai-compatible' },
      });
      const state = await untilDaemon(
        'the key is missing there',
        (each) => modelOf(each, 'deepseek')?.keySource === 'missing',
      );
      assert.equal(modelOf(state, 'deepseek')?.status, 'notConfigured');
      assert.ok(
        vendors.second.requests.every(
          ({ headers }) => headers.authorization === undefined || !headers.authorization.includes(testKey),
        ),
      );
      await useVendors(vendors, {
        deepseek: { baseUrl: vendors.first.url },
        first: { enabled: false, provider: 'openai-compatible' },
      });
      await untilDaemon('the key is back', (each) => modelOf(each, 'deepseek')?.keySource === 'stored');
    });

    it('Remove API Key takes it away', async () => {
      const run = vscode.commands.executeCommand('videogenius.removeApiKey');
      await until('the list shows', async () => /deepseek/.test(await quickInput()));
      await until('the question shows', async () => {
        if ((await browser({ do: 'text', selector: '.monaco-dialog-box' })) !== null) return true;
        // A click on a list that is still being drawn can get lost.
        if (/deepseek/.test(await quickInput())) {
          await browser({ do: 'click', selector: '.quick-input-widget .monaco-list-row:has-text("deepseek")' });
        }
        return false;
      });
      await browser({ do: 'click', selector: '.monaco-dialog-box .monaco-button:has-text("Remove")' });
      await run;
      await untilDaemon('the key is gone', (state) => modelOf(state, 'deepseek')?.keySource === 'missing');
    });
  });
}

const vendorRequest = {
  method: 'GET',
  path: '',
  headers: {},
  body: '',
  closed: Promise.resolve(),
  isClosed: () => false,
};

async function setKey(key: string): Promise<void> {
  const run = vscode.commands.executeCommand('videogenius.setApiKey', 'deepseek');
  await until('the box shows', async () =>
    /127\.0\.0\.1/.test(String(await browser({ do: 'text', selector: '.quick-input-widget' }))),
  );
  await browser({ do: 'click', selector: '.quick-input-widget input' });
  await browser({ do: 'type', text: key });
  await browser({ do: 'press', key: 'Enter' });
  await run;
}

const quickInput = async (): Promise<string> => String(await browser({ do: 'text', selector: '.quick-input-widget' }));
