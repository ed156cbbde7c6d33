import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, hasBrowser, until } from './browser.ts';
import { closeAll, closeNotifications, notificationText } from './documents.ts';
import { everyCommandAnswers } from './every-command.ts';
import { extension, manifest } from './extension.ts';
import { daemonState, setSetting } from './vendors.ts';

export function defineCommandTests(): void {
  describe('commands', () => {
    afterEach(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await closeAll();
      await closeNotifications();
    });

    it('activate the extension quickly and are all registered', async () => {
      const begin = performance.now();
      await extension().activate();
      console.log(`    activation, loading included: ${(performance.now() - begin).toFixed(1)} ms`);
      assert.equal(extension().isActive, true);
      const registered = new Set(await vscode.commands.getCommands(true));
      for (const { command } of manifest().contributes.commands) assert.ok(registered.has(command), command);
    });

    it('Generate Script without any model says so and offers a key and the demo', async function () {
      if (!hasBrowser()) this.skip();
      await setSetting('models', { ollama: { enabled: false }, editor: { enabled: false } });
      await vscode.commands.executeCommand('videogenius.generateScript', { brief: { topic: 'tides' }, ask: false });
      const text = await until('the message shows', async () => {
        const shown = await notificationText();
        return /Start Demo/.test(shown) ? shown : undefined;
      });
      assert.match(text, /Set API Key/);
      assert.doesNotMatch(text, /Error:|undefined|\bat .*\.ts/);
    });

    it('every command answers when nothing is configured, and each can be given up', async () => {
      await everyCommandAnswers(async (command) => {
        if (hasBrowser()) assert.doesNotMatch(await notificationText(), /could not do that|not found/, command);
      });
    });

    it('Start Demo writes a script without any key, and says that it is simulated', async () => {
      await vscode.commands.executeCommand('videogenius.startDemo');
      const document = await until('a script stands there', () =>
        vscode.workspace.textDocuments.find((each) => each.isUntitled && each.getText().length > 200),
      );
      if (hasBrowser()) await browser({ do: 'picture', name: 'demo' });
      await vscode.commands.executeCommand('videogenius.stopDemo');
      assert.match(document.getText(), /simulated/i);
    });

    it('Show Request Trace tells about a request in a document', async () => {
      // The demo above belonged to this window alone and is gone; the daemon's own requests are listed.
      const { requests } = await daemonState();
      const [request] = requests;
      assert.ok(request, 'there was a request');
      await vscode.commands.executeCommand('videogenius.showRequestTrace', request.requestId);
      const document = await until('the trace is open', () =>
        vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'videogenius-trace'),
      );
      assert.match(document.getText(), /[Rr]equest/);
      const { label } = await until('its page is shown', () => vscode.window.tabGroups.activeTabGroup.activeTab);
      assert.match(label, /Script|Keywords|Connection test|Correction/);
    });

    it('Copy Diagnostics gives a text with versions and models', async () => {
      await vscode.commands.executeCommand('videogenius.copyDiagnostics');
      const text = await vscode.env.clipboard.readText();
      assert.match(text, /deepseek/);
      assert.match(text, new RegExp(extension().packageJSON.version.replaceAll('.', '\\.')));
    });

    it('Restart Daemon gives another process', async () => {
      const before = await processId();
      await vscode.commands.executeCommand('videogenius.restartDaemon');
      await until('another process answers', async () => (await processId()) !== before);
    });
  });
}

/** Of the daemon, as Copy Diagnostics tells it. */
async function processId(): Promise<string> {
  await vscode.commands.executeCommand('videogenius.copyDiagnostics');
  const [, id] = /process\D{0,20}(\d+)/i.exec(await vscode.env.clipboard.readText()) ?? [];
  assert.ok(id, 'the diagnostics name the process');
  return id;
}
