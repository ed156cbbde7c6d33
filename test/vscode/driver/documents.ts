import * as vscode from 'vscode';
import { browser, hasBrowser, until } from './browser.ts';

/** Opens a new document with this text and puts the caret at its end. */
export async function openDocument(content: string, language = 'markdown'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(document.getText().length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/** Closes whatever is open, without a question. */
export async function closeAll(): Promise<void> {
  await until('everything is closed', async () => {
    if (vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0)) return true;
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    return false;
  });
}

/** Begins a script with nothing to ask; the promise ends with the command. */
export const generate = (topic: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> =>
  Promise.resolve(
    vscode.commands.executeCommand<void>('videogenius.generateScript', { brief: { topic }, ask: false, ...more }),
  );

/** Presses Cancel in the progress notification, as a person does. */
export async function pressCancel(): Promise<void> {
  if (!hasBrowser()) throw new Error('there is no browser to press Cancel in');
  await until(
    'the progress shows',
    async () => (await browser({ do: 'text', selector: '.notifications-toasts' })) !== null,
  );
  await browser({
    do: 'click',
    selector: '.notification-toast a.monaco-button:has-text("Cancel"), .notification-toast [aria-label="Cancel"]',
  });
}

/** What stands in the notifications now, in those that VS Code has put away by itself, too. */
export async function notificationText(): Promise<string> {
  const shown = async (selector: string): Promise<string> => String((await browser({ do: 'text', selector })) ?? '');
  const toasts = await shown('.notifications-toasts');
  if (toasts.trim() !== '') return toasts;
  await vscode.commands.executeCommand('notifications.showList');
  const list = await shown('.notifications-center');
  await vscode.commands.executeCommand('notifications.hideList');
  return list;
}

export const closeNotifications = (): Thenable<unknown> => vscode.commands.executeCommand('notifications.clearAll');
