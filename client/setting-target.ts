import * as vscode from 'vscode';
import { settingScope } from './settings.ts';

/** Where a change of a setting is written, and for which document it is looked up. */
export interface SettingTarget {
  readonly target: vscode.ConfigurationTarget;
  readonly resource: vscode.Uri | undefined;
}

/**
 * A change goes where the setting stands now, the innermost place first, otherwise to the person's own settings. What only the
 * person may decide, and everything in a folder that is not trusted, goes to the person's own settings. Undefined when there is
 * no such setting.
 */
export function settingTarget(manifest: unknown, name: string): SettingTarget | undefined {
  const scope = settingScope(manifest, name);
  if (scope === undefined) return undefined;
  const own = { target: vscode.ConfigurationTarget.Global, resource: undefined };
  if (scope === 'machine' || scope === 'application' || !vscode.workspace.isTrusted) return own;
  const resource = vscode.window.activeTextEditor?.document.uri;
  const places = vscode.workspace.getConfiguration(undefined, resource).inspect(name);
  // With one folder its settings are those of the workspace; a setting of the whole window never belongs to one of several folders.
  const hasFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  if (scope === 'resource' && hasFolders && places?.workspaceFolderValue !== undefined) {
    return { target: vscode.ConfigurationTarget.WorkspaceFolder, resource };
  }
  if (places?.workspaceValue !== undefined) return { target: vscode.ConfigurationTarget.Workspace, resource };
  return own;
}
