import * as vscode from 'vscode';

/** Something that a message offers to do. */
export interface Offer {
  readonly label: string;
  readonly run: () => unknown;
}

const show = {
  info: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
} as const;

/** Says something with things to do. Nobody waits for the answer: a command is done when its message stands. */
export function say(kind: keyof typeof show, message: string, ...offers: readonly Offer[]): void {
  void show[kind](message, ...offers.map(({ label }) => label)).then((chosen) => {
    void offers.find(({ label }) => label === chosen)?.run();
  });
}

/** Offers a command of the editor. */
export const offerCommand = (label: string, command: string, ...values: readonly unknown[]): Offer => ({
  label,
  run: () => vscode.commands.executeCommand(command, ...values),
});
