import * as vscode from 'vscode';
import { isRecord } from '../../server/protocol/outline.ts';
import { settingTarget } from '../setting-target.ts';

/** What a person has set for one model in `videogenius.models`; undefined when there is no entry. */
export function modelEntry(modelId: string): Readonly<Record<string, unknown>> | undefined {
  return ownRecord(ownRecord(vscode.workspace.getConfiguration('videogenius').get('models'))?.[modelId]);
}

/** The name of the variable that a person's settings take the key of a model from. */
export function ownKeyVariable(modelId: string): string | undefined {
  const variable = modelEntry(modelId)?.apiKeyEnv;
  return typeof variable === 'string' && variable !== '' ? variable : undefined;
}

/** The first of these environment variables that holds something. */
export function variableInUse(variables: readonly string[]): string | undefined {
  return variables.find((name) => (process.env[name] ?? '').trim() !== '');
}

/** The value of a setting in the one place where a change of it would be written; undefined when it is not set there. */
export function valueToChange(manifest: unknown, name: string): unknown {
  const place = settingTarget(manifest, name);
  const values = vscode.workspace.getConfiguration(undefined, place?.resource).inspect(name);
  switch (place?.target) {
    case vscode.ConfigurationTarget.Workspace:
      return values?.workspaceValue;
    case vscode.ConfigurationTarget.WorkspaceFolder:
      return values?.workspaceFolderValue;
    default:
      return values?.globalValue;
  }
}

/** A value of unknown shape as an object with own properties only, so that no name can meet a built-in one. */
export function ownRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? Object.assign(Object.create(null), value) : undefined;
}
