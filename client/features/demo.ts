import * as vscode from 'vscode';
import type { ModelState } from '../../server/protocol/index.ts';
import { isRecord } from '../../server/protocol/outline.ts';
import type { App, CommandRun } from '../app.ts';
import { sayFailure } from '../daemon-help.ts';
import { briefDefaults } from '../generation/brief-values.ts';
import { modelEntry } from '../models/model-settings.ts';
import { offerCommand, say } from '../offers.ts';
import { isUsable } from '../words/model-words.ts';

/**
 * Shows routing and failover with simulated models, in the panel and in a script. Needs no key and no network. An argument
 * `{ topic }` gives the script its topic.
 */
export const startDemo: CommandRun = async (app, value) => {
  const { l10n } = vscode;
  await app.choices.setDemo(true);
  const started = await app.link.start();
  if (!started.ok) {
    await app.choices.setDemo(false);
    return sayFailure(app, started.error);
  }
  await app.link.refresh();
  say(
    'info',
    l10n.t('This window now works with simulated models: nothing is sent anywhere and nothing is spent.'),
    offerCommand(l10n.t('End Demo'), 'videogenius.stopDemo'),
  );
  await vscode.commands.executeCommand('videogenius.openStatusPanel');
  const { topic = l10n.t('How honeybees find their way home') } = briefDefaults(isRecord(value) ? value : {});
  await vscode.commands.executeCommand('videogenius.generateScript', {
    brief: { topic },
    ask: false,
    newDocument: true,
  });
};

/** Goes back to the person's own models. */
export const stopDemo: CommandRun = async (app) => {
  const { l10n } = vscode;
  if (!app.choices.isDemo()) return say('info', l10n.t('The demo is not running.'));
  await app.choices.setDemo(false);
  await app.link.refresh();
  const setKey = offerCommand(l10n.t('Set API Key'), 'videogenius.setApiKey');
  if (await hasOwnModel(app)) say('info', l10n.t('The demo has ended. Your own models write again.'));
  else say('info', l10n.t('The demo has ended. Set a key to write with a real model.'), setKey);
};

/** A model that can be used and that somebody set up. */
async function hasOwnModel(app: App): Promise<boolean> {
  const state = await app.link.call('state/get', {});
  if (!state.ok) return false;
  const isOwn = ({ modelId, keySource, attempts }: ModelState): boolean =>
    keySource !== 'notNeeded' || attempts > 0 || modelEntry(modelId) !== undefined;
  return state.value.models.some((model) => isUsable(model) && isOwn(model));
}
