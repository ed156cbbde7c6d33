import * as vscode from 'vscode';
import type { ActionOutcome, PanelAction } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { failureText } from '../daemon-help.ts';
import { checkSummary, checkText } from '../models/check-words.ts';
import { checkWords } from '../models/editor-check-words.ts';
import { ownRecord, valueToChange } from '../models/model-settings.ts';
import { changeSettings, type SettingsWritten, setModelEnabled } from '../write-settings.ts';
import { createPanelActions } from './panel-actions.ts';

type Perform = (action: PanelAction) => Promise<ActionOutcome>;

/** One for each window, so that changes from the sidebar and from a browser follow one another, too. */
const performers = new WeakMap<App, Perform>();

/** What the panel asks for, carried out with real settings, the daemon and commands of the editor. */
export function editorActions(app: App): Perform {
  const known = performers.get(app) ?? createPerform(app);
  performers.set(app, known);
  return known;
}

function createPerform(app: App): Perform {
  const { l10n } = vscode;
  return createPanelActions({
    isDemo: () => app.choices.isDemo(),
    setWeights: () => ownRecord(valueToChange(app.context.extension.packageJSON, 'videogenius.modelWeights')) ?? {},
    changeSettings: async (changes) => problemOf(await changeSettings(app, changes)),
    setModelEnabled: async (modelId, isEnabled) => problemOf(await setModelEnabled(app, modelId, isEnabled)),
    updateRouting: (change) => app.link.call('routing/update', change),
    isolate: (modelId, isolated) => app.link.call('model/isolate', { modelId, isolated }),
    check: (modelIds) => app.link.call('models/check', modelIds === undefined ? {} : { modelIds: [...modelIds] }),
    execute: (command, ...values) => void vscode.commands.executeCommand(command, ...values),
    explain: (error) => failureText(app, error),
    summarize(checks) {
      const words = checkWords(app);
      const [only] = checks;
      if (only !== undefined && checks.length === 1)
        return { ok: only.outcome !== 'failed', message: checkText(only, words) };
      const { kind, text } = checkSummary(checks, words);
      return { ok: kind !== 'badly', message: text };
    },
    demoModelsStayOn: l10n.t('Simulated models cannot be switched off. Set the model aside instead, or end the demo.'),
  });
}

const problemOf = (written: SettingsWritten): string | undefined => (written.ok ? undefined : written.error.message);
