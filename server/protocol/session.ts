import * as z from 'zod';
import { Event } from './events.ts';
import { ProviderId } from './ids.ts';
import { maxEditorModelName, maxEditorModels, maxKeyLength, maxSecretQueries } from './limits.ts';
import { ActionOutcome, PanelAction } from './panel.ts';
import { Part, Usage } from './parts.ts';
import { Message } from './requests.ts';
import { Snapshot } from './state.ts';

export { methodPrefix } from './names.ts';

/** How the window reaches the network; VS Code's own proxy and certificate settings. */
export const NetworkSettings = z.strictObject({
  /** The `http.proxy` setting; empty or left out: the environment variables decide. */
  proxy: z.string().max(2000).optional(),
  /** Hosts that are reached without a proxy: the `http.noProxy` setting. */
  noProxy: z.array(z.string().max(300)).max(500).optional(),
  /** False when `http.proxySupport` is `off`: no proxy at all, not even from the environment. */
  useProxy: z.boolean().default(true),
  /** The `http.proxyStrictSSL` setting: whether certificates are checked. */
  strictCertificates: z.boolean().default(true),
  /** The `http.systemCertificates` setting: whether certificates of the operating system count, too. */
  systemCertificates: z.boolean().default(true),
});
export type NetworkSettings = z.infer<typeof NetworkSettings>;

/** A chat model that VS Code itself offers in a window. */
export const EditorModel = z.strictObject({
  id: z.string().min(1).max(maxEditorModelName),
  name: z.string().max(maxEditorModelName),
  vendor: z.string().max(maxEditorModelName),
  family: z.string().max(maxEditorModelName),
  maxInputTokens: z.number().int().min(1),
});
export type EditorModel = z.infer<typeof EditorModel>;

/**
 * Which models a window works with: those of the settings, or a simulated fleet of its own, so that nothing can reach a vendor.
 */
export const Fleet = z.enum(['configured', 'simulated']);
export type Fleet = z.infer<typeof Fleet>;

export const SessionConfiguration = z.strictObject({
  /** Settings that somebody has set, by full name (`videogenius.strategy`). What is missing has its default. */
  settings: z.record(z.string(), z.unknown()),
  fleet: Fleet,
  /** Language of texts that the daemon writes itself. */
  locale: z.enum(['en', 'zh-cn']),
  network: NetworkSettings.optional(),
  /** Chat models of VS Code that may be used from this window. */
  editorModels: z.array(EditorModel).max(maxEditorModels),
  /** Whether the window answers `secrets/read`. */
  hasSecrets: z.boolean(),
});
export type SessionConfiguration = z.infer<typeof SessionConfiguration>;

/** One thing that is wrong in the settings, in the language of the window. */
export const SettingProblem = z.object({
  severity: z.enum(['error', 'warning']),
  /** Full name of the setting, as it stands in settings.json. */
  setting: z.string(),
  /** Names inside the value of the setting that lead to the place; empty for the setting itself. */
  path: z.array(z.string()),
  message: z.string(),
});
export type SettingProblem = z.infer<typeof SettingProblem>;

/** Which program runs. Builds have a total order: version, then moment, then id. */
export const Build = z.strictObject({
  version: z.string().max(40),
  /** Epoch milliseconds of the build; 0 when it runs from the sources. */
  builtAtMs: z.number(),
  id: z.string().max(80),
});
export type Build = z.infer<typeof Build>;

export const DaemonStatus = z.object({
  build: Build,
  mode: z.enum(['shared', 'perWindow']),
  processId: z.number().int(),
  startedAtMs: z.number(),
  residentBytes: z.number().int(),
  /** Connected windows and other clients. */
  sessions: z.number().int(),
  /** Requests that run now, those of every window. */
  runningRequests: z.number().int(),
  /** A newer build of VideoGenius has asked for this process to be replaced; it happens as soon as nothing runs. */
  replacementWanted: z.boolean(),
  nodeVersion: z.string(),
});
export type DaemonStatus = z.infer<typeof DaemonStatus>;

const empty = z.strictObject({});

