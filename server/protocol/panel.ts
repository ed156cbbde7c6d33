import * as z from 'zod';
import { Event } from './events.ts';
import { ModelId, StrategyId } from './ids.ts';
import { Snapshot } from './state.ts';

/** What the place that shows the panel can do, and how it stands there. One panel, two hosts: VS Code and a web page. */
export const PanelHost = z.object({
  kind: z.enum(['editor', 'page']),
  /**
   * How the panel stands with the daemon. `stopped`: nothing was started yet. `failed` has the reason in `message`.
   */
  connection: z.enum(['stopped', 'starting', 'running', 'failed']),
  /** Plain words in the person's language; empty when there is nothing to say. */
  message: z.string(),
  fleet: z.enum(['configured', 'simulated']),
  /** False in a folder that is not trusted: what decides where requests go cannot be changed there. */
  trusted: z.boolean(),
  /** Where changes of weights, strategy and chain are kept: `settings` in settings.json, `session` only while the process lives. */
  changes: z.enum(['settings', 'session']),
  /** Commands of the editor that can be called from here, such as `setApiKey`. Empty on a page. */
  commands: z.array(z.string()),
  locale: z.enum(['en', 'zh-cn']),
});
export type PanelHost = z.infer<typeof PanelHost>;

/** Commands that the panel offers where the host has them. */
export const panelCommands = [
  'setApiKey',
  'startDemo',
  'stopDemo',
  'restartDaemon',
  'showLog',
  'openSettings',
  'showTrace',
  'generateScript',
  'manageTrust',
  'setBudget',
  'showCosts',
] as const;
export const PanelCommand = z.enum(panelCommands);
export type PanelCommand = z.infer<typeof PanelCommand>;

/** What a person can do in the panel. Changes of settings come back as events; nothing is changed on the quiet. */
export const PanelAction = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('setWeight'), modelId: ModelId, weight: z.number().min(0).max(2) }),
  z.strictObject({ type: z.literal('setEnabled'), modelId: ModelId, enabled: z.boolean() }),
  z.strictObject({ type: z.literal('setStrategy'), strategy: StrategyId }),
  z.strictObject({ type: z.literal('setFallbackChain'), fallbackChain: z.array(ModelId).max(100) }),
  z.strictObject({ type: z.literal('check'), modelIds: z.array(ModelId).optional() }),
  z.strictObject({ type: z.literal('isolate'), modelId: ModelId, isolated: z.boolean() }),
  z.strictObject({
    type: z.literal('command'),
    command: PanelCommand,
    modelId: ModelId.optional(),
    requestId: z.string().max(200).optional(),
    /** For `openSettings`: the setting to show. */
    setting: z.string().max(200).optional(),
  }),
]);
export type PanelAction = z.infer<typeof PanelAction>;

/** What came of an action. The message is in the person's language, and empty when the result speaks for itself. */
export const ActionOutcome = z.object({ ok: z.boolean(), message: z.string() });
export type ActionOutcome = z.infer<typeof ActionOutcome>;

/** From the panel to its host. */
export const PanelToHost = z.discriminatedUnion('type', [
  /** The panel stands and wants to know everything. */
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('action'), id: z.number().int(), action: PanelAction }),
]);
export type PanelToHost = z.infer<typeof PanelToHost>;

/** From the host to the panel. The first `snapshot` comes after `ready`; events follow it without a gap. */
export const HostToPanel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('host'), host: PanelHost }),
  z.object({ type: z.literal('snapshot'), snapshot: Snapshot }),
  z.object({ type: z.literal('events'), events: z.array(Event) }),
  /** The answer to an action: `message` says in plain words what came of it; empty when it speaks for itself. */
  z.object({ type: z.literal('result'), id: z.number().int(), ok: z.boolean(), message: z.string() }),
]);
export type HostToPanel = z.infer<typeof HostToPanel>;
