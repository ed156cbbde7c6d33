import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, hasBrowser, inPanel, until } from './browser.ts';
import { closeAll, closeNotifications } from './documents.ts';
import { everyCommandAnswers } from './every-command.ts';
import { modelOf, untilDaemon } from './vendors.ts';

/** In a folder that is not trusted, whose settings would send requests elsewhere. */
export function defineRestrictedTests(): void {
  describe('a folder that is not trusted', () => {
    afterEach(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await closeAll();
      await closeNotifications();
    });

    it('is not trusted, and has settings of its own', () => {
      assert.equal(vscode.workspace.isTrusted, false);
      const { workspaceValue } = vscode.workspace.getConfiguration('videogenius').inspect('writing.language') ?? {};
      assert.equal(workspaceValue, 'de');
    });

    it('cannot change how requests are routed', async () => {
      await vscode.commands.executeCommand('videogenius.openStatusPanel');
      const state = await untilDaemon('the daemon has the settings', ({ configRevision }) => configRevision > 1);
      assert.equal(state.strategy, 'intelligent');
      assert.equal(modelOf(state, 'deepseek')?.weight, 1);
    });

    it('is named as such in the panel', async function () {
      if (!hasBrowser()) this.skip();
      await vscode.commands.executeCommand('videogenius.openStatusPanel');
      await until('the panel says it', async () => /trust/i.test(String(await inPanel('document.body.innerText'))));
      await browser({ do: 'picture', name: 'restricted' });
    });

    it('leaves every command with an answer', async () => {
      await everyCommandAnswers();
    });
  });
}