/** Calls that belong to a connection: what a window tells the daemon about itself, and what it wants to hear. */
export const sessionMethods = {
  'session/configure': {
    parts: false,
    params: SessionConfiguration,
    /** A setting that is wrong keeps its last good value; the others apply at once. */
    result: z.object({ problems: z.array(SettingProblem), configRevision: z.number().int() }),
  },
  /** Keys were set or removed: those given earlier are forgotten and asked for anew. Ends when they are in use. */
  'session/secretsChanged': { parts: false, params: empty, result: empty },
  /** From here on `state/events` and `state/snapshot` are sent; the snapshot is of the moment before the first of them. */
  'state/watch': { parts: false, params: empty, result: Snapshot },
  'state/unwatch': { parts: false, params: empty, result: empty },
  /**
   * Hands an action of the status page to the window that was used last, which carries it out with real settings. Without a window it is an
   * error with the code `invalidRequest`.
   */
  'panel/act': { parts: false, params: z.strictObject({ action: PanelAction }), result: ActionOutcome },
  'daemon/status': { parts: false, params: empty, result: DaemonStatus },
  /** Ends the process after its answer. Requests that run are cancelled and settled first. */
  'daemon/stop': { parts: false, params: empty, result: empty },
} as const;

/** Whose key is wanted, and for which server. */
export const SecretQuery = z.strictObject({
  provider: ProviderId,
  /** Scheme, host and port the key will be sent to. A key stored for another origin is not given out. */
  origin: z.string().max(2000),
  /** Environment variables that may hold the key, in this order. */
  variables: z.array(z.string().max(200)).max(20),
  /** Whether a key that a person stored may be used; false when the settings name a variable of their own. */
  stored: z.boolean(),
});
export type SecretQuery = z.infer<typeof SecretQuery>;

export const SecretAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('found'),
    key: z.string().max(maxKeyLength),
    source: z.enum(['stored', 'environment']),
    variable: z.string().max(200).optional(),
  }),
  /** `otherOrigin`: a key is stored for this vendor, but for another server, which is named. */
  z.strictObject({ kind: z.literal('none'), otherOrigin: z.string().max(2000).optional() }),
]);
export type SecretAnswer = z.infer<typeof SecretAnswer>;

/** How a chat model of VS Code failed, in the terms of its own error codes. */
export const EditorFailure = z.strictObject({
  code: z.enum(['noPermission', 'blocked', 'notFound', 'rateLimited', 'other']),
  /** Plain words without prompt or answer text. */
  message: z.string().max(500),
});
export type EditorFailure = z.infer<typeof EditorFailure>;

/** Calls that the daemon makes to a window. */
export const windowMethods = {
  'secrets/read': {
    parts: false,
    params: z.strictObject({ queries: z.array(SecretQuery).max(maxSecretQueries) }),
    /** One answer for each query, in the same order. */
    result: z.strictObject({ answers: z.array(SecretAnswer) }),
  },
  /** Asks one of VS Code's own chat models. Text comes as parts; cancelling the call ends the generation. */
  'editor/generate': {
    parts: true,
    params: z.strictObject({ editorModelId: z.string().max(maxEditorModelName), messages: z.array(Message) }),
    result: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('finished'), usage: Usage.optional() }),
      z.strictObject({ kind: z.literal('failed'), failure: EditorFailure }),
    ]),
  },
  /** Does what a person did in the panel somewhere else: on the status page in a browser. */
  'panel/act': { parts: false, params: z.strictObject({ action: PanelAction }), result: ActionOutcome },
} as const;

/** What the daemon tells a window without being asked. Several events travel together; none is lost or sent twice. */
export const notifications = {
  'state/events': z.object({ events: z.array(Event) }),
  /** A whole state, in place of everything told before: the window works with another fleet now. */
  'state/snapshot': z.object({ snapshot: Snapshot }),
  /** The process ends. `replaced`: a newer build takes its place, and connecting again reaches it. */
  'daemon/ending': z.object({ reason: z.enum(['replaced', 'stopped', 'idle']) }),
} as const;
export type NotificationName = keyof typeof notifications;
export type NotificationParams<Name extends NotificationName> = z.infer<(typeof notifications)[Name]>;
/** Why a daemon ends. */
export type EndReason = NotificationParams<'daemon/ending'>['reason'];

/** Parts of a running call, as the value of LSP's `$/progress` under the token of the call. `sequence` starts at 1. */
export const PartBatch = z.object({ sequence: z.number().int(), parts: z.array(Part) });
export type PartBatch = z.infer<typeof PartBatch>;

export type SessionMethods = typeof sessionMethods;
export type WindowMethods = typeof windowMethods;
