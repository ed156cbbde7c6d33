import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('videogenius.videogenius');
  assert.ok(found, 'the extension is not installed');
  return found;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly description?: string }>>;
    }[];
  };
}

export function manifest(): Manifest {
  return extension().packageJSON;
}
