import * as vscode from 'vscode';
import { build } from '../server/version.ts';

/** Names and values that say where this runs, for the log and for reports. */
export function versionFacts({ extension }: Pick<vscode.ExtensionContext, 'extension'>): (readonly [string, string])[] {
  const kind = extension.extensionKind === vscode.ExtensionKind.UI ? 'ui' : 'workspace';
  return [
    ['VideoGenius', `${build.version} (${build.id})`],
    [
      'editor',
      `${vscode.env.appName} ${vscode.version}, ${vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'}`,
    ],
    ['Node', process.version],
    ['platform', `${process.platform} ${process.arch}`],
    ['window', `${vscode.env.remoteName ?? 'local'}, extension runs as ${kind}`],
    ['workspace', vscode.workspace.isTrusted ? 'trusted' : 'not trusted'],
    ['language', vscode.env.language],
  ];
}
