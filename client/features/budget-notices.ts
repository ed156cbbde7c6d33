import * as vscode from 'vscode';
import type { BudgetAlert } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { offerCommand, say } from '../offers.ts';
import { BudgetNotices } from '../status/budget-notices.ts';
import { alertText } from '../words/money-words.ts';
import { createValueFormat } from '../words/value-format.ts';

/** Percent of a budget from which on a message is a warning. */
const warningPercent = 80;

/** Says once, in one window, that spending has reached a mark of a budget. */
export function budgetNotices(app: App): vscode.Disposable {
  const notices = new BudgetNotices(app.context.globalState, tell);
  const unsubscribe = app.link.mirror.subscribe((change) => {
    if (change.kind === 'snapshot') {
      if (change.snapshot === undefined) notices.forget();
      return;
    }
    const day = app.link.mirror.snapshot()?.money.day ?? '';
    for (const event of change.events) {
      if (event.type === 'budget-alert') notices.heard({ alert: event.alert, day }, vscode.window.state.focused);
    }
  });
  return vscode.Disposable.from(
    new vscode.Disposable(unsubscribe),
    app.choices.onDidChange(() => notices.forget()),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) notices.focused();
    }),
  );
}

function tell(alert: BudgetAlert): void {
  const { l10n } = vscode;
  const text = alertText(alert, l10n, createValueFormat(vscode.env.language, l10n));
  const offers = [
    offerCommand(l10n.t('Set Budget'), 'videogenius.setBudget'),
    offerCommand(l10n.t('Show Costs'), 'videogenius.showCosts'),
  ];
  say(alert.percent >= warningPercent ? 'warning' : 'info', text, ...offers);
}
