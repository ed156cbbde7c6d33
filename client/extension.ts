import * as vscode from 'vscode';
import type { Running } from './create-app.ts';
import { at } from './settings.ts';

/** Everything but this file; loaded when it is used for the first time, so that the editor's start costs nothing. */
let running: Promise<Running> | undefined;

/** Registers the commands and the view of the manifest, and nothing else: work begins when a person asks for it. */
export function activate(context: vscode.ExtensionContext): void {
  const load = (): Promise<Running> => {
    running ??= start(context);
    return running;
  };
  for (const id of commandIds(context.extension.packageJSON)) {
    const command = vscode.commands.registerCommand(id, (...values: unknown[]) => answer(load, id, values));
    context.subscriptions.push(command);
  }
  const panel: vscode.WebviewViewProvider = {
    async resolveWebviewView(view, viewContext, token) {
      const { panel } = await load();
      await panel.resolveWebviewView(view, viewContext, token);
    },
  };
  context.subscriptions.push(vscode.window.registerWebviewViewProvider('videogenius.status', panel));
}

/** Ends this window's session with the daemon; the daemon itself goes on. */
export async function deactivate(): Promise<void> {
  const ending = running;
  running = undefined;
  await ending?.then(
    ({ end }) => end(),
    () => undefined,
  );
}

async function start(context: vscode.ExtensionContext): Promise<Running> {
  try {
    const { createApp } = await import('./create-app.ts');
    return createApp(context);
  } catch (error) {
    // The next command tries again.
    running = undefined;
    throw error;
  }
}

/** A command never ends in silence: what went wrong is said in plain words. */
async function answer(load: () => Promise<Running>, id: string, values: readonly unknown[]): Promise<void> {
  try {
    const { run } = await load();
    await run(id, values);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('VideoGenius could not do that: {0}', cause));
  }
}

function commandIds(manifest: unknown): string[] {
  const declared = at(manifest, 'contributes', 'commands');
  return Array.isArray(declared) ? declared.map((each: unknown) => String(at(each, 'command'))) : [];
}
