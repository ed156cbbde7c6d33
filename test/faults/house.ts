import { createEngine, type Engine, type RouteReport, type RouteRequest } from '../../server/engine/index.ts';
import type { Clock, LedgerEntry, Random, Store } from '../../server/ports/index.ts';
import { builtInModelIds, Config, type ConfigInput, type Part } from '../../server/protocol/index.ts';
import { createProviders } from '../../server/providers/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { createHttpClient, type HttpClient } from '../../server/system/index.ts';
import { foldText, plainRequest, testPrices } from '../engine/harness.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A key of no value, in the variable that it is looked for in. */
const anyKey = { read: ({ variables }: { readonly variables: readonly string[] }) => found(variables[0]) } as const;
const found = (variable: string | undefined) =>
  ({ kind: 'found', key: 'test-key-of-no-value', source: 'environment', ...(variable && { variable }) }) as const;

/** The vendors' own libraries over the sockets of this machine. One of them may serve many engines. */
export interface Network {
  readonly providers: ReturnType<typeof createProviders>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * @param standIn the server that stands for every host, as an origin: it is asked for `/HOST/PATH`. So a vendor is seen at its own
 * address, where alone it has its own ways. Left out, addresses are what the settings say.
 */
export function network(clock: Clock, standIn?: string): Network {
  const client: HttpClient = createHttpClient({ connectTimeoutMs: 5000, environment: {} });
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (standIn === undefined) return client.fetch(input, init);
    const { host, pathname, search } = new URL(input instanceof Request ? input.url : String(input));
    return client.fetch(`${standIn}/${host}${pathname}${search}`, init);
  };
  const environment = { variable: () => undefined };
  const providers = createProviders({ fetch, secrets: anyKey, environment, clock });
  return { providers, close: () => client.close() };
}

export interface SocketHouseOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  /** Models by id, asked in this order. The built-in ones are never asked. */
  readonly models: NonNullable<ConfigInput['models']>;
  readonly config?: Omit<ConfigInput, 'models'>;
}

/** What became of one request. */
export interface Told {
  /** The text with which the reader ended. */
  readonly text: string;
  readonly parts: readonly Part[];
  readonly report: RouteReport;
}

export interface SocketHouse {
  readonly engine: Engine;
  readonly store: Store;
  ask(changes?: Partial<RouteRequest>, signal?: AbortSignal, onPart?: (part: Part) => void): Promise<Told>;
  ledger(): readonly LedgerEntry[];
}

/** The whole engine, with hedges and resumes, over real sockets. */
export function socketHouse({
  clock,
  random,
  network: { providers },
  models,
  config,
}: SocketHouseOptions): SocketHouse {
  const store = memoryStore(utcCalendar);
  const engine = createEngine({
    clock,
    random,
    providers,
    prices: testPrices,
    calendar: utcCalendar,
    store,
    log: silent,
    config: Config.parse({ strategy: 'roundRobin', ...config, models }),
  });
  return {
    engine,
    store,
    async ask(changes = {}, signal = new AbortController().signal, onPart = () => undefined) {
      const request = { ...plainRequest(random.id()), exclude: [...builtInModelIds], ...changes };
      const routed = engine.router.route(request, signal);
      const parts: Part[] = [];
      for await (const part of routed.parts) {
        parts.push(part);
        onPart(part);
      }
      return { text: foldText(parts), parts, report: routed.report() };
    },
    ledger: () => store.entries({}).entries,
  };
}
