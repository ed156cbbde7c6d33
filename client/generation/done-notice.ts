import * as vscode from 'vscode';
import type { KeywordsResult, ScriptResult, Sentence } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { offerCommand, say } from '../offers.ts';
import { modelName } from '../words/model-words.ts';
import { createSpeaker } from '../words/sentences.ts';
import { createValueFormat } from '../words/value-format.ts';
import { tell } from './request-run.ts';
import { lengthWords } from './text-length.ts';

/** One quiet line about a finished script; what is not perfect about it is said aloud, once. */
export function noteScript(app: App, script: ScriptResult): void {
  const { l10n } = vscode;
  const { model, simulated, words, counted, seconds } = script;
  const spoken = l10n.t('about {0} s spoken', Math.round(seconds));
  const facts = [lengthWords(words, counted, l10n), spoken, costWords(script)];
  tell(app, l10n.t('{0}: {1}', modelName(model, simulated, l10n), facts.join(' · ')), 'check');
  warn(script);
}

/** One quiet line about keywords that were found. */
export function noteKeywords(app: App, result: KeywordsResult): void {
  const { l10n } = vscode;
  const { model, simulated, keywords } = result;
  const amount = keywords.length === 1 ? l10n.t('1 keyword') : l10n.t('{0} keywords', keywords.length);
  tell(app, l10n.t('{0}: {1}', modelName(model, simulated, l10n), `${amount} · ${costWords(result)}`), 'check');
  warn(result);
}

/** One quiet line after a person has cancelled and nothing is left to decide. */
export function noteCancelled(app: App): void {
  tell(app, vscode.l10n.t('Cancelled.'));
}

/** One quiet line about an outline: nobody shall take it for the work of a model. */
export function noteOutline(app: App): void {
  tell(app, vscode.l10n.t('Offline outline inserted; no model was asked.'), 'list-tree');
}

function costWords({
  costNanoUsd,
  simulated,
}: {
  readonly costNanoUsd: number | null;
  readonly simulated: boolean;
}): string {
  const { l10n } = vscode;
  const money = createValueFormat(vscode.env.language, l10n).money(costNanoUsd);
  return simulated ? l10n.t('simulated cost {0}', money) : l10n.t('cost {0}', money);
}

function warn({ warnings, requestId }: { readonly warnings: readonly Sentence[]; readonly requestId: string }): void {
  if (warnings.length === 0) return;
  const speaker = createSpeaker(vscode.env.language);
  const text = speaker.join(...warnings.map((warning) => speaker.say(warning)));
  say('info', text, offerCommand(vscode.l10n.t('Show Request Trace'), 'videogenius.showRequestTrace', requestId));
}
