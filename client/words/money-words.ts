import type { BudgetAlert, BudgetPolicy, BudgetState, MoneyState } from '../../server/protocol/index.ts';
import type { L10n } from './l10n.ts';
import type { ValueFormat } from './value-format.ts';

/** Whose budget it is, and for how long. */
export type BudgetScope = Pick<BudgetState, 'modelId' | 'period'>;

/** The name of a budget as it stands at the beginning of a sentence. */
export function budgetName({ modelId, period }: BudgetScope, l10n: L10n): string {
  if (modelId === null) return period === 'day' ? l10n.t('The budget for today') : l10n.t('The budget for this month');
  return period === 'day'
    ? l10n.t('The budget of {0} for today', modelId)
    : l10n.t('The budget of {0} for this month', modelId);
}

/** A budget as the title of a row. */
export function budgetTitle({ modelId, period }: BudgetScope, l10n: L10n): string {
  const scope = modelId ?? l10n.t('All models');
  return period === 'day' ? l10n.t('{0}, today', scope) : l10n.t('{0}, this month', scope);
}

/** Each policy in a word or two, and what it means. */
export function policyWords(
  l10n: L10n,
): Readonly<Record<BudgetPolicy, { readonly title: string; readonly explanation: string }>> {
  return {
    warn: {
      title: l10n.t('Warn'),
      explanation: l10n.t('You are told; models are asked as before.'),
    },
    cheapest: {
      title: l10n.t('Cheapest model only'),
      explanation: l10n.t('Only the cheapest model that can do the work is asked.'),
    },
    stop: {
      title: l10n.t('Stop'),
      explanation: l10n.t('Models that cost money are not asked any more; free ones go on.'),
    },
  };
}

/** What happens now that a budget is used up. */
export function spentWords(policy: BudgetPolicy, l10n: L10n): string {
  switch (policy) {
    case 'warn':
      return l10n.t('Models are asked as before.');
    case 'cheapest':
      return l10n.t('Only the cheapest model is asked now.');
    case 'stop':
      return l10n.t('Models that cost money are not asked any more.');
  }
}

/** What a person is told when spending has reached a mark. */
export function alertText(alert: BudgetAlert, l10n: L10n, format: ValueFormat): string {
  const { percent, countedNanoUsd, limitNanoUsd, policy, simulated } = alert;
  const name = budgetName(alert, l10n);
  const counted = format.money(countedNanoUsd);
  const limit = format.money(limitNanoUsd);
  const text =
    percent >= 100
      ? l10n.t('{0} is used up: {1} of {2}. {3}', name, counted, limit, spentWords(policy, l10n))
      : l10n.t('{0}: {1} is used, {2} of {3}.', name, format.share(percent / 100), counted, limit);
  return simulated ? l10n.t('{0} This money is simulated; nothing was really spent.', text) : text;
}

/** Why the ledger is not as it should be, with the path it is about. */
export function ledgerTroubleText({ kind, path }: NonNullable<MoneyState['ledgerTrouble']>, l10n: L10n): string {
  switch (kind) {
    case 'damaged':
      return l10n.t('The file of the ledger was damaged. It was set aside as {0}, and a new one was begun.', path);
    case 'newer':
      return l10n.t(
        'The ledger {0} was written by a newer version of VideoGenius and is left as it is. Until you update, what is spent is kept in memory only.',
        path,
      );
    case 'unwritable':
      return l10n.t(
        'The ledger cannot be written to {0}. What is spent is kept in memory until it can. Check the space on the disk and the permissions of the folder.',
        path,
      );
  }
}
