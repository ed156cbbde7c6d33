import * as vscode from 'vscode';
import type { KeyDestination } from '../../server/protocol/index.ts';
import { keyProblem, trimmedKey } from './key-form.ts';
import { variableInUse } from './model-settings.ts';

/** Asks for the key of a model and says where it will go. Undefined when the person gave up. */
export function askForKey(destination: KeyDestination & { readonly origin: string }): Promise<string | undefined> {
  const { l10n } = vscode;
  const { modelId, origin, keyPage, variables } = destination;
  const input = vscode.window.createInputBox();
  const getKey: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: l10n.t('Get a key at {0}', keyPage ?? ''),
  };
  input.title = l10n.t('Set API Key: {0}', modelId);
  input.prompt = prompt(origin, variableInUse(variables));
  input.placeholder = l10n.t('Paste the key here');
  input.password = true;
  input.ignoreFocusOut = true;
  if (keyPage !== null) input.buttons = [getKey];
  return new Promise((resolve) => {
    let isDone = false;
    const done = (key: string | undefined): void => {
      // Closing the field hides it, which would be taken for giving up.
      if (isDone) return;
      isDone = true;
      resolve(key);
      input.dispose();
    };
    input.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(keyPage ?? '', true)));
    input.onDidChangeValue((value) => {
      // An empty field is no mistake while a person has only just begun.
      input.validationMessage = value === '' ? undefined : keyProblem(value, l10n);
    });
    input.onDidAccept(() => {
      const problem = keyProblem(input.value, l10n);
      if (problem === undefined) return done(trimmedKey(input.value));
      input.validationMessage = problem;
    });
    input.onDidHide(() => done(undefined));
    input.show();
  });
}

function prompt(origin: string, variable: string | undefined): string {
  const { l10n } = vscode;
  const where = l10n.t('It is kept in the key store of VS Code and sent only to {0}.', origin);
  if (variable === undefined) return where;
  return l10n.t('{0} {1}', where, l10n.t('It is used in place of the environment variable {0}.', variable));
}
