import * as vscode from 'vscode';
import type { CheckResult } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { readState } from '../daemon-help.ts';
import { checkOne, runCheck } from '../models/check-run.ts';
import { checkOutcomeWords, checkSummary, checkText, isSetUp, outcomeIcons } from '../models/check-words.ts';
import { checkWords } from '../models/editor-check-words.ts';
import { separator, type ValueItem } from '../models/model-items.ts';
import { pickModelId } from '../models/pick-model.ts';
import { type Offer, offerCommand, say } from '../offers.ts';
import { createValueFormat } from '../words/value-format.ts';

/** The line of a quick pick that stands for all models; no model can have this name. */
const all = '*';

/** Tests one model, or all that are set up: can they be reached, and do they accept the key? */
export const testConnection: CommandRun = async (app, named) => {
  const { l10n } = vscode;
  const state = await readState(app);
  if (state === undefined) return;
  const title = l10n.t('Test Connection');
  const modelId = await pickModelId(state, named, {
    title,
    placeHolder: l10n.t('Which model is to be tested?'),
    above: [
      { label: `$(checklist) ${l10n.t('All models that are set up')}`, value: all },
      separator(l10n.t('One model')),
    ],
  });
  if (modelId === undefined) return;
  if (modelId !== all) return testOne(app, modelId);
  const checks = await runCheck(app, l10n.t('Testing all models ...'), {});
  if (checks !== undefined) await showChecks(app, checks);
};

/** Tests every model at once and says in a sentence or two what came of it. */
export const checkAllModels: CommandRun = async (app) => {
  const { l10n } = vscode;
  const checks = await runCheck(app, l10n.t('Testing all models ...'), {});
  if (checks === undefined) return;
  const { kind, text } = checkSummary(checks, checkWords(app));
  if (kind === 'nothing') {
    const offers = [
      offerCommand(l10n.t('Set API Key'), 'videogenius.setApiKey'),
      offerCommand(l10n.t('Start Demo'), 'videogenius.startDemo'),
    ];
    return say('info', text, ...offers);
  }
  const details: Offer = { label: l10n.t('Show Details'), run: () => showChecks(app, checks) };
  const panel = offerCommand(l10n.t('Open Status Panel'), 'videogenius.openStatusPanel');
  say(kind === 'well' ? 'info' : 'warning', text, details, panel);
};

/** Tests one model and says what came of it. */
async function testOne(app: App, modelId: string, isPaid = false): Promise<void> {
  const check = await checkOne(app, modelId, isPaid);
  if (check !== undefined) sayCheck(app, check);
}

/** Tests the model whose key has just been stored, and says in one message what became of both. */
export async function testNewKey(app: App, modelId: string): Promise<void> {
  const { l10n } = vscode;
  const kept = l10n.t('The key is kept.');
  const check = await checkOne(app, modelId);
  if (check === undefined) return say('info', kept);
  const offers = [offerCommand(l10n.t('Generate Script'), 'videogenius.generateScript')];
  sayCheck(app, check, kept, check.outcome === 'ok' ? offers : []);
}

/** Says what the test of one model found, and offers what helps. `before` and `more` say and offer something besides. */
function sayCheck(app: App, check: CheckResult, before = '', more: readonly Offer[] = []): void {
  const words = checkWords(app);
  const text = words.speaker.join(before, checkText(check, words));
  say(check.outcome === 'failed' ? 'warning' : 'info', text, ...checkOffers(app, check), ...more);
}

function checkOffers(app: App, { modelId, outcome, class: failureClass }: CheckResult): Offer[] {
  const { l10n } = vscode;
  const setKey = offerCommand(l10n.t('Set API Key'), 'videogenius.setApiKey', modelId);
  const settings = offerCommand(l10n.t('Open Settings'), 'workbench.action.openSettings', 'videogenius.models');
  switch (outcome) {
    case 'ok':
      return [];
    case 'unchecked':
      return [{ label: l10n.t('Test for a Fraction of a Cent'), run: () => testOne(app, modelId, true) }];
    case 'notConfigured':
      return [setKey, settings];
    case 'disabled':
      return [settings];
    case 'failed':
      return [
        ...(failureClass === 'auth' || failureClass === 'billing' ? [setKey] : [settings]),
        { label: l10n.t('Test Again'), run: () => testOne(app, modelId) },
      ];
  }
}

/** What was found, model by model; picking one offers what helps with it. */
async function showChecks(app: App, checks: readonly CheckResult[]): Promise<void> {
  const { l10n } = vscode;
  const words = checkWords(app);
  const { text, unproven } = checkSummary(checks, words);
  const sorted = [...checks].sort((left, right) => rank(left, right, words));
  const paid: ValueItem<string> = {
    label: `$(beaker) ${l10n.t('Test the unproven ones with one word each')}`,
    description: l10n.t('costs a fraction of a cent'),
    value: all,
  };
  const lines: ValueItem<string>[] = sorted.map((check) => checkItem(check, words));
  const picked = await vscode.window.showQuickPick(
    unproven.length === 0 ? lines : [paid, separator<string>(l10n.t('Results')), ...lines],
    { title: l10n.t('Test Connection'), placeHolder: text, matchOnDescription: true, matchOnDetail: true },
  );
  if (picked?.value === all) {
    const again = await runCheck(app, l10n.t('Testing all models ...'), { modelIds: [...unproven], paid: true });
    if (again !== undefined) await showChecks(app, merged(checks, again));
    return;
  }
  const check = checks.find(({ modelId }) => modelId === picked?.value);
  if (check !== undefined) sayCheck(app, check);
}

function checkItem(check: CheckResult, words: ReturnType<typeof checkWords>): ValueItem<string> {
  const { l10n, speaker } = words;
  const format = createValueFormat(vscode.env.language, l10n);
  const facts = [
    checkOutcomeWords(l10n)[check.outcome],
    ...(check.totalMs === null ? [] : [format.milliseconds(check.totalMs)]),
    ...(check.simulated ? [l10n.t('simulated')] : []),
  ];
  return {
    label: `$(${outcomeIcons[check.outcome]}) ${check.modelId}`,
    description: facts.join(' · '),
    detail: speaker.join(speaker.say(check.message), speaker.say(check.hint)),
    value: check.modelId,
  };
}

/** Models that nobody set up come last. */
function rank(left: CheckResult, right: CheckResult, words: ReturnType<typeof checkWords>): number {
  const place = (check: CheckResult): number => (isSetUp(check, words) ? 0 : 1);
  return place(left) - place(right);
}

/** Newer results in place of older ones. */
function merged(before: readonly CheckResult[], after: readonly CheckResult[]): CheckResult[] {
  return before.map((old) => after.find(({ modelId }) => modelId === old.modelId) ?? old);
}
