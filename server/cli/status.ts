import { sentenceText } from '../api/texts/index.ts';
import type { ModelState, MoneyState, Snapshot, SpendSum } from '../protocol/index.ts';
import { exitCodes } from '../system/process.ts';
import type { Command, CommandContext } from './command.ts';
import { moneyText, priceText, spanText } from './format.ts';
import { exitCodeOf, showError, writeJson } from './generation.ts';

/** `videogenius status`: every model, whether it can be used, and if not, why; and the money. */
export const statusCommand: Command = {
  name: 'status',
  usage: '',
  takesTopic: false,
  asksDaemon: true,
  options: [],
  async run(context) {
    const state = await context.client.call('state/get', {});
    if (!state.ok) {
      showError(state.error, context);
      return exitCodeOf(state.error);
    }
    if (context.options.json) writeJson(context, { ...state.value, warnings: context.warnings });
    else showStatus(context, state.value);
    return exitCodes.success;
  },
};

/** Whether the router would use a model now or after a pause. */
export const isUsable = ({ status, weight }: ModelState): boolean =>
  weight > 0 && status !== 'notConfigured' && status !== 'disabled' && status !== 'isolated';

function showStatus(context: CommandContext, snapshot: Snapshot): void {
  const { terminal, texts, locale } = context;
  const { columns } = texts;
  terminal.table(
    [
      { title: columns.model },
      { title: columns.vendorModel, optional: true },
      { title: columns.status },
      { title: columns.weight, align: 'right' },
      { title: columns.success, align: 'right' },
      { title: columns.firstToken, align: 'right' },
      { title: columns.price },
      { title: columns.reason, flexible: true },
    ],
    snapshot.models.map((model) => [
      texts.named(model.modelId, model.simulated),
      model.model,
      texts.statuses[model.status],
      String(model.weight),
      model.attempts === 0 ? '' : `${Math.round(model.successRate * 100)} %`,
      spanText(model.firstTokenMs, texts),
      // Without an address nothing is known of its price; that it is not configured is said already.
      model.status === 'notConfigured' && model.price.kind === 'unknown' ? '' : priceText(model.price, texts),
      sentenceText(model.reason, locale),
    ]),
  );
  const usable = snapshot.models.filter(isUsable);
  terminal.note(texts.status.summary(usable.length, snapshot.models.length, texts.strategies[snapshot.strategy]));
  const unhealthy = usable.filter(({ status }) => status === 'unhealthy').length;
  if (unhealthy > 0) terminal.note(texts.status.unhealthy(unhealthy));
  if (snapshot.fallbackChain.length > 0) terminal.note(texts.status.chain(snapshot.fallbackChain));
  if (!snapshot.failoverEnabled) terminal.note(texts.status.failoverOff);
  showMoney(context, snapshot.money);
}

/** What was spent and saved, and how the budgets stand; nothing where there is neither. */
function showMoney({ terminal, texts }: CommandContext, money: MoneyState): void {
  const { today, month, budgets, policy, simulated, ledgerTrouble } = money;
  const note = (text: string) => terminal.note(simulated ? texts.status.simulatedMoney(text) : text);
  if (month.attempts > 0 || budgets.length > 0) {
    note(texts.status.spent(sumText(today, texts), sumText(month, texts)));
    if (month.savedNanoUsd > 0) note(texts.status.saved(moneyText(month.savedNanoUsd, texts)));
  }
  for (const { modelId, period, countedNanoUsd, limitNanoUsd } of budgets) {
    // A budget with something left is not called used up by rounding.
    const percent = Math.floor((countedNanoUsd / limitNanoUsd) * 100);
    const used = moneyText(countedNanoUsd, texts);
    note(texts.status.budget(modelId, period, used, moneyText(limitNanoUsd, texts), percent));
    if (percent >= 100) terminal.note(texts.status.budgetSpent[policy]);
  }
  if (ledgerTrouble !== null)
    terminal.say(texts.progress.warning(texts.ledger.trouble[ledgerTrouble.kind](ledgerTrouble.path)));
}

/** A sum of which nothing is known is not nothing. */
function sumText({ costNanoUsd, attempts, unpricedAttempts }: SpendSum, texts: CommandContext['texts']): string {
  return moneyText(attempts > 0 && unpricedAttempts === attempts ? null : costNanoUsd, texts);
}
