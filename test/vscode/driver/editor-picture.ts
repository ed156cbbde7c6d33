import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, inPanel, until } from './browser.ts';
import { closeAll, generate, openDocument } from './documents.ts';

/** What the picture in the README shows: a script that has just been written by simulated models, and the panel beside it. */
export function defineEditorPicture(): void {
  it('takes the picture of the editor', async () => {
    for (const command of ['workbench.action.closeAuxiliaryBar', 'workbench.action.closePanel']) {
      await vscode.commands.executeCommand(command);
    }
    await vscode.commands.executeCommand('videogenius.startDemo');
    await until('the first script stands there', () => written(0));
    await closeAll();
    const editor = await openDocument('# How honeybees find their way home\n\n');
    await generate('How honeybees find their way home', {
      brief: { topic: 'How honeybees find their way home', paragraphs: 4 },
    });
    assert.ok(editor.document.getText().length > 300);
    await generate('A second look', { brief: { topic: 'Why cats purr' }, newDocument: true });
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('notifications.clearAll');
    await until(
      'the panel lists them',
      async () => Number(await inPanel(`document.querySelectorAll('.request').length`)) >= 3,
    );
    await inPanel(`document.querySelector('.models, [class*=models]')?.scrollIntoView({ block: 'start' })`);
    await browser({ do: 'picture', name: 'editor' });
  });
}

const written = (shortest: number): boolean =>
  vscode.workspace.textDocuments.some((document) => document.isUntitled && document.getText().length > 200 + shortest);
