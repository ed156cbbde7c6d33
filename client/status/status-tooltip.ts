import type { ModelState, Snapshot } from '../../server/protocol/index.ts';
import type { LinkState } from '../app.ts';
import type { L10n } from '../words/l10n.ts';
import { escapeMarkdown, markdownTable } from '../words/markdown.ts';
import { modelName, statusIcons, statusWords, strategyWords } from '../words/model-words.ts';
import type { ValueFormat } from '../words/value-format.ts';
import { hasMoney, moneyBlocks } from './money-view.ts';
import type { StatusSituation, StatusView } from './status-view.ts';

/** Commands that the tooltip has links to; only these may be called from it. */
export const tooltipCommands = {
  panel: 'videogenius.openStatusPanel',
  strategy: 'videogenius.chooseStrategy',
  budget: 'videogenius.setBudget',
  costs: 'videogenius.showCosts',
  setKey: 'videogenius.setApiKey',
  demo: 'videogenius.startDemo',
  endDemo: 'videogenius.stopDemo',
  restart: 'videogenius.restartDaemon',
  log: 'videogenius.showLog',
} as const;

/** Rows of the table; the panel has them all. */
const mostRows = 10;

/** The tooltip of the status bar as Markdown: models, money, strategy, daemon, and links to what a person may want next. */
export function statusTooltip(
  situation: StatusSituation,
  { trouble }: Pick<StatusView, 'trouble'>,
  l10n: L10n,
  format: ValueFormat,
): string {
  const { link, snapshot, isDemo, pinnedModel } = situation;
  const facts = [
    ...(trouble === '' ? [] : [`$(warning) ${escapeMarkdown(trouble)}`]),
    ...(isDemo ? [escapeMarkdown(l10n.t('Simulated models: nothing is sent and nothing is spent.'))] : []),
    ...(snapshot === undefined
      ? []
      : [modelTable(snapshot, l10n, format), ...moneyBlocks(snapshot.money, l10n, format)]),
    ...(pinnedModel === undefined ? [] : [escapeMarkdown(l10n.t('Pinned: {0}.', pinnedModel))]),
    ...(snapshot === undefined ? [] : [strategyLine(snapshot, l10n)]),
    ...(link.kind === 'failed' ? [] : [escapeMarkdown(linkText(link, l10n))]),
  ];
  return [`**VideoGenius**`, ...facts, links(situation, l10n)].join('\n\n');
}

function modelTable({ models }: Snapshot, l10n: L10n, format: ValueFormat): string {
  const shown = models.filter(({ status }) => status !== 'notConfigured' && status !== 'disabled');
  if (shown.length === 0) return escapeMarkdown(l10n.t('No model is set up yet.'));
  const table = markdownTable(
    [
      { title: l10n.t('Model') },
      { title: l10n.t('Status') },
      { title: l10n.t('First text'), align: 'right' },
      { title: l10n.t('Success'), align: 'right' },
      { title: l10n.t('Cost'), align: 'right' },
    ],
    shown.slice(0, mostRows).map((model) => modelRow(model, l10n, format)),
  );
  const hidden = models.length - Math.min(shown.length, mostRows);
  return hidden === 0 ? table : `${table}\n\n${escapeMarkdown(l10n.t('Not shown: {0}.', hidden))}`;
}

function modelRow(model: ModelState, l10n: L10n, format: ValueFormat): string[] {
  const { modelId, simulated, status, attempts } = model;
  return [
    `$(${statusIcons[status]}) ${escapeMarkdown(modelName(modelId, simulated, l10n))}`,
    escapeMarkdown(statusWords(l10n)[status]),
    escapeMarkdown(format.milliseconds(model.firstTokenMs)),
    attempts === 0 ? '–' : escapeMarkdown(format.share(model.successRate)),
    attempts === 0 ? '–' : escapeMarkdown(format.money(model.costNanoUsd, model.unpricedAttempts > 0)),
  ];
}

function strategyLine({ strategy, failoverEnabled }: Snapshot, l10n: L10n): string {
  const title = strategyWords(l10n)[strategy].title;
  const line = escapeMarkdown(l10n.t('Strategy: {0}.', title));
  return failoverEnabled ? line : `${line} ${escapeMarkdown(l10n.t('Failover is switched off.'))}`;
}

function linkText(link: Exclude<LinkState, { kind: 'failed' }>, l10n: L10n): string {
  switch (link.kind) {
    case 'stopped':
      return l10n.t('The background process is not running; it starts when it is needed.');
    case 'starting':
      return l10n.t('The background process is starting ...');
    case 'running':
      return l10n.t('The background process is running.');
  }
}

function links({ link, snapshot, isDemo }: StatusSituation, l10n: L10n): string {
  const isEmpty = snapshot?.models.every(({ status }) => status === 'notConfigured' || status === 'disabled') === true;
  const to = (label: string, command: string): string => `[${escapeMarkdown(label)}](command:${command})`;
  return [
    to(l10n.t('Open Status Panel'), tooltipCommands.panel),
    ...(isEmpty ? [to(l10n.t('Set API Key'), tooltipCommands.setKey)] : []),
    ...(isEmpty && !isDemo ? [to(l10n.t('Start Demo'), tooltipCommands.demo)] : []),
    ...(isDemo ? [to(l10n.t('End Demo'), tooltipCommands.endDemo)] : []),
    to(l10n.t('Choose Strategy'), tooltipCommands.strategy),
    ...(snapshot !== undefined && hasMoney(snapshot.money)
      ? [to(l10n.t('Set Budget'), tooltipCommands.budget), to(l10n.t('Show Costs'), tooltipCommands.costs)]
      : []),
    ...(link.kind === 'stopped' ? [] : [to(l10n.t('Restart'), tooltipCommands.restart)]),
    to(l10n.t('Show Log'), tooltipCommands.log),
  ].join(' · ');
}
