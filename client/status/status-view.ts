import type { ModelState, RequestState, Snapshot } from '../../server/protocol/index.ts';
import type { LinkState } from '../app.ts';
import type { L10n } from '../words/l10n.ts';
import { isUsable, modelName } from '../words/model-words.ts';
import type { ValueFormat } from '../words/value-format.ts';
import { type BudgetTrouble, budgetTrouble, todayText } from './money-view.ts';

/** Everything the status bar depends on. */
export interface StatusSituation {
  readonly link: LinkState;
  /** Undefined before the daemon has told it. */
  readonly snapshot: Snapshot | undefined;
  readonly pinnedModel: string | undefined;
  readonly isDemo: boolean;
}

/** What the status bar shows. */
export interface StatusView {
  /** With icons as VS Code writes them: `$(sparkle)`. */
  readonly text: string;
  /** The same in words, for a screen reader. */
  readonly label: string;
  readonly level: 'normal' | 'warning' | 'error';
  /** Why it is not normal, in plain words; empty when all is well. */
  readonly trouble: string;
}

/** The status bar in one look: who writes, what today has cost, and whether something is wrong. */
export function statusView(situation: StatusSituation, l10n: L10n, format: ValueFormat): StatusView {
  const { link, snapshot, pinnedModel } = situation;
  const budget = snapshot === undefined ? undefined : budgetTrouble(snapshot.money, l10n, format);
  const { level, trouble } = standing(health(link, snapshot, l10n), budget);
  const running = snapshot?.requests.find(({ result }) => result === 'running');
  const model = modelInView(running, snapshot, pinnedModel);
  const name = model === undefined ? 'VideoGenius' : modelName(model.modelId, model.isSimulated, l10n);
  const cost = costText(situation, l10n, format);
  const isBusy = running !== undefined || link.kind === 'starting';
  const icon = level === 'error' ? '$(error)' : isBusy ? '$(loading~spin)' : '$(sparkle)';
  const shown = [
    icon,
    name,
    ...(pinnedModel === undefined ? [] : ['$(pinned)']),
    ...(cost === '' ? [] : [cost]),
    ...(budget === undefined ? [] : [`$(warning) ${budget.short}`]),
  ];
  const said = [
    'VideoGenius',
    ...(running === undefined ? [] : [l10n.t('writing')]),
    ...(model === undefined ? [] : [name]),
    ...(pinnedModel === undefined ? [] : [l10n.t('pinned')]),
    ...(cost === '' ? [] : [cost]),
    ...(trouble === '' ? [] : [trouble]),
  ];
  return { text: shown.join(' '), label: said.join(', '), level, trouble };
}

type Standing = Pick<StatusView, 'level' | 'trouble'>;

/** A budget that is nearly or wholly used up is worth a warning, whatever else is wrong. */
function standing({ level, trouble }: Standing, budget: BudgetTrouble | undefined): Standing {
  if (budget === undefined) return { level, trouble };
  const texts = [trouble, budget.text].filter((text) => text !== '');
  return { level: level === 'normal' ? 'warning' : level, trouble: texts.join(' ') };
}

/**
 * What is wrong, if anything is. Nothing set up yet is not wrong, and neither is what a person cancelled. A request that runs has
 * yet to show how it ends, whatever became of the one before.
 */
function health(link: LinkState, snapshot: Snapshot | undefined, l10n: L10n): Standing {
  if (link.kind === 'failed') return { level: 'error', trouble: link.message };
  if (snapshot === undefined) return { level: 'normal', trouble: '' };
  const last = snapshot.requests.find(({ result }) => result === 'success' || result === 'failed');
  // What a budget does stands with the budget.
  if (last?.errorCode === 'noModelConfigured' || last?.errorCode === 'budgetReached')
    return { level: 'normal', trouble: '' };
  const usable = snapshot.models.filter(isUsable);
  if (usable.length > 0 && usable.every(({ status }) => status === 'unhealthy'))
    return { level: 'warning', trouble: l10n.t('No model is healthy.') };
  const isRunning = snapshot.requests.some(({ result }) => result === 'running');
  if (last?.result === 'failed' && !isRunning) return { level: 'warning', trouble: l10n.t('The last request failed.') };
  return { level: 'normal', trouble: '' };
}

interface ModelInView {
  readonly modelId: string;
  readonly isSimulated: boolean;
}

/** The model that is asked now, else the pinned one, else the one that served last. */
function modelInView(
  running: RequestState | undefined,
  snapshot: Snapshot | undefined,
  pinnedModel: string | undefined,
): ModelInView | undefined {
  const modelId = running?.activeAttempts.at(-1)?.modelId ?? pinnedModel ?? servedLast(snapshot);
  if (modelId === undefined) return undefined;
  const model = snapshot?.models.find((each: ModelState) => each.modelId === modelId);
  return { modelId, isSimulated: model?.simulated ?? false };
}

/** The model whose text the last successful request delivered. Connection tests deliver none. */
function servedLast(snapshot: Snapshot | undefined): string | undefined {
  const served = snapshot?.requests.find(({ result, task }) => result === 'success' && task !== 'check');
  return served?.attempts.findLast(({ outcome }) => outcome === 'success')?.model;
}

/** What today has cost; in the demo at least that nothing of it is real. */
function costText({ snapshot, isDemo }: StatusSituation, l10n: L10n, format: ValueFormat): string {
  const cost = snapshot === undefined ? '' : todayText(snapshot.money, l10n, format);
  if (!isDemo || snapshot?.money.simulated === true) return cost === '' && isDemo ? `(${l10n.t('simulated')})` : cost;
  return cost === '' ? `(${l10n.t('simulated')})` : l10n.t('{0} (simulated)', cost);
}
