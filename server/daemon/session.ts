import { type CallContext, callHandler, createHandlers, type Handlers } from '../api/handlers.ts';
import { SettingsKeeper } from '../api/settings-keeper.ts';
import type { Engine } from '../engine/index.ts';
import {
  type ActionOutcome,
  type Config,
  type EndReason,
  type Fleet,
  failure,
  type MethodName,
  methodPrefix,
  methods,
  type NotificationName,
  type NotificationParams,
  type Result,
  type SessionConfiguration,
  type Snapshot,
  sessionMethods,
  success,
  windowMethods,
  withShared,
} from '../protocol/index.ts';
import { createCaller, type Peer, serveMethods, type WindowClient } from '../rpc/index.ts';
import { createStudio } from '../writing/studio.ts';
import { EventFeed } from './event-feed.ts';
import type { SessionHub, Workplace } from './session-hub.ts';
import {
  callSessionHandler,
  type SessionHandlers,
  type SessionMethodName,
  type SessionParams,
  type SessionResult,
} from './session-methods.ts';
import { viewOfEvent, viewOfSnapshot } from './window-view.ts';

type AnyName = MethodName | SessionMethodName;

/** Milliseconds that settings wait for the keys of their window: well below what a window waits for its settings. */
const keyPatienceMs = 3000;

const gone: Result<never> = failure({ code: 'disconnected', message: 'The client has gone.', hint: '', attempts: [] });

/** After this many rounds of questions the window's keys are what they are. */
const maxKeyRounds = 3;

/** One client of the daemon: a window, a command line, a page. Its own settings decide over its requests and over what it sees. */
export class Session {
  readonly id: string;
  private readonly hub: SessionHub;
  private readonly peer: Peer;
  private readonly window: WindowClient;
  private readonly keeper = new SettingsKeeper();
  private readonly feed: EventFeed;
  /** Settings of this window; undefined until it sends some, and then those of the daemon hold. */
  private own: Config | undefined;
  private configuration: SessionConfiguration | undefined;
  private simulated: Workplace | undefined;
  private handlers: Handlers;
  private unsubscribe: (() => void) | undefined;
  private closed = false;

  constructor(peer: Peer, hub: SessionHub) {
    this.id = hub.newId();
    this.hub = hub;
    this.peer = peer;
    this.window = createCaller(peer, methodPrefix);
    this.feed = new EventFeed({
      setTimer: hub.setTimer,
      send: (message) => {
        if (message.kind === 'events') this.notify('state/events', { events: [...message.events] });
        else this.notify('state/snapshot', { snapshot: message.snapshot });
      },
    });
    this.handlers = this.handlersOver(hub.shared);
    hub.keys.add(this.id, async (queries) => {
      if (this.configuration?.hasSecrets !== true) return [];
      const answered = await this.window.call('secrets/read', { queries: [...queries] });
      if (!answered.ok) return [];
      const parsed = windowMethods['secrets/read'].result.safeParse(answered.value);
      return parsed.success ? parsed.data.answers : [];
    });
    hub.windowModels.add(this.id, this.window);
    serveMethods(peer, allNames(), (name, input, call) => this.answer(name, input, call), {
      prefix: methodPrefix,
      setTimer: hub.setTimer,
    });
  }

  /** Tells the window that the process ends. */
  announceEnd(reason: EndReason): void {
    this.notify('daemon/ending', { reason });
  }

  /** Everything of this session is taken back; its requests were cancelled by the end of the connection. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.unwatch();
    this.hub.keys.remove(this.id);
    this.hub.windowModels.remove(this.id);
    await this.simulated?.close();
  }

  /** Carries out an action of a page with the settings of this window. */
  act(params: SessionParams<'panel/act'>): Promise<Result<ActionOutcome>> {
    return this.window.call('panel/act', params);
  }

  /** Whether this is a window of an editor, which has keys and settings. */
  get isWindow(): boolean {
    return this.configuration?.hasSecrets === true;
  }

  /** Whether it can carry out what is done on a page: that shows the models that all share, never the fleet of one window. */
  get canAct(): boolean {
    return this.isWindow && this.simulated === undefined;
  }

  /** Whether other windows work with something of this one: its keys, or its chat models. */
  get lends(): boolean {
    return this.isWindow || (this.configuration?.editorModels.length ?? 0) > 0;
  }

  private get workplace(): Workplace {
    return this.simulated ?? this.hub.shared;
  }

  /** The settings that hold for this window's requests and view; a request that runs stays with its own workplace. */
  private config(workplace = this.workplace): Config {
    const current = workplace.engine.config();
    const isShared = workplace === this.hub.shared;
    return isShared && this.own !== undefined ? withShared(this.own, current) : current;
  }

