import * as vscode from 'vscode';

/**
 * The settings a person has set, with the values that are in force here, by their full names. Defaults are left out, so
 * that the command line applies its own. A folder that is not trusted has no say over restricted settings.
 */
export function settingsInForce(manifest: unknown): Readonly<Record<string, unknown>> {
  const restricted = vscode.workspace.isTrusted ? new Set<string>() : restrictedSettings(manifest);
  const configuration = vscode.workspace.getConfiguration(undefined, vscode.window.activeTextEditor?.document.uri);
  const result: Record<string, unknown> = {};
  for (const name of settingNames(manifest)) {
    const places = configuration.inspect(name);
    if (places === undefined) continue;
    const { globalValue, workspaceValue, workspaceFolderValue } = places;
    if (restricted.has(name)) {
      if (globalValue !== undefined) result[name] = globalValue;
    } else if (globalValue !== undefined || workspaceValue !== undefined || workspaceFolderValue !== undefined) {
      result[name] = configuration.get(name);
    }
  }
  return result;
}

/** Names of all settings in the manifest of the extension, which was generated from the contract. */
export function settingNames(manifest: unknown): string[] {
  const sections = at(manifest, 'contributes', 'configuration');
  if (!Array.isArray(sections)) return [];
  return sections.flatMap((section: unknown) => Object.keys(at(section, 'properties') ?? {}));
}

function restrictedSettings(manifest: unknown): Set<string> {
  const names = at(manifest, 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations');
  return new Set(Array.isArray(names) ? names.map(String) : []);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, name)?.value;
  }
  return current;
}
