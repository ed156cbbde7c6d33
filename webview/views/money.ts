import type { MoneyState } from '../../server/protocol/index.ts';
import { badge } from '../controls/badge.ts';
import { setDisabled, textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, keyedList, setText, setVisible, type View } from '../dom.ts';
import type { Format } from '../format.ts';
import { icon } from '../icons.ts';
import { offers, type Scene, type Tools } from '../tools.ts';
import { type BudgetItem, budgetKey, budgetRow } from './budget-row.ts';
import { type Total, totalView } from './overview.ts';

/** Whether there is anything about money to show. */
export const hasMoney = ({ today, month, budgets, ledgerTrouble }: MoneyState): boolean =>
  hasSums({ today, month, budgets }) || ledgerTrouble !== null;

const hasSums = ({ today, month, budgets }: Pick<MoneyState, 'today' | 'month' | 'budgets'>): boolean =>
  today.attempts > 0 || month.attempts > 0 || budgets.length > 0;

/** What was spent and saved, and how far each budget is used. */
export function moneyView(tools: Tools): View<Scene> {
  const { format } = tools;
  const { texts } = format;
  const sums = element('dl', { class: 'totals' });
  const showSums = keyedList(sums, ({ key }: Total) => key, totalView);
  const list = element('ul', { class: 'budgets', attributes: { 'aria-label': texts.budgets } });
  const showBudgets = keyedList(list, budgetKey, () => budgetRow(tools));
  const troubleText = element('p', { class: 'notice-text' });
  const trouble = element('div', {
    class: 'notice ledger-trouble',
    attributes: { role: 'group', 'data-kind': 'weak' },
    children: [element('span', { class: 'icon-place', children: [icon('warning')] }), troubleText],
  });
  const told = feedback(tools);
  const button = (label: string, command: 'setBudget' | 'showCosts') =>
    textButton({ label, onClick: async () => told.show(await tools.act({ type: 'command', command })) });
  const setBudget = button(texts.setBudget, 'setBudget');
  const showCosts = button(texts.showCosts, 'showCosts');
  const simulated = badge(texts.simulated);
  const head = element('div', {
    class: 'money-head',
    children: [
      element('h2', { text: texts.money }),
      simulated,
      element('div', { class: 'tools', children: [setBudget, showCosts] }),
    ],
  });
  const node = element('section', { class: 'money', children: [head, sums, list, trouble, told.node] });
  return {
    node,
    update({ host, snapshot: { money }, fresh }) {
      showSums(sumsOf(money, format));
      setVisible(sums, hasSums(money));
      showBudgets(money.budgets.map((budget): BudgetItem => ({ budget, policy: money.policy })));
      setVisible(list, money.budgets.length > 0);
      const { ledgerTrouble } = money;
      setVisible(trouble, ledgerTrouble !== null);
      if (ledgerTrouble !== null) setText(troubleText, texts.ledgerTrouble[ledgerTrouble.kind](ledgerTrouble.path));
      setVisible(simulated, money.simulated);
      for (const [control, command] of [[setBudget, 'setBudget'] as const, [showCosts, 'showCosts'] as const]) {
        setVisible(control, offers(host, command));
        setDisabled(control, !fresh);
      }
    },
  };
}

function sumsOf({ today, month }: MoneyState, format: Format): Total[] {
  const { texts } = format;
  const unpriced = (amount: number): string => (amount > 0 ? texts.unpriced(format.count(amount)) : '');
  return [
    {
      key: 'today',
      label: texts.spentToday,
      value: format.money(today.costNanoUsd, today.unpricedAttempts > 0),
      detail: unpriced(today.unpricedAttempts),
    },
    {
      key: 'month',
      label: texts.spentMonth,
      value: format.money(month.costNanoUsd, month.unpricedAttempts > 0),
      detail: unpriced(month.unpricedAttempts),
    },
    { key: 'saved', label: texts.savedMonth, value: format.money(month.savedNanoUsd), detail: texts.savedAgainst },
  ];
}
