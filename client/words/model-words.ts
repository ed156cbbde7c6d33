import type { KeySource, ModelState, ModelStatus, StrategyId } from '../../server/protocol/index.ts';
import type { L10n } from './l10n.ts';

/** The name of an icon of VS Code for each status; the word always stands beside it. */
export const statusIcons: Readonly<Record<ModelStatus, string>> = {
  healthy: 'pass',
  degraded: 'warning',
  unhealthy: 'error',
  unknown: 'circle-outline',
  isolated: 'debug-pause',
  disabled: 'circle-slash',
  notConfigured: 'key',
};

/** Each status in a word or two. */
export function statusWords(l10n: L10n): Readonly<Record<ModelStatus, string>> {
  return {
    notConfigured: l10n.t('not set up'),
    disabled: l10n.t('switched off'),
    unknown: l10n.t('not used yet'),
    healthy: l10n.t('healthy'),
    degraded: l10n.t('degraded'),
    unhealthy: l10n.t('unhealthy'),
    isolated: l10n.t('set aside'),
  };
}

/** Where a key comes from, in a few words. */
export function keySourceWords(l10n: L10n): Readonly<Record<KeySource, string>> {
  return {
    stored: l10n.t('key in the key store'),
    environment: l10n.t('key from the environment'),
    notNeeded: l10n.t('needs no key'),
    missing: l10n.t('no key'),
  };
}

/** A strategy in a person's words. */
export interface StrategyWords {
  readonly title: string;
  /** One line: how it chooses. */
  readonly explanation: string;
}

/** Every strategy, the default one first. */
export function strategyWords(l10n: L10n): Readonly<Record<StrategyId, StrategyWords>> {
  return {
    intelligent: {
      title: l10n.t('Intelligent'),
      explanation: l10n.t('The best score from weight, health, speed, reliability and price.'),
    },
    responseTime: {
      title: l10n.t('Response time'),
      explanation: l10n.t('The model that is expected to answer first.'),
    },
    leastConnections: {
      title: l10n.t('Least connections'),
      explanation: l10n.t('The model with the fewest running requests for its limit.'),
    },
    weightedRoundRobin: {
      title: l10n.t('Weighted round robin'),
      explanation: l10n.t('Every model in turn, more often with a higher weight.'),
    },
    roundRobin: { title: l10n.t('Round robin'), explanation: l10n.t('Every model in turn.') },
    random: { title: l10n.t('Random'), explanation: l10n.t('Any model, by equal chance.') },
  };
}

/** The name of a model, with the word "simulated" unless the name says it already. */
export function modelName(modelId: string, isSimulated: boolean, l10n: L10n): string {
  return isSimulated && !/simulated/i.test(modelId) ? l10n.t('{0} (simulated)', modelId) : modelId;
}

/** Whether the router would use a model, now or after a pause. */
export const isUsable = ({ status, weight }: ModelState): boolean =>
  weight > 0 && status !== 'notConfigured' && status !== 'disabled' && status !== 'isolated';
