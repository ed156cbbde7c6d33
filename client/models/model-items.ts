import * as vscode from 'vscode';
import type { ModelState } from '../../server/protocol/index.ts';
import { keySourceWords, modelName, statusIcons, statusWords } from '../words/model-words.ts';
import { createSpeaker } from '../words/sentences.ts';

/** A line of a quick pick that stands for a value. */
export interface ValueItem<Value> extends vscode.QuickPickItem {
  readonly value?: Value;
}

/** A heading between lines to pick. */
export const separator = <Value>(label: string): ValueItem<Value> => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
});

/** A model as a line to pick: how it stands, where its key comes from, and why. */
export function modelItem(model: ModelState, notes: { readonly isCurrent?: boolean } = {}): ValueItem<string> {
  const { l10n } = vscode;
  const { modelId, status, keySource } = model;
  const facts = [
    modelName(model.model, model.simulated, l10n),
    statusWords(l10n)[status],
    ...(status === 'notConfigured' ? [] : [keySourceWords(l10n)[keySource]]),
    ...(notes.isCurrent === true ? [l10n.t('current')] : []),
  ];
  return {
    label: `$(${statusIcons[status]}) ${modelId}`,
    description: facts.filter((fact) => fact !== '').join(' · '),
    // That a model was not used yet stands in the line above.
    ...(status === 'unknown' ? {} : { detail: createSpeaker(vscode.env.language).say(model.reason) }),
    value: modelId,
  };
}

/** Models that can be used come first. */
export function sortedModels(models: readonly ModelState[]): readonly ModelState[] {
  const isDown = ({ status }: ModelState) => (status === 'notConfigured' || status === 'disabled' ? 1 : 0);
  return [...models].sort((left, right) => isDown(left) - isDown(right));
}
