import * as vscode from 'vscode';

/** A file in which settings of this window can stand. */
export interface SettingsFile {
  readonly uri: vscode.Uri;
  /** The names that lead to the settings inside it. */
  readonly inside: readonly string[];
}

/**
 * The files in which a setting of this window can stand, the one whose word counts most first: folders, workspace, machine,
 * person. They need not exist.
 */
export function settingsFiles(globalStorage: vscode.Uri): SettingsFile[] {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const files: SettingsFile[] = workspaceFolders.map(({ uri }) => ({
    uri: vscode.Uri.joinPath(uri, '.vscode', 'settings.json'),
    inside: [],
  }));
  if (workspaceFile !== undefined) files.push({ uri: workspaceFile, inside: ['settings'] });
  // Our own storage stands in <user data>/User/globalStorage/<extension>.
  const userFolder = vscode.Uri.joinPath(globalStorage, '..', '..');
  files.push({ uri: vscode.Uri.joinPath(userFolder, '..', 'Machine', 'settings.json'), inside: [] });
  files.push({ uri: asEditorNames(vscode.Uri.joinPath(userFolder, 'settings.json')), inside: [] });
  return files;
}

/** The desktop opens the person's own settings under a scheme of its own; their path is that of the file. */
const userDataScheme = 'vscode-userdata';

function asEditorNames(file: vscode.Uri): vscode.Uri {
  return vscode.env.uiKind === vscode.UIKind.Desktop ? file.with({ scheme: userDataScheme }) : file;
}

/** Whether a document shows a file, whichever of the two names either goes by. */
export function shows(document: vscode.Uri, file: vscode.Uri): boolean {
  const isSameScheme = document.scheme === file.scheme || [document.scheme, file.scheme].includes(userDataScheme);
  return isSameScheme && samePath(document.path, file.path);
}

function samePath(one: string, other: string): boolean {
  return process.platform === 'win32' ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** The text of a settings file and the name under which the editor knows it; undefined when there is none. */
export async function readSettingsFile({ uri }: SettingsFile): Promise<{ uri: vscode.Uri; text: string } | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => shows(document.uri, uri));
  if (open !== undefined) return { uri: open.uri, text: open.getText() };
  try {
    return { uri, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return undefined;
  }
}
