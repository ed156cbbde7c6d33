import * as vscode from 'vscode';
import type { ModelState, Snapshot } from '../../server/protocol/index.ts';
import { say } from '../offers.ts';
import { modelItem, sortedModels, type ValueItem } from './model-items.ts';

/** How a person is asked for a model. */
export interface ModelQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** Lines above the models. */
  readonly above?: readonly ValueItem<string>[];
  /** The models to choose from; all if left out. */
  readonly models?: readonly ModelState[];
}

/**
 * The model a command is about: the one named by whoever called it, or the one a person picks. Undefined when she picked none,
 * or when there is no model of that name, which is said.
 */
export async function pickModelId(
  { models }: Snapshot,
  named: unknown,
  question: ModelQuestion,
): Promise<string | undefined> {
  if (typeof named === 'string') {
    if (models.some(({ modelId }) => modelId === named)) return named;
    say('warning', vscode.l10n.t('There is no model named {0}.', named));
    return undefined;
  }
  const lines = sortedModels(question.models ?? models).map((model) => modelItem(model));
  const picked = await vscode.window.showQuickPick([...(question.above ?? []), ...lines], {
    title: question.title,
    placeHolder: question.placeHolder,
    matchOnDescription: true,
  });
  return picked?.value;
}
