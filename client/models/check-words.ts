import type { CheckResult } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { modelName } from '../words/model-words.ts';
import type { Speaker } from '../words/sentences.ts';

/** Says what a connection test found out. */
export interface CheckWords {
  readonly l10n: L10n;
  readonly speaker: Speaker;
  /** Models that nobody set up and that are there all the same, such as a local server that may not have been started. */
  readonly isPreset: (modelId: string) => boolean;
}

/** What a test of one model can come to. */
export type CheckOutcome = CheckResult['outcome'];

/** The name of an icon of VS Code for each outcome; the word always stands beside it. */
export const outcomeIcons: Readonly<Record<CheckOutcome, string>> = {
  ok: 'pass',
  failed: 'error',
  unchecked: 'question',
  notConfigured: 'key',
  disabled: 'circle-slash',
};

/** Each outcome in a word or two. */
export function checkOutcomeWords(l10n: L10n): Readonly<Record<CheckOutcome, string>> {
  return {
    ok: l10n.t('works'),
    failed: l10n.t('does not work'),
    unchecked: l10n.t('not proven'),
    notConfigured: l10n.t('not set up'),
    disabled: l10n.t('switched off'),
  };
}

/** One model: what was found, and what to do when it is not well. */
export function checkText(check: CheckResult, { l10n, speaker }: CheckWords): string {
  const name = modelName(check.modelId, check.simulated, l10n);
  const outcome = checkOutcomeWords(l10n)[check.outcome];
  return speaker.join(l10n.t('{0}: {1}.', name, outcome), speaker.say(check.message), speaker.say(check.hint));
}

/** A server that was never set up and is not there is not a model that fails. */
export const isSetUp = ({ modelId, outcome, class: failureClass }: CheckResult, { isPreset }: CheckWords): boolean =>
  outcome !== 'notConfigured' && outcome !== 'disabled' && !(failureClass === 'network' && isPreset(modelId));

/** The tests of several models together. */
export interface CheckSummary {
  readonly kind: 'well' | 'partly' | 'badly' | 'nothing';
  readonly text: string;
  /** The models whose test needs an answer that costs a little. */
  readonly unproven: readonly string[];
}

/** All models together, in a sentence or two. */
export function checkSummary(checks: readonly CheckResult[], words: CheckWords): CheckSummary {
  const { l10n, speaker } = words;
  const setUp = checks.filter((check) => isSetUp(check, words));
  const names = (outcome: CheckOutcome): string[] =>
    setUp
      .filter((check) => check.outcome === outcome)
      .map(({ modelId, simulated }) => modelName(modelId, simulated, l10n));
  const unproven = setUp.filter(({ outcome }) => outcome === 'unchecked').map(({ modelId }) => modelId);
  if (setUp.length === 0)
    return { kind: 'nothing', text: l10n.t('No model is set up yet, so there is nothing to test.'), unproven };
  const ok = names('ok');
  const failed = names('failed');
  const text = speaker.join(
    setUp.length === 1 ? '' : l10n.t('{0} of {1} models work.', ok.length, setUp.length),
    setUp.length === 1 && ok.length === 1 ? l10n.t('{0} works.', ok.join()) : '',
    failed.length === 0 ? '' : l10n.t('Not working: {0}.', failed.join(l10n.t(', '))),
    unproven.length === 0 ? '' : l10n.t('Not proven by a free test: {0}.', names('unchecked').join(l10n.t(', '))),
  );
  const kind = failed.length === 0 ? 'well' : ok.length === 0 ? 'badly' : 'partly';
  return { kind, text, unproven };
}
