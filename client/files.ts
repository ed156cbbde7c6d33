import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';

/** Files of this window for the command line: readable by this person only, removed when the window closes. */
const ownFiles = ['settings.json', 'script.txt'] as const;
export type OwnFile = (typeof ownFiles)[number];

/** Writes one of them and gives its path. */
export function writeOwnFile(context: vscode.ExtensionContext, file: OwnFile, text: string): string {
  const path = pathOf(context, file);
  mkdirSync(context.globalStorageUri.fsPath, { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

export function removeOwnFiles(context: vscode.ExtensionContext): void {
  for (const file of ownFiles) rmSync(pathOf(context, file), { force: true });
}

/** Two windows never share a file: each has an extension host, and so a process number, of its own. */
function pathOf(context: vscode.ExtensionContext, file: OwnFile): string {
  return join(context.globalStorageUri.fsPath, `${process.pid}-${file}`);
}
