import * as vscode from 'vscode';
import type { BudgetPolicy, Snapshot } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { readState } from '../daemon-help.ts';
import { parseAmount } from '../models/budget-amount.ts';
import { budgetChange, budgetPolicy, budgetUsd, policySetting } from '../models/budget-settings.ts';
import { separator, type ValueItem } from '../models/model-items.ts';
import { pickModelId } from '../models/pick-model.ts';
import { say } from '../offers.ts';
import { type BudgetScope, budgetName, policyWords } from '../words/money-words.ts';
import { createValueFormat, type ValueFormat } from '../words/value-format.ts';
import { changeSettings } from '../write-settings.ts';

const nanoPerUsd = 1e9;

/** Asks how much may be spent in a day or a month, and what happens then, and writes it into the person's own settings. */
export const setBudget: CommandRun = async (app) => {
  const { l10n } = vscode;
  const state = await readState(app);
  if (state === undefined) return;
  const format = createValueFormat(vscode.env.language, l10n);
  const scope = await pickScope(state, format);
  if (scope === undefined) return;
  const usd = await askForAmount(scope, await spentSoFar(app, state, scope), format);
  if (usd === undefined) return;
  const policy = usd === 0 ? undefined : await pickPolicy();
  if (usd !== 0 && policy === undefined) return;
  const change = budgetChange(scope, usd === 0 ? undefined : usd);
  if (change === undefined) {
    const name = 'videogenius.money.modelBudgets';
    return say('error', l10n.t('The setting {0} is not as it should be. Mend it in settings.json first.', name));
  }
  const written = await changeSettings(app, {
    ...change,
    ...(policy === undefined || policy === budgetPolicy() ? {} : { [policySetting]: policy }),
  });
  if (!written.ok) return say('error', written.error.message);
  const name = budgetName(scope, l10n);
  const told =
    policy === undefined
      ? l10n.t('{0} is removed.', name)
      : l10n.t(
          '{0} is {1}. When it is used up: {2}.',
          name,
          format.money(usd * nanoPerUsd),
          policyWords(l10n)[policy].title,
        );
  vscode.window.setStatusBarMessage(told, 8000);
};

/** What is wanted of whom; `oneModel` asks on. */
type ScopeChoice = BudgetScope | 'oneModel';

async function pickScope(state: Snapshot, format: ValueFormat): Promise<BudgetScope | undefined> {
  const { l10n } = vscode;
  const ask = (items: readonly ValueItem<ScopeChoice>[]) =>
    vscode.window.showQuickPick(items, {
      title: l10n.t('Set Budget'),
      placeHolder: l10n.t('What is the budget for?'),
      matchOnDescription: true,
    });
  const line = (scope: BudgetScope): ValueItem<ScopeChoice> => ({
    label: `$(calendar) ${scopeWords(scope)}`,
    description: presentWords(scope, format),
    value: scope,
  });
  const whole = await ask([
    line({ modelId: null, period: 'day' }),
    line({ modelId: null, period: 'month' }),
    separator(l10n.t('Single models')),
    { label: `$(symbol-class) ${l10n.t('One model ...')}`, value: 'oneModel' },
  ]);
  if (whole?.value !== 'oneModel') return whole?.value;
  const modelId = await pickModelId(state, undefined, {
    title: l10n.t('Set Budget'),
    placeHolder: l10n.t('Which model is the budget for?'),
  });
  if (modelId === undefined) return undefined;
  const own = await ask([line({ modelId, period: 'day' }), line({ modelId, period: 'month' })]);
  return own?.value === 'oneModel' ? undefined : own?.value;
}

function scopeWords({ modelId, period }: BudgetScope): string {
  const { l10n } = vscode;
  if (modelId === null) return period === 'day' ? l10n.t('All models, each day') : l10n.t('All models, each month');
  return period === 'day' ? l10n.t('{0}, each day', modelId) : l10n.t('{0}, each month', modelId);
}

function presentWords(scope: BudgetScope, format: ValueFormat): string {
  const present = budgetUsd(scope);
  return present === undefined
    ? vscode.l10n.t('no budget')
    : vscode.l10n.t('now {0}', format.money(present * nanoPerUsd));
}

/** US dollars; 0 removes the budget. Undefined when the person gave up. */
async function askForAmount(
  scope: BudgetScope,
  spentNanoUsd: number | undefined,
  format: ValueFormat,
): Promise<number | undefined> {
  const { l10n } = vscode;
  const present = budgetUsd(scope);
  const spent = spentNanoUsd === undefined ? [] : [spentWords(scope, format.money(spentNanoUsd))];
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Set Budget: {0}', scopeWords(scope)),
    prompt: [...spent, l10n.t('US dollars; 0 or nothing means no budget.')].join(' '),
    placeHolder: l10n.t('For instance 5 or 0.50'),
    value: present === undefined ? '' : String(present),
    ignoreFocusOut: true,
    validateInput: (text) => parseAmount(text, l10n).problem,
  });
  if (typed === undefined) return undefined;
  const amount = parseAmount(typed, l10n);
  return amount.problem === undefined ? amount.usd : undefined;
}

function spentWords({ period }: BudgetScope, amount: string): string {
  const { l10n } = vscode;
  return period === 'day' ? l10n.t('Spent today: {0}.', amount) : l10n.t('Spent this month: {0}.', amount);
}

/** Nano-dollars; undefined when it cannot be told. */
async function spentSoFar(
  app: App,
  { money }: Snapshot,
  { modelId, period }: BudgetScope,
): Promise<number | undefined> {
  if (modelId === null) return (period === 'day' ? money.today : money.month).costNanoUsd;
  if (period === 'day') return money.todayByModel[modelId] ?? 0;
  const fromDay = `${money.day.slice(0, 'YYYY-MM'.length)}-01`;
  const report = await app.link.call('ledger/report', { fromDay, toDay: money.day, by: 'model' });
  if (!report.ok) return undefined;
  const row = report.value.rows.find(({ key, simulated }) => key === modelId && simulated === money.simulated);
  return row?.costNanoUsd ?? 0;
}

async function pickPolicy(): Promise<BudgetPolicy | undefined> {
  const { l10n } = vscode;
  const words = policyWords(l10n);
  const present = budgetPolicy();
  const policies: readonly BudgetPolicy[] = ['warn', 'cheapest', 'stop'];
  const items = policies.map(
    (policy): ValueItem<BudgetPolicy> => ({
      label: `${policy === present ? '$(check)' : '$(blank)'} ${words[policy].title}`,
      detail: words[policy].explanation,
      value: policy,
      ...(policy === present ? { description: l10n.t('current') } : {}),
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Set Budget'),
    placeHolder: l10n.t('What happens when a budget is used up? This counts for all budgets.'),
  });
  return picked?.value;
}
