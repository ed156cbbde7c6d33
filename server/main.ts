import { createHandlers, type Handlers } from './api/handlers.ts';
import type { LedgerSource } from './api/ledger.ts';
import { createLocalClient } from './api/local-client.ts';
import { createPageActions } from './api/page-actions.ts';
import type { DivertedKey, UnfinishedModel } from './cli/host.ts';
import { runServe, type ServeRequest } from './cli/serve.ts';
import { createEngine, type Engine } from './engine/index.ts';
import type { Calendar, Clock, EditorGateway, Log, Provider, Random, Secrets, Store } from './ports/index.ts';
import {
  builtInModelIds,
  Config,
  type ModelId,
  ModelSettings,
  type NetworkSettings,
  type Result,
  type SessionConfiguration,
  success,
} from './protocol/index.ts';
import { createEditorProvider } from './providers/editor.ts';
import { createProviders } from './providers/index.ts';
import { divertedKeys } from './providers/key-destinations.ts';
import { createPrices } from './providers/prices.ts';
import { demoSettings, simulatedFleet, simulatedWeights } from './providers/simulated/fleet.ts';
import { createSimulatedProvider } from './providers/simulated/provider.ts';
import type { MethodClient } from './rpc/types.ts';
import { memoryStore } from './stores/index.ts';
import type { HttpClient, ProxySettingError } from './system/http.ts';
import {
  createHttpClient,
  createRedactor,
  environmentSecrets,
  type Redactor,
  stderrLog,
  systemCalendar,
  systemClock,
  systemEnvironment,
  systemRandom,
} from './system/index.ts';
import { version } from './version.ts';
import { createStudio, type Studio } from './writing/studio.ts';

