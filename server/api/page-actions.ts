import {
  type ActionOutcome,
  type CheckResult,
  type Config,
  defaultConfig,
  type ModelId,
  type PanelAction,
  type Result,
  settingPrefix,
} from '../protocol/index.ts';
import type { MethodClient } from '../rpc/types.ts';
import { nearestName } from './nearest.ts';
import { type SettingsEdit, type SettingsFile, SettingsStore } from './settings-store.ts';
import { changedModels, writeModels, writeModelWeight, writeSetting } from './settings-writer.ts';
import { describeError, type Locale, sentenceText, textsFor } from './texts/index.ts';

/** What a person can do on the page. Changes come back as events; the outcome only says whether it worked. */
export interface PageActions {
  perform(action: PanelAction, locale: Locale): Promise<ActionOutcome>;
}

/** What actions of the page are carried out with. */
export interface PageActionsOptions {
  readonly client: MethodClient;
  /** Changes the configuration that is in use. */
  readonly configure: (change: (config: Config) => Config) => void;
  /** Where changes are kept. Left out: they last as long as the process. */
  readonly settings?: SettingsFile | undefined;
  /** Models that can be asked although nobody configured them; empty if left out. */
  readonly preset?: ReadonlySet<ModelId>;
}

/** Actions of the page on an engine that is reached by calls, and on a settings file if there is one. */
export function createPageActions(options: PageActionsOptions): PageActions {
  const { client, configure } = options;
  const store = options.settings === undefined ? undefined : new SettingsStore(options.settings);
  return {
    async perform(action, locale) {
      const change = (modelIds: readonly ModelId[], edit: SettingsEdit, apply: () => Promise<ActionOutcome>) =>
        changed({ client, store, locale }, modelIds, edit, apply);
      const update = async (input: Parameters<typeof client.call<'routing/update'>>[1]) =>
        outcomeOf(await client.call('routing/update', input), locale);
      switch (action.type) {
        case 'setWeight': {
          const { modelId, weight } = action;
          const edit: SettingsEdit = (text, file) => writeModelWeight(text, modelId, weight, file);
          return change([modelId], edit, () => update({ modelWeights: { [modelId]: weight } }));
        }
        case 'setStrategy': {
          const { strategy } = action;
          const written = strategy === defaultConfig.strategy ? undefined : strategy;
          const edit: SettingsEdit = (text, file) => writeSetting(text, `${settingPrefix}.strategy`, written, file);
          return change([], edit, () => update({ strategy }));
        }
        case 'setFallbackChain': {
          const { fallbackChain } = action;
          const written = fallbackChain.length === 0 ? undefined : fallbackChain;
          const edit: SettingsEdit = (text, file) =>
            writeSetting(text, `${settingPrefix}.fallbackChain`, written, file);
          return change(fallbackChain, edit, () => update({ fallbackChain }));
        }
        case 'setEnabled': {
          const { modelId, enabled } = action;
          const changes = { [modelId]: { enabled } };
          const edit: SettingsEdit = (text, file) => writeModels(text, changes, file);
          return change([modelId], edit, async () => {
            configure((config) => ({ ...config, models: changedModels(config.models, changes) }));
            return done;
          });
        }
        case 'isolate': {
          const { modelId, isolated } = action;
          const { page } = textsFor(locale);
          const said = isolated ? page.isolated(modelId) : page.letBack(modelId);
          return outcomeOf(await client.call('model/isolate', { modelId, isolated }), locale, said);
        }
        case 'check': {
          const checked = await client.call('models/check', { modelIds: action.modelIds });
          return checked.ok
            ? checkOutcome(checked.value.checks, options, action.modelIds, locale)
            : failed(checked, locale);
        }
        case 'command':
          return { ok: false, message: textsFor(locale).page.onlyInEditor };
      }
    },
  };
}

const done: ActionOutcome = { ok: true, message: '' };

interface Surroundings {
  readonly client: MethodClient;
  readonly store: SettingsStore | undefined;
  readonly locale: Locale;
}

/** Nothing is written that the engine would not take: names of models are looked up first. */
async function changed(
  { client, store, locale }: Surroundings,
  modelIds: readonly ModelId[],
  edit: SettingsEdit,
  apply: () => Promise<ActionOutcome>,
): Promise<ActionOutcome> {
  if (modelIds.length > 0) {
    const state = await client.call('state/get', {});
    if (!state.ok) return failed(state, locale);
    const known = state.value.models.map(({ modelId }) => modelId);
    const wrong = modelIds.find((modelId) => !known.includes(modelId));
    if (wrong !== undefined) {
      return { ok: false, message: textsFor(locale).unknownModel(wrong, known, nearestName(wrong, known)) };
    }
  }
  const problem = await store?.change(edit, locale);
  return problem === undefined ? apply() : { ok: false, message: problem };
}

const outcomeOf = (result: Result<unknown>, locale: Locale, message = ''): ActionOutcome =>
  result.ok ? { ok: true, message } : failed(result, locale);

type Failed = Extract<Result<unknown>, { readonly ok: false }>;

const failed = ({ error }: Failed, locale: Locale): ActionOutcome => ({
  ok: false,
  message: describeError(error, locale).message,
});

/** More models than these are not explained one by one. */
const maxExplained = 3;

/** One model is explained; of several it is said how many answer, and what the first of the others lack. */
function checkOutcome(
  checks: readonly CheckResult[],
  { preset = new Set() }: PageActionsOptions,
  asked: readonly ModelId[] | undefined,
  locale: Locale,
): ActionOutcome {
  const texts = textsFor(locale);
  const space = locale === 'en' ? ' ' : '';
  const said = ({ modelId, simulated, message, hint }: CheckResult): string => {
    const words = [message, hint].map((each) => sentenceText(each, locale)).filter((text) => text !== '');
    return texts.about(texts.named(modelId, simulated), words.join(space));
  };
  const [only, ...more] = checks;
  if (only !== undefined && more.length === 0) {
    return { ok: only.outcome === 'ok' || only.outcome === 'unchecked', message: said(only) };
  }
  // A server on this machine that was never started is not missed by anyone, unless it was asked for by name.
  const isConfigured = ({ modelId, outcome, class: failureClass }: CheckResult): boolean =>
    outcome !== 'notConfigured' &&
    outcome !== 'disabled' &&
    (asked !== undefined || failureClass !== 'network' || !preset.has(modelId));
  const configured = checks.filter(isConfigured);
  if (configured.length === 0) return { ok: false, message: texts.check.none };
  const answering = configured.filter(({ outcome }) => outcome === 'ok').length;
  const others = configured.filter(({ outcome }) => outcome !== 'ok');
  const explained = others.slice(0, maxExplained).map(said);
  const message = [texts.check.summary(answering, configured.length), ...explained].join(space);
  return { ok: configured.some(({ outcome }) => outcome !== 'failed'), message };
}
