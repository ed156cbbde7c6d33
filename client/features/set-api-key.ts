import * as vscode from 'vscode';
import type { KeyDestination, Snapshot } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { readState, sayFailure } from '../daemon-help.ts';
import { askForKey } from '../models/key-input.ts';
import { ownKeyVariable } from '../models/model-settings.ts';
import { pickModelId } from '../models/pick-model.ts';
import { offerCommand, say } from '../offers.ts';
import { testNewKey } from './check-models.ts';

/** Asks for the key of a model, keeps it for that vendor and server alone, and tests it. */
export const setApiKey: CommandRun = async (app, named) => {
  const { l10n } = vscode;
  const state = await realState(app);
  if (state === undefined) return;
  const modelId = await pickModelId(state, named, {
    title: l10n.t('Set API Key'),
    placeHolder: l10n.t('Whose key do you want to set?'),
    models: state.models.filter(({ keySource }) => keySource !== 'notNeeded'),
  });
  if (modelId === undefined) return;
  const answer = await app.link.call('model/destination', { modelId });
  if (!answer.ok) return sayFailure(app, answer.error);
  const destination = answer.value;
  const { origin } = destination;
  if (origin === null) return sayNoPlace(destination);
  const variable = ownKeyVariable(modelId);
  if (variable !== undefined) return sayOwnVariable(modelId, variable);
  const key = await askForKey({ ...destination, origin });
  if (key === undefined) return;
  const stored = await app.keys.store(destination.provider, origin, key);
  if (!stored.ok) return say('error', stored.error.message);
  void vscode.commands.executeCommand('setContext', 'videogenius.keyStored', true);
  const known = await app.link.call('session/secretsChanged', {});
  if (!known.ok) return sayFailure(app, known.error);
  await testNewKey(app, modelId);
};

/** The state of the person's own models. Simulated ones need no key, so the demo has to end first. */
async function realState(app: App): Promise<Snapshot | undefined> {
  if (app.choices.isDemo()) {
    const { l10n } = vscode;
    const endDemo = l10n.t('End Demo');
    const chosen = await vscode.window.showInformationMessage(
      l10n.t('This window works with simulated models, which need no key.'),
      { modal: true },
      endDemo,
    );
    if (chosen !== endDemo) return undefined;
    await app.choices.setDemo(false);
    await app.link.refresh();
  }
  return readState(app);
}

/** Without the address of a server a key has nowhere to go. */
function sayNoPlace({ modelId, keyRequired }: KeyDestination): void {
  const { l10n } = vscode;
  const settings = offerCommand(l10n.t('Open Settings'), 'workbench.action.openSettings', 'videogenius.models');
  const text = l10n.t('Set the address of {0} first: a key is kept for one server alone.', modelId);
  if (keyRequired) say('warning', text, settings);
  else say('info', l10n.t('{0} needs no key.', modelId));
}

function sayOwnVariable(modelId: string, variable: string): void {
  const { l10n } = vscode;
  const text = l10n.t(
    'Your settings take the key of {0} from the environment variable {1}. Remove "apiKeyEnv" from its entry to set a key here.',
    modelId,
    variable,
  );
  say('info', text, offerCommand(l10n.t('Open Settings'), 'workbench.action.openSettings', 'videogenius.models'));
}
