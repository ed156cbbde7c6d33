import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { createSpeaker } from '../words/sentences.ts';
import type { CheckWords } from './check-words.ts';
import { modelEntry } from './model-settings.ts';

/**
 * Words for connection tests in the language of the editor. A model that needs no key and has no entry in the settings is there
 * by itself: nobody set it up.
 */
export function checkWords(app: App): CheckWords {
  const isPreset = (modelId: string): boolean => {
    const model = app.link.mirror.snapshot()?.models.find((each) => each.modelId === modelId);
    return model?.keySource === 'notNeeded' && !model.simulated && modelEntry(modelId) === undefined;
  };
  return { l10n: vscode.l10n, speaker: createSpeaker(vscode.env.language), isPreset };
}
