import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, manifest } from './extension.ts';
import { outputOfTerminal } from './terminals.ts';

export function defineCommandTests(): void {
  describe('commands', () => {
    it('activate the extension and are all registered', async () => {
      await extension().activate();
      assert.equal(extension().isActive, true);
      const registered = new Set(await vscode.commands.getCommands(true));
      for (const { command } of manifest().contributes.commands) assert.ok(registered.has(command), command);
    });

    it('Start Demo runs to its end in a terminal, without keys', async () => {
      const output = outputOfTerminal('VideoGenius: Demo');
      await vscode.commands.executeCommand('videogenius.startDemo');
      const text = await output;
      assert.match(text, /simulated/i);
      assert.doesNotMatch(text, /went wrong|could not/i);
    });

    it('Test Connection answers although nothing is configured', async () => {
      const output = outputOfTerminal('VideoGenius: Test Connection');
      await vscode.commands.executeCommand('videogenius.testConnection');
      assert.match(await output, /deepseek/);
    });

    it('Generate Script takes a selection as a topic, whatever stands in it', async () => {
      const content = '--help $(exit 0); "quoted" & more';
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(document.positionAt(0), document.positionAt(content.length));
      const output = outputOfTerminal('VideoGenius: Generate Script');
      await vscode.commands.executeCommand('videogenius.generateScript');
      // Without a key only a local model can be asked, and there is none: the command says so. Help would say how it is used.
      const text = await output;
      assert.match(text, /ollama|key/i);
      assert.doesNotMatch(text, /--paragraphs/);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });

    for (const command of ['videogenius.generateScript', 'videogenius.generateKeywords']) {
      it(`${command} does nothing when the person gives up`, async () => {
        const before = vscode.window.terminals.length;
        let answered = false;
        const run = Promise.resolve(vscode.commands.executeCommand(command)).then(() => {
          answered = true;
        });
        // The box opens a moment after the command began; closing it before that has no effect.
        while (!answered) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await run;
        assert.equal(vscode.window.terminals.length, before);
      });
    }
  });
}
