import * as vscode from 'vscode';
import { isRecord } from '../server/protocol/outline.ts';

/** Where the manifest lets a setting be changed: `machine` and `application` only by the person, never by a folder. */
export type SettingScope = 'application' | 'machine' | 'window' | 'resource';

/**
 * The settings somebody has set, with the values that are in force here, by their full names. Defaults are left out, so that the
 * daemon applies its own. A folder that is not trusted has no say over restricted settings.
 */
export function settingsInForce(manifest: unknown): Readonly<Record<string, unknown>> {
  const restricted = vscode.workspace.isTrusted ? new Set<string>() : restrictedSettings(manifest);
  const configuration = vscode.workspace.getConfiguration(undefined, vscode.window.activeTextEditor?.document.uri);
  const result: Record<string, unknown> = {};
  for (const name of settingNames(manifest)) {
    const places = configuration.inspect(name);
    if (places === undefined) continue;
    const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } = places;
    if (restricted.has(name)) {
      if (globalValue !== undefined) result[name] = withDefaults(globalValue, defaultValue);
    } else if (globalValue !== undefined || workspaceValue !== undefined || workspaceFolderValue !== undefined) {
      result[name] = configuration.get(name);
    }
  }
  return result;
}

/** VS Code lays an object over its default; so do we where we ask for one place alone. */
function withDefaults(value: unknown, defaults: unknown): unknown {
  return isRecord(value) && isRecord(defaults) ? { ...defaults, ...value } : value;
}

/** Names of all settings in the manifest of the extension, which was generated from the contract. */
export function settingNames(manifest: unknown): string[] {
  return [...properties(manifest).keys()];
}

/** Whether a person alone may change it, or a folder, too. Undefined when there is no such setting. */
export function settingScope(manifest: unknown, name: string): SettingScope | undefined {
  const property = properties(manifest).get(name);
  if (property === undefined) return undefined;
  const scope = at(property, 'scope');
  if (scope === 'application' || scope === 'machine' || scope === 'resource') return scope;
  return 'window';
}

function properties(manifest: unknown): ReadonlyMap<string, unknown> {
  const sections = at(manifest, 'contributes', 'configuration');
  if (!Array.isArray(sections)) return new Map();
  return new Map(sections.flatMap((section: unknown) => Object.entries(at(section, 'properties') ?? {})));
}

function restrictedSettings(manifest: unknown): Set<string> {
  const names = at(manifest, 'capabilities', 'untrustedWorkspaces', 'restrictedConfigurations');
  return new Set(Array.isArray(names) ? names.map(String) : []);
}

/** Follows names into a value of unknown shape. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, name)?.value;
  }
  return current;
}