  private handlersOver(workplace: Workplace): Handlers {
    const { engine, preset, ledger } = workplace;
    const config = () => this.config(workplace);
    const router: Engine['router'] = {
      route: (request, signal) => engine.router.route({ ...request, config: config(), requester: this.id }, signal),
      explain: (request) => engine.router.explain({ ...request, config: config(), requester: this.id }),
    };
    const studio = createStudio({ router, config, newId: this.hub.newId });
    const view: Engine = { ...engine, config, snapshot: () => viewOfSnapshot(engine.snapshot(), config()) };
    return createHandlers({
      engine: view,
      studio,
      preset,
      ledger,
      configure: (next) => {
        if (workplace === this.hub.shared) this.own = next;
        workplace.engine.configure(next);
      },
    });
  }

  private async answer(name: AnyName, input: unknown, call: CallContext): Promise<unknown> {
    // What was still waiting to be read when the client went: nobody would take back what it brings about.
    if (this.closed) return gone;
    if (!isEngineMethod(name)) return callSessionHandler(this.sessionHandlers, name, input);
    if (name !== 'state/get') this.hub.used(this.id);
    const counts = methods[name].parts;
    if (counts) this.hub.countRunning(1);
    try {
      return await callHandler(this.handlers, name, input, call);
    } finally {
      if (counts) this.hub.countRunning(-1);
    }
  }

  private readonly sessionHandlers: SessionHandlers = {
    'session/configure': (configuration) => this.configure(configuration),
    'session/secretsChanged': async () => {
      await this.askForKeys();
      return success({});
    },
    'state/watch': async () => success(this.watch()),
    'state/unwatch': async () => {
      this.unwatch();
      return success({});
    },
    'panel/act': (params) => this.hub.actInWindow(params),
    'daemon/status': async () => success(this.hub.status()),
    'daemon/stop': async () => {
      this.hub.setTimer(0, () => this.hub.stop());
      return success({});
    },
  };

  private async configure(configuration: SessionConfiguration): Promise<Result<SessionResult<'session/configure'>>> {
    const { settings, locale, network, editorModels, fleet } = configuration;
    this.configuration = configuration;
    const { config, problems } = this.keeper.read(settings, locale);
    problems.push(...this.hub.configureNetwork(network, config, locale));
    const modelsChanged = this.hub.windowModels.set(this.id, editorModels);
    const before = this.own;
    this.own = config;
    const { shared } = this.hub;
    if (modelsChanged || before === undefined || !isSame(before, config)) shared.configure(config);
    await this.useFleet(fleet, config);
    if (configuration.hasSecrets) await this.awaitKeys();
    return success({ problems, configRevision: this.workplace.engine.snapshot().configRevision });
  }

  private async useFleet(fleet: Fleet, config: Config): Promise<void> {
    const before = this.simulated;
    if ((fleet === 'simulated') === (before !== undefined)) {
      before?.configure(config);
      return;
    }
    const watched = this.unsubscribe !== undefined;
    this.unwatch();
    this.simulated = fleet === 'simulated' ? this.hub.createSimulated(config) : undefined;
    this.handlers = this.handlersOver(this.workplace);
    if (watched) this.feed.replace(this.watch());
    await before?.close();
  }

  /**
   * Waits for the keys of the window, but not for as long as it takes a person to unlock a key store: those that come later count from
   * then on.
   */
  private awaitKeys(): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = this.hub.setTimer(keyPatienceMs, resolve);
      const done = (): void => {
        cancelTimer();
        resolve();
      };
      this.askForKeys().then(done, done);
    });
  }

  /** Answers of the window may make further questions necessary: a model that was not ready before now names its server. */
  private async askForKeys(): Promise<void> {
    const { keys, shared } = this.hub;
    for (let round = 0; round < maxKeyRounds; round += 1) {
      const wanted = keys.wanted;
      if (await keys.refresh(this.id)) shared.configure(shared.engine.config());
      if (keys.wanted === wanted) return;
    }
  }

  private watch(): Snapshot {
    this.unwatch();
    const { engine } = this.workplace;
    this.unsubscribe = engine.subscribe((event) => this.feed.add(viewOfEvent(event, this.config())));
    return viewOfSnapshot(engine.snapshot(), this.config());
  }

  private unwatch(): void {
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    this.feed.drop();
  }

  private notify<Name extends NotificationName>(name: Name, params: NotificationParams<Name>): void {
    if (!this.closed) this.peer.notify(methodPrefix + name, params);
  }
}

const isEngineMethod = (name: string): name is MethodName => Object.hasOwn(methods, name);
const isSessionMethod = (name: string): name is SessionMethodName => Object.hasOwn(sessionMethods, name);

const allNames = (): readonly AnyName[] => [
  ...Object.keys(methods).filter(isEngineMethod),
  ...Object.keys(sessionMethods).filter(isSessionMethod),
];

const isSame = (left: Config, right: Config): boolean => JSON.stringify(left) === JSON.stringify(right);