/** What an application is made from. The parts of the outside world are the real ones unless they are given. */
export interface ApplicationOptions {
  readonly config: Config;
  /** Variables with keys and addresses of vendors, and the proxy. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `simulated` and `demo`: nothing but simulated models, no network, no keys. */
  readonly models: 'configured' | 'simulated' | 'demo';
  readonly clock?: Clock;
  /** When days begin, for budgets and sums of days. */
  readonly calendar?: Calendar;
  readonly random?: Random;
  readonly log?: Log;
  /** Learns every key that is read, so that whoever shares it can keep them out of what they write. */
  readonly redactor?: Redactor;
  /** Keeps ledger, holds and what was learnt, and is closed with the application; the memory of the process if left out. */
  readonly store?: Store;
  /** Where keys come from; the environment variables if left out. */
  readonly secrets?: Secrets;
  /** Chat models of VS Code, where there are windows that have them. */
  readonly editor?: EditorGateway;
  /** How servers are reached at first; `configureNetwork` changes it. */
  readonly network?: Partial<NetworkSettings>;
  /** Instead of the network. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Everything that runs, put together. */
export interface Application {
  readonly engine: Engine;
  readonly studio: Studio;
  readonly store: Store;
  readonly ledger: LedgerSource;
  readonly handlers: Handlers;
  readonly client: MethodClient;
  /** Every model of the configuration it was made with, and the vendor's name for it. */
  readonly models: ReadonlyMap<ModelId, string>;
  /** Models that can be asked although nobody configured them, such as one on this machine that needs no key. */
  readonly preset: ReadonlySet<ModelId>;
  /** Keys of vendors that the settings send elsewhere. */
  readonly divertedKeys: readonly DivertedKey[];
  /** Models that the settings name and that cannot be used because of what stands there. */
  readonly unfinished: readonly UnfinishedModel[];
  /** Applies settings at once; health history stays. */
  configure(config: Config): void;
  /** Takes over how servers are reached. The error names the setting; the last good way stays. */
  configureNetwork(network: SessionConfiguration['network'], config: Config): Result<void, ProxySettingError>;
  /** The status page of this application, until the signal fires. */
  serve(options: ServeRequest): Promise<unknown>;
  /** Ends the connections to the vendors and gives the store back. */
  close(): Promise<void>;
}

/** The composition root: the only place that calls the constructors of every part. */
export function createApplication(options: ApplicationOptions): Application {
  const { environment } = options;
  const redactor = options.redactor ?? createRedactor();
  const log = options.log ?? stderrLog('error', { redactor });
  const clock = options.clock ?? systemClock();
  const random = options.random ?? systemRandom();
  const calendar = options.calendar ?? systemCalendar();
  const store = options.store ?? memoryStore(calendar);
  const config = configOf(options);

  const providers: Provider[] = [createSimulatedProvider({ clock, random })];
  let preset: ReadonlySet<ModelId> = new Set();
  let diverted: readonly DivertedKey[] = [];
  let http: HttpClient | undefined;
  if (options.models === 'configured') {
    http = createHttpClient({
      connectTimeoutMs: config.timeouts.connectMs,
      environment,
      log,
      ...(options.network === undefined ? {} : { network: options.network }),
    });
    const secrets = options.secrets ?? environmentSecrets(environment, { redactor, log });
    const fetch = options.fetch ?? http.fetch;
    const real = createProviders({
      fetch,
      secrets,
      environment: systemEnvironment(environment),
      clock,
      userAgent: `videogenius/${version}`,
    });
    const bare = createProviders({ fetch, secrets: nothing, environment: systemEnvironment({}), clock });
    providers.push(...real);
    if (options.editor !== undefined) providers.push(createEditorProvider(options.editor));
    preset = presetModels(config, real, bare);
    const isSet = (variable: string) => (environment[variable] ?? '').trim() !== '';
    diverted = divertedKeys({ models: config.models, providers: real, isSet });
  }

  // Prices follow the configuration as it stands, which the engine keeps from its first moment on.
  let current: Engine | undefined;
  const prices = createPrices({ cnyPerUsd: () => (current?.config() ?? config).money.cnyPerUsd });
  // What was learnt is worth keeping only in a store that outlives the process, which is one that was given.
  const remembersAs = options.models === 'configured' ? 'health' : 'health-simulated';
  const engine = createEngine({
    clock,
    calendar,
    random,
    providers,
    prices,
    store,
    log,
    config,
    ...(options.store === undefined ? {} : { remembersAs }),
  });
  current = engine;
  const studio = createStudio({ router: engine.router, config: () => engine.config(), newId: () => random.id() });
  const ledger: LedgerSource = { store, calendar, clock };
  const handlers = createHandlers({ engine, studio, preset, ledger });
  return {
    engine,
    studio,
    store,
    ledger,
    handlers,
    client: createLocalClient(handlers),
    models: new Map(engine.snapshot().models.map(({ modelId, model }) => [modelId, model])),
    preset,
    divertedKeys: diverted,
    unfinished: unfinishedModels(config, providers),
    serve: (request) =>
      runServe({
        ...request,
        source: engine,
        clock,
        random,
        fleet: options.models === 'configured' ? 'configured' : 'simulated',
        changes: request.settings === undefined ? 'session' : 'settings',
        actions: createPageActions({
          client: createLocalClient(handlers),
          preset,
          settings: request.settings,
          configure: (change) => engine.configure(change(engine.config())),
        }),
      }),
    configure: (next) => engine.configure(configOf({ ...options, config: next })),
    configureNetwork: (network, { timeouts }) =>
      http?.configure({ connectTimeoutMs: timeouts.connectMs, ...(network === undefined ? {} : { network }) }) ??
      success(undefined),
    close: async () => {
      engine.close();
      store.close();
      await http?.close();
    },
  };
}

const nothing: Secrets = { read: () => ({ kind: 'none' }) };

/** The built-in models that are ready without a setting, a key or a variable, and that nobody pointed elsewhere. */
function presetModels(config: Config, real: readonly Provider[], bare: readonly Provider[]): ReadonlySet<ModelId> {
  const addressOf = (providers: readonly Provider[], modelId: ModelId) => {
    const resolution = providers
      .find(({ manifest }) => manifest.id === modelId)
      ?.resolve(modelId, ModelSettings.parse({}));
    return resolution?.kind === 'ready' ? resolution.target.baseUrl : undefined;
  };
  return new Set(
    builtInModelIds.filter((modelId) => {
      const address = addressOf(bare, modelId);
      return !Object.hasOwn(config.models, modelId) && address !== undefined && addressOf(real, modelId) === address;
    }),
  );
}

/** What a person began to set up and did not finish. A missing key is no such thing: it belongs elsewhere. */
function unfinishedModels({ models }: Config, providers: readonly Provider[]): readonly UnfinishedModel[] {
  return Object.entries(models).flatMap(([modelId, settings]) => {
    const providerId = settings.provider ?? modelId;
    const resolution = settings.enabled
      ? providers.find(({ manifest }) => manifest.id === providerId)?.resolve(modelId, settings)
      : undefined;
    if (resolution?.kind !== 'notConfigured' || resolution.cause !== 'settings') return [];
    return [{ modelId, reason: resolution.reason, hint: resolution.hint }];
  });
}

/** The configuration with its models exchanged for simulated ones. Simulated models of the person's own are kept as they are. */
function configOf({ config, models }: ApplicationOptions): Config {
  if (models === 'configured') return config;
  if (models === 'demo') {
    const { models: demoModels = {}, modelWeights, score } = demoSettings();
    const fallbackChain = config.fallbackChain.filter((modelId) => Object.hasOwn(simulatedFleet, modelId));
    const weights = { ...modelWeights, ...config.modelWeights };
    return Config.parse({
      ...config,
      fallbackChain,
      models: demoModels,
      modelWeights: weights,
      score: { ...config.score, ...score },
    });
  }
  const own = Object.entries(config.models).filter(([, settings]) => settings.provider === 'simulated');
  const fleet = own.length > 0 ? Object.fromEntries(own) : simulatedFleet;
  return {
    ...config,
    models: fleet,
    modelWeights: { ...simulatedWeights, ...config.modelWeights },
    fallbackChain: config.fallbackChain.filter((modelId) => Object.hasOwn(fleet, modelId)),
  };
}
