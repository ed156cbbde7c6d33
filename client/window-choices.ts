import * as vscode from 'vscode';
import type { WindowChoices } from './app.ts';

const pinnedModelKey = 'videogenius.pinnedModel';

/** The pinned model is kept with the workspace; the demo lasts as long as the window. Menus see both as context keys. */
export function createWindowChoices(workspaceState: vscode.Memento): WindowChoices & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  let isDemo = false;
  const pinnedModel = (): string | undefined => {
    const value = workspaceState.get<unknown>(pinnedModelKey);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const tellMenus = async (): Promise<void> => {
    await vscode.commands.executeCommand('setContext', 'videogenius.demo', isDemo);
    await vscode.commands.executeCommand('setContext', 'videogenius.pinned', pinnedModel() !== undefined);
  };
  void tellMenus();
  return {
    pinnedModel,
    async setPinnedModel(modelId) {
      if (modelId === pinnedModel()) return;
      await workspaceState.update(pinnedModelKey, modelId);
      await tellMenus();
      changes.fire();
    },
    isDemo: () => isDemo,
    async setDemo(wanted) {
      if (wanted === isDemo) return;
      isDemo = wanted;
      await tellMenus();
      changes.fire();
    },
    onDidChange: changes.event,
    dispose: () => changes.dispose(),
  };
}
