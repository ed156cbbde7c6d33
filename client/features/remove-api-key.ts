import * as vscode from 'vscode';
import type { KeyDestination } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { separator, type ValueItem } from '../models/model-items.ts';
import { variableInUse } from '../models/model-settings.ts';
import { offerCommand, say } from '../offers.ts';

type KeyPlace =
  | { readonly kind: 'stored'; readonly provider: string; readonly origin: string; readonly models: readonly string[] }
  | { readonly kind: 'environment'; readonly modelId: string; readonly variable: string | undefined };

/** Removes a key from VS Code's key store. Keys of environment variables are shown, too, with the place where they are. */
export const removeApiKey: CommandRun = async (app) => {
  const { l10n } = vscode;
  // What is stored can be removed even when the daemon cannot say who uses it.
  const destinations = await readDestinations(app);
  const stored = await storedKeys(app, destinations);
  const given = environmentKeys(destinations);
  if (stored.length + given.length === 0) {
    say('info', l10n.t('No key is set.'), offerCommand(l10n.t('Set API Key'), 'videogenius.setApiKey'));
    return;
  }
  const title = l10n.t('Remove API Key');
  const picked = await vscode.window.showQuickPick<ValueItem<KeyPlace>>(
    [
      ...stored.map(storedItem),
      ...(given.length === 0 ? [] : [separator<KeyPlace>(l10n.t('From the environment'))]),
      ...given.map(environmentItem),
    ],
    { title, placeHolder: l10n.t('Which key do you want to remove?') },
  );
  const place = picked?.value;
  if (place === undefined) return;
  if (place.kind === 'environment') return sayEnvironment(place);
  await remove(app, place, destinations);
};

/** Where the keys of all models go; nothing while the daemon cannot say. */
async function readDestinations(app: App): Promise<readonly KeyDestination[]> {
  const state = await app.link.call('state/get', {});
  if (!state.ok) return [];
  const answers = await Promise.all(
    state.value.models.map(({ modelId }) => app.link.call('model/destination', { modelId })),
  );
  return answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
}

async function storedKeys(
  app: App,
  destinations: readonly KeyDestination[],
): Promise<(KeyPlace & { kind: 'stored' })[]> {
  const { providerIds } = await import('../../server/protocol/ids.ts');
  const found = await Promise.all(
    providerIds.map(async (provider) => {
      const origins = await app.keys.origins(provider);
      return origins.map((origin) => {
        const users = destinations.filter((each) => each.provider === provider && each.origin === origin);
        return { kind: 'stored' as const, provider, origin, models: users.map(({ modelId }) => modelId) };
      });
    }),
  );
  return found.flat();
}

function environmentKeys(destinations: readonly KeyDestination[]): (KeyPlace & { kind: 'environment' })[] {
  return destinations
    .filter(({ keySource }) => keySource === 'environment')
    .map(({ modelId, variables }) => ({ kind: 'environment', modelId, variable: variableInUse(variables) }));
}

function storedItem(place: KeyPlace & { kind: 'stored' }): ValueItem<KeyPlace> {
  const { l10n } = vscode;
  const users = place.models.filter((modelId) => modelId !== place.provider);
  const detail = users.length === 0 ? {} : { detail: l10n.t('Used by {0}', users.join(l10n.t(', '))) };
  return { label: `$(key) ${place.provider}`, description: place.origin, value: place, ...detail };
}

function environmentItem(place: KeyPlace & { kind: 'environment' }): ValueItem<KeyPlace> {
  return {
    label: `$(terminal) ${place.modelId}`,
    value: place,
    ...(place.variable === undefined ? {} : { description: place.variable }),
  };
}

function sayEnvironment({ modelId, variable }: KeyPlace & { kind: 'environment' }): void {
  const { l10n } = vscode;
  const text =
    variable === undefined
      ? l10n.t('The key of {0} comes from an environment variable and can only be removed there.', modelId)
      : l10n.t(
          'The key of {0} comes from the environment variable {1} and can only be removed there.',
          modelId,
          variable,
        );
  say('info', text);
}

async function remove(
  app: App,
  { provider, origin }: KeyPlace & { kind: 'stored' },
  destinations: readonly KeyDestination[],
): Promise<void> {
  const { l10n } = vscode;
  const confirmed = l10n.t('Remove');
  const question = l10n.t('Remove the key of {0} for {1}?', provider, origin);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, confirmed)) !== confirmed) return;
  if (!(await app.keys.remove(provider, origin))) return say('info', l10n.t('This key was removed already.'));
  if (app.link.state().kind === 'running') await app.link.call('session/secretsChanged', {});
  const user = destinations.find((each) => each.provider === provider && each.origin === origin);
  const variable = variableInUse(user?.variables ?? []);
  const text = l10n.t('The key of {0} has been removed.', provider);
  if (variable === undefined) return say('info', text);
  const instead = l10n.t('From now on the environment variable {0} is used.', variable);
  say('info', l10n.t('{0} {1}', text, instead));
}
