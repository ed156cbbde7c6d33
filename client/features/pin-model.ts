import * as vscode from 'vscode';
import type { CommandRun } from '../app.ts';
import { readState } from '../daemon-help.ts';
import { modelItem, separator, sortedModels, type ValueItem } from '../models/model-items.ts';
import { say } from '../offers.ts';

/** Stands for no pinned model; no model can have this name. */
const automatic = '*';

/** Lets a person send every request of this window to one model, or leave the choice to the router again. */
export const pinModel: CommandRun = async (app, named) => {
  const { l10n } = vscode;
  const state = await readState(app);
  if (state === undefined) return;
  const pinned = app.choices.pinnedModel();
  const isThere = (modelId: string): boolean => state.models.some((model) => model.modelId === modelId);
  if (typeof named === 'string' && named !== automatic && !isThere(named))
    return say('warning', l10n.t('There is no model named {0}.', named));
  const auto: ValueItem<string> = {
    label: `$(sparkle) ${l10n.t('Automatic')}`,
    description: pinned === undefined ? l10n.t('current') : '',
    detail: l10n.t('The best model for each request; another one takes over when it fails.'),
    value: automatic,
  };
  const lines = sortedModels(state.models).map((model) => modelItem(model, { isCurrent: model.modelId === pinned }));
  const chosen =
    typeof named === 'string'
      ? named
      : (
          await vscode.window.showQuickPick([auto, separator<string>(l10n.t('Always this model')), ...lines], {
            title: l10n.t('Pin a Model'),
            placeHolder:
              pinned !== undefined && !isThere(pinned)
                ? l10n.t('{0} is pinned, but there is no such model any more.', pinned)
                : l10n.t('Which model is to write in this window?'),
            matchOnDescription: true,
          })
        )?.value;
  if (chosen === undefined) return;
  await app.choices.setPinnedModel(chosen === automatic ? undefined : chosen);
  const text =
    chosen === automatic
      ? l10n.t('A model is chosen for each request again.')
      : l10n.t('{0} writes everything in this window; no other model takes over.', chosen);
  vscode.window.setStatusBarMessage(text, 8000);
};
