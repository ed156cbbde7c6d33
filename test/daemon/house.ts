import { PassThrough } from 'node:stream';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { KeyRing } from '../../server/daemon/key-ring.ts';
import { createLanguageServerConnection } from '../../server/daemon/language-server.ts';
import { Session } from '../../server/daemon/session.ts';
import type { SessionHub } from '../../server/daemon/session-hub.ts';
import { WindowModels } from '../../server/daemon/window-models.ts';
import { type Application, createApplication } from '../../server/main.ts';
import type { Clock, Log } from '../../server/ports/index.ts';
import {
  defaultConfig,
  failure,
  type Methods,
  methodPrefix,
  notifications,
  type SessionConfiguration,
  type SessionMethods,
  type Snapshot,
  StateMirror,
} from '../../server/protocol/index.ts';
import { createCaller, type Peer, type SessionClient } from '../../server/rpc/index.ts';
import { createRedactor, environmentSecrets, systemClock, systemRandom } from '../../server/system/index.ts';
import { endOf } from '../rpc/pair.ts';

/** How many times faster than ours the time of a house runs, so that nobody waits for simulated models. */
const haste = 50;

function hastyClock(): Clock {
  const clock = systemClock();
  const startMs = clock.nowMs();
  return {
    nowMs: () => startMs + (clock.nowMs() - startMs) * haste,
    monotonicMs: () => clock.monotonicMs() * haste,
    setTimer: (delayMs, callback) => clock.setTimer(delayMs / haste, callback),
  };
}

/** Settings with which no test of a house can run into a limit of time, and no model of this machine is asked. */
export const patience = {
  'videogenius.timeouts.firstContentMs': 3_600_000,
  'videogenius.timeouts.stallMs': 3_600_000,
  'videogenius.failover.deadlineMs': 1_800_000,
};
export const nobodyElse = { ollama: { enabled: false } };
export const simulated = (profile: string) => ({ provider: 'simulated', model: profile });

/** Two simulated models under settings of one's own. */
export const twoModels = (more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  ...patience,
  'videogenius.models': { ...nobodyElse, one: simulated('fast'), two: simulated('fast') },
  ...more,
});

export interface House {
  readonly application: Application;
  readonly hub: SessionHub;
  readonly keys: KeyRing;
  readonly logged: string[];
  /** Requests that the hub counts as running. */
  running(): number;
  window(): Window;
  close(): Promise<void>;
}

/** A window of a house, seen from its own side. */
export interface Window {
  readonly client: SessionClient;
  readonly peer: Peer;
  readonly session: Session;
  /** What was told without being asked, in order: a whole state, or the numbers of the events. */
  readonly told: string[];
  readonly mirror: StateMirror;
  raw(method: string, params?: unknown): Promise<unknown>;
  configure(changes?: Partial<SessionConfiguration>): ReturnType<typeof configureOf>;
  watch(): Promise<Snapshot>;
  /** The window is gone. Resolves when its session has taken everything back. */
  leave(): Promise<void>;
}

const configureOf = (client: SessionClient, configuration: SessionConfiguration) =>
  client.call('session/configure', configuration);

/** Sessions over one application in this process, each with a line in memory. */
export function house(environment: Readonly<Record<string, string>> = {}): House {
  const clock = hastyClock();
  const random = systemRandom();
  const redactor = createRedactor();
  const logged: string[] = [];
  const write = (message: string) => logged.push(message);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const keys = new KeyRing({
    environment: environmentSecrets(environment, { redactor, log }),
    register: (key) => redactor.register(key),
  });
  const windowModels = new WindowModels();
  const outside = { environment, clock, random, log, redactor };
  const application = createApplication({
    ...outside,
    config: defaultConfig,
    models: 'configured',
    secrets: keys,
    editor: windowModels,
  });
  let running = 0;
  const windows: Window[] = [];
  const hub: SessionHub = {
    shared: application,
    createSimulated: (config) => createApplication({ ...outside, config, models: 'demo' }),
    keys,
    windowModels,
    configureNetwork: () => [],
    status: () => ({
      build: { version: '1.0.0', builtAtMs: 0, id: 'test' },
      mode: 'shared',
      processId: 1,
      startedAtMs: 0,
      residentBytes: 1,
      sessions: windows.length,
      runningRequests: running,
      replacementWanted: false,
      nodeVersion: '24.0.0',
    }),
    stop: () => write('stop'),
    setTimer: clock.setTimer,
    newId: () => random.id(),
    actInWindow: async () => failure({ code: 'invalidRequest', message: 'No window.', hint: '', attempts: [] }),
    used: () => {},
    countRunning: (change) => {
      running += change;
    },
  };
  return {
    application,
    hub,
    keys,
    logged,
    running: () => running,
    window() {
      const window = windowOf(hub);
      windows.push(window);
      return window;
    },
    async close() {
      await Promise.all(windows.map((window) => window.leave()));
      await application.close();
    },
  };
}

function windowOf(hub: SessionHub): Window {
  const there = new PassThrough();
  const back = new PassThrough();
  let left = () => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const connection = createLanguageServerConnection({
    reader: new StreamMessageReader(there),
    writer: new StreamMessageWriter(back),
    onExit: () => {},
    onClose: () => void session.close().then(left),
  });
  const session = new Session(connection.peer, hub);
  connection.listen();
  const { peer, raw } = endOf(back, there);
  const client: SessionClient = createCaller<Methods & SessionMethods>(peer, methodPrefix);
  const told: string[] = [];
  const mirror = new StateMirror(() => told.push('something is missing'));
  peer.onNotification(`${methodPrefix}state/events`, (params) => {
    const { events } = notifications['state/events'].parse(params);
    told.push(...events.map(({ sequence }) => String(sequence)));
    mirror.apply(events);
  });
  peer.onNotification(`${methodPrefix}state/snapshot`, (params) => {
    const { snapshot } = notifications['state/snapshot'].parse(params);
    told.push('whole');
    mirror.replace(snapshot);
  });
  const configuration: SessionConfiguration = {
    settings: twoModels(),
    fleet: 'configured',
    locale: 'en',
    editorModels: [],
    hasSecrets: false,
  };
  return {
    client,
    peer,
    session,
    told,
    mirror,
    raw: (method, params) => raw(methodPrefix + method, params),
    configure: (changes = {}) => configureOf(client, { ...configuration, ...changes }),
    async watch() {
      const snapshot = await client.call('state/watch', {});
      if (!snapshot.ok) throw new Error(snapshot.error.message);
      mirror.replace(snapshot.value);
      return snapshot.value;
    },
    async leave() {
      there.destroy();
      back.destroy();
      await gone;
    },
  };
}
