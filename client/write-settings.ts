import * as vscode from 'vscode';
import type { ModelId, Result } from '../server/protocol/index.ts';
import { isRecord } from '../server/protocol/outline.ts';
import { settingTarget } from './setting-target.ts';

/** What is needed of the app: the manifest, which says where a setting may be changed. */
export interface WithManifest {
  readonly context: { readonly extension: { readonly packageJSON: unknown } };
}

/** The message is in plain words and in the person's language. */
export type SettingsWritten = Result<void, { readonly message: string }>;

const written: SettingsWritten = { ok: true, value: undefined };
const refused = (message: string): SettingsWritten => ({ ok: false, error: { message } });

/** Changes settings by their full names; undefined removes one, so that its default applies. Stops at the first that fails. */
export async function changeSettings(
  app: WithManifest,
  values: Readonly<Record<string, unknown>>,
): Promise<SettingsWritten> {
  const manifest: unknown = app.context.extension.packageJSON;
  const unknown = Object.keys(values).find((name) => settingTarget(manifest, name) === undefined);
  if (unknown !== undefined) return refused(vscode.l10n.t('VideoGenius has no setting named {0}.', unknown));
  for (const [name, value] of Object.entries(values)) {
    const place = settingTarget(manifest, name);
    if (place === undefined) continue;
    try {
      await vscode.workspace.getConfiguration(undefined, place.resource).update(name, value, place.target);
    } catch (error) {
      // VS Code says itself, in the person's language, what is in the way: usually a mistake in settings.json.
      const cause = error instanceof Error ? error.message : String(error);
      return refused(vscode.l10n.t('The setting {0} could not be changed: {1}', name, cause));
    }
  }
  return written;
}

const modelsSetting = 'videogenius.models';

/** One switch at a time: each builds on what the one before it has written. */
let lastSwitch: Promise<unknown> = Promise.resolve();

/** Switches a model on or off in `videogenius.models`; the rest of its entry stays as it is. */
export function setModelEnabled(app: WithManifest, modelId: ModelId, enabled: boolean): Promise<SettingsWritten> {
  const next = lastSwitch.then(() => switchModel(app, modelId, enabled));
  lastSwitch = next.catch(() => undefined);
  return next;
}

async function switchModel(app: WithManifest, modelId: ModelId, enabled: boolean): Promise<SettingsWritten> {
  const now = vscode.workspace.getConfiguration().inspect<unknown>(modelsSetting)?.globalValue ?? {};
  const entry = isRecord(now) && Object.hasOwn(now, modelId) ? now[modelId] : {};
  if (!isRecord(now) || !isRecord(entry)) {
    return refused(
      vscode.l10n.t('The setting {0} is not as it should be. Mend it in settings.json first.', modelsSetting),
    );
  }
  const models = { ...now, [modelId]: withEnabled(entry, enabled) };
  // An entry without content says nothing: a built-in model is there without one, and another one has at least a vendor.
  if (Object.keys(models[modelId] ?? {}).length === 0) delete models[modelId];
  return changeSettings(app, { [modelsSetting]: Object.keys(models).length === 0 ? undefined : models });
}

/** On is the default and is not written. */
function withEnabled(entry: Readonly<Record<string, unknown>>, enabled: boolean): Readonly<Record<string, unknown>> {
  const { enabled: _old, ...rest } = entry;
  return enabled ? rest : { ...rest, enabled: false };
}
