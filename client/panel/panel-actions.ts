import type {
  ActionOutcome,
  CheckResult,
  MethodInput,
  PanelAction,
  RequestError,
  Result,
} from '../../server/protocol/index.ts';
import { editorCommands } from './panel-host.ts';

/** What actions of the panel are carried out with. */
export interface ActionTools {
  isDemo(): boolean;
  /** The weights that are set where a change would be written; not the defaults. */
  setWeights(): Readonly<Record<string, unknown>>;
  /** Writes settings by their full names. Undefined when it is done, otherwise why not, in plain words. */
  changeSettings(changes: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  setModelEnabled(modelId: string, isEnabled: boolean): Promise<string | undefined>;
  /** Changes the routing of this window until the demo ends. */
  updateRouting(change: MethodInput<'routing/update'>): Promise<Result<unknown>>;
  isolate(modelId: string, isIsolated: boolean): Promise<Result<unknown>>;
  check(modelIds: readonly string[] | undefined): Promise<Result<{ readonly checks: readonly CheckResult[] }>>;
  /** Starts a command of the editor; it speaks for itself. */
  execute(command: string, ...values: readonly unknown[]): void;
  /** Why a call failed, in plain words. */
  explain(error: RequestError): string;
  summarize(checks: readonly CheckResult[]): ActionOutcome;
  /** Said when somebody switches a simulated model on or off. */
  readonly demoModelsStayOn: string;
}

/** Carries out what a person does in the panel. Changes of settings follow one another, so that none is lost. */
export function createPanelActions(tools: ActionTools): (action: PanelAction) => Promise<ActionOutcome> {
  let line: Promise<unknown> = Promise.resolve();
  const inTurn = (change: () => Promise<ActionOutcome>): Promise<ActionOutcome> => {
    const done = line.then(change);
    line = done.catch(() => undefined);
    return done;
  };
  return async (action) => {
    switch (action.type) {
      case 'check': {
        const checked = await tools.check(action.modelIds);
        return checked.ok ? tools.summarize(checked.value.checks) : said(tools.explain(checked.error));
      }
      case 'isolate':
        return called(tools, await tools.isolate(action.modelId, action.isolated));
      case 'command':
        tools.execute(editorCommands[action.command], ...commandValues(action));
        return said(undefined);
      default:
        return inTurn(() => change(action, tools));
    }
  };
}

type Change = Extract<PanelAction, { type: 'setWeight' | 'setEnabled' | 'setStrategy' | 'setFallbackChain' }>;

/** The simulated models of the demo stand in no settings, so changes to them last as long as the demo. */
async function change(action: Change, tools: ActionTools): Promise<ActionOutcome> {
  if (tools.isDemo()) {
    if (action.type === 'setEnabled') return said(tools.demoModelsStayOn);
    return called(tools, await tools.updateRouting(routingChange(action)));
  }
  switch (action.type) {
    case 'setWeight': {
      const weights = { ...tools.setWeights(), [action.modelId]: action.weight };
      return said(await tools.changeSettings({ 'videogenius.modelWeights': weights }));
    }
    case 'setEnabled':
      return said(await tools.setModelEnabled(action.modelId, action.enabled));
    case 'setStrategy':
      return said(await tools.changeSettings({ 'videogenius.strategy': action.strategy }));
    case 'setFallbackChain':
      return said(await tools.changeSettings({ 'videogenius.fallbackChain': action.fallbackChain }));
  }
}

function routingChange(action: Exclude<Change, { type: 'setEnabled' }>): MethodInput<'routing/update'> {
  switch (action.type) {
    case 'setWeight':
      return { modelWeights: { [action.modelId]: action.weight } };
    case 'setStrategy':
      return { strategy: action.strategy };
    case 'setFallbackChain':
      return { fallbackChain: action.fallbackChain };
  }
}

/** What the command of the editor gets along. */
function commandValues({ command, modelId, requestId, setting }: Extract<PanelAction, { type: 'command' }>): unknown[] {
  switch (command) {
    case 'setApiKey':
      return modelId === undefined ? [] : [modelId];
    case 'showTrace':
      return requestId === undefined ? [] : [requestId];
    case 'openSettings':
      return [setting === undefined ? '@ext:videogenius.videogenius' : fullName(setting)];
    default:
      return [];
  }
}

const fullName = (setting: string): string => (setting.startsWith('videogenius.') ? setting : `videogenius.${setting}`);

const said = (problem: string | undefined): ActionOutcome => ({ ok: problem === undefined, message: problem ?? '' });
const called = (tools: ActionTools, result: Result<unknown>): ActionOutcome =>
  said(result.ok ? undefined : tools.explain(result.error));
