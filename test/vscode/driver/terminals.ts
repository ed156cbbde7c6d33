import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The line with which our terminals end. */
const closeHint = 'Press Enter to close this terminal.';
const pollMs = 300;

/**
 * Waits for the next terminal of this name, lets the program run to its end, presses Enter, and gives what stood in the
 * terminal once VS Code has closed it. Ask before the command that opens the terminal.
 */
export async function outputOfTerminal(name: string): Promise<string> {
  const terminal = await new Promise<vscode.Terminal>((resolve) => {
    const opened = vscode.window.onDidOpenTerminal((each) => {
      if (each.name !== name) return;
      opened.dispose();
      resolve(each);
    });
  });
  let text = '';
  while (!text.includes(closeHint)) {
    await delay(pollMs);
    text = await textOf(terminal);
  }
  const closed = new Promise<void>((resolve) => {
    const listener = vscode.window.onDidCloseTerminal((each) => {
      if (each !== terminal) return;
      listener.dispose();
      resolve();
    });
  });
  terminal.sendText('', true);
  await closed;
  return text;
}

/** There is no call for the text of a terminal; a person would select all and copy it, and so do we. */
async function textOf(terminal: vscode.Terminal): Promise<string> {
  terminal.show();
  await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
  await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
  await vscode.commands.executeCommand('workbench.action.terminal.clearSelection');
  return vscode.env.clipboard.readText();
}
