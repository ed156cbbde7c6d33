import type { BudgetState, MoneyState, SpendSum } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { budgetName, budgetTitle, ledgerTroubleText, spentWords } from '../words/money-words.ts';
import type { ValueFormat } from '../words/value-format.ts';

/** Share of a budget from which on it is worth a colour. */
const warningShare = 0.8;

/** The part of a budget that is used, 0 to 1 and more. What is only set aside comes back and is no reason to worry anybody. */
const usedShare = ({ countedNanoUsd, limitNanoUsd }: BudgetState): number => countedNanoUsd / limitNanoUsd;

/** Whether there is anything about money to show at all. */
export const hasMoney = ({ budgets, today, month }: MoneyState): boolean =>
  budgets.length > 0 || today.attempts > 0 || month.attempts > 0;

/** A budget that needs attention. */
export interface BudgetTrouble {
  /** A few words for the status bar. */
  readonly short: string;
  /** A sentence or two. */
  readonly text: string;
}

/** What to say of the fullest budget; undefined as long as all of them have room. */
export function budgetTrouble(
  { budgets, policy }: MoneyState,
  l10n: L10n,
  format: ValueFormat,
): BudgetTrouble | undefined {
  const [fullest] = [...budgets].sort((left, right) => usedShare(right) - usedShare(left));
  if (fullest === undefined || usedShare(fullest) < warningShare) return undefined;
  const name = budgetName(fullest, l10n);
  if (usedShare(fullest) >= 1) {
    return { short: l10n.t('budget used up'), text: l10n.t('{0} is used up. {1}', name, spentWords(policy, l10n)) };
  }
  // A share below the limit never reads as all of it.
  const share = format.share(Math.min(usedShare(fullest), 0.99));
  return { short: l10n.t('{0} of budget', share), text: l10n.t('{0}: {1} is used.', name, share) };
}

/** What today has cost, for the status bar; empty as long as nothing was sent. */
export function todayText({ today, simulated }: MoneyState, l10n: L10n, format: ValueFormat): string {
  if (today.attempts === 0) return '';
  // A lone "unknown" beside the name of a model would not say what is not known.
  const isUnknown = today.unpricedAttempts > 0 && today.costNanoUsd === 0;
  const cost = isUnknown ? l10n.t('cost unknown') : l10n.t('{0} today', sumText(today, format));
  return simulated ? l10n.t('{0} (simulated)', cost) : cost;
}

/** Money as blocks of Markdown: what was spent and saved, and the budgets. None when there is nothing to tell. */
export function moneyBlocks(money: MoneyState, l10n: L10n, format: ValueFormat): string[] {
  const { today, month, budgets, simulated, ledgerTrouble } = money;
  const trouble =
    ledgerTrouble === null ? [] : [`$(warning) ${escapeMarkdown(ledgerTroubleText(ledgerTrouble, l10n))}`];
  if (!hasMoney(money)) return trouble;
  const spent = l10n.t('Spent today: {0}. This month: {1}.', sumText(today, format), sumText(month, format));
  const saved = month.savedNanoUsd > 0 ? ` ${l10n.t('Saved this month: {0}.', format.money(month.savedNanoUsd))}` : '';
  const line = `${spent}${saved}`;
  return [
    escapeMarkdown(simulated ? l10n.t('{0} (simulated)', line) : line),
    ...(budgets.length === 0 ? [] : [budgetTable(budgets, l10n, format)]),
    ...trouble,
  ];
}

const sumText = ({ costNanoUsd, unpricedAttempts }: SpendSum, format: ValueFormat): string =>
  format.money(costNanoUsd, unpricedAttempts > 0);

function budgetTable(budgets: readonly BudgetState[], l10n: L10n, format: ValueFormat): string {
  const right = { align: 'right' } as const;
  return markdownTable(
    [
      { title: l10n.t('Budget') },
      { title: l10n.t('Used'), ...right },
      { title: l10n.t('Limit'), ...right },
      { title: l10n.t('Share'), ...right },
    ],
    budgets.map((budget) => {
      const sign = usedShare(budget) >= 1 ? '$(error) ' : usedShare(budget) >= warningShare ? '$(warning) ' : '';
      return [
        `${sign}${escapeMarkdown(budgetTitle(budget, l10n))}`,
        escapeMarkdown(format.money(budget.countedNanoUsd)),
        escapeMarkdown(format.money(budget.limitNanoUsd)),
        format.share(usedShare(budget)),
      ];
    }),
  );
}
