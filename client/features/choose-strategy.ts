import * as vscode from 'vscode';
import type { StrategyId } from '../../server/protocol/index.ts';
import type { CommandRun } from '../app.ts';
import type { ValueItem } from '../models/model-items.ts';
import { say } from '../offers.ts';
import { type StrategyWords, strategyWords } from '../words/model-words.ts';
import { changeSettings } from '../write-settings.ts';

/** Lets a person choose how a model is picked, and writes it into the settings. Works without the daemon. */
export const chooseStrategy: CommandRun = async (app, named) => {
  const { l10n } = vscode;
  const words = strategyWords(l10n);
  const current = vscode.workspace.getConfiguration('videogenius').get<string>('strategy');
  const chosen = isStrategy(named, words) ? named : await pickStrategy(words, current);
  if (chosen === undefined || chosen === current) return;
  const written = await changeSettings(app, { 'videogenius.strategy': chosen });
  if (!written.ok) return say('error', written.error.message);
  vscode.window.setStatusBarMessage(l10n.t('Strategy: {0}.', words[chosen].title), 8000);
};

type AllWords = Readonly<Record<StrategyId, StrategyWords>>;

async function pickStrategy(words: AllWords, current: string | undefined): Promise<StrategyId | undefined> {
  const { l10n } = vscode;
  const items: ValueItem<StrategyId>[] = Object.keys(words)
    .filter((id) => isStrategy(id, words))
    .map((id) => ({
      label: `${id === current ? '$(check)' : '$(blank)'} ${words[id].title}`,
      detail: words[id].explanation,
      value: id,
      ...(id === current ? { description: l10n.t('current') } : {}),
    }));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Choose Strategy'),
    placeHolder: vscode.workspace.isTrusted
      ? l10n.t('How is a model chosen for a request?')
      : l10n.t('This folder is not trusted: the choice is kept in your own settings.'),
    matchOnDetail: true,
  });
  return picked?.value;
}

function isStrategy(value: unknown, words: AllWords): value is StrategyId {
  return typeof value === 'string' && Object.hasOwn(words, value);
}
