import { LLMock } from '@copilotkit/aimock';
import { createEngine, type Engine } from '../../server/engine/index.ts';
import {
  builtInModelIds,
  Config,
  type ConfigInput,
  type ModelId,
  type Part,
  type ScriptRequest,
} from '../../server/protocol/index.ts';
import { createProviders } from '../../server/providers/index.ts';
import { createPrices } from '../../server/providers/prices.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { environmentSecrets, systemClock, systemRandom } from '../../server/system/index.ts';
import { createStudio, type Studio } from '../../server/writing/studio.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A key of no value for every vendor; the mock servers accept any. */
export const keys: Readonly<Record<string, string>> = Object.fromEntries(
  ['DEEPSEEK', 'ANTHROPIC', 'OPENAI', 'MOONSHOT', 'AZURE_OPENAI', 'GEMINI', 'DASHSCOPE', 'QIANFAN'].map((name) => [
    `${name}_API_KEY`,
    'test-key-of-no-value',
  ]),
);

/** What a base URL must look like for each vendor when one mock server stands for all of them. */
const paths: Readonly<Record<string, string>> = {
  azure: '/openai/v1',
  // The mock keeps /v2 for another vendor.
  ernie: '/v1',
};

/** The built-in models that have a server; those of the editor are reached through a window. */
export const vendorIds = builtInModelIds.filter((modelId) => modelId !== 'editor');

export interface PeerHouse {
  readonly engine: Engine;
  readonly studio: Studio;
  readonly mocks: ReadonlyMap<ModelId, LLMock>;
  /** Generation requests each vendor's server has seen, in the order of the plan. */
  counts(): Record<ModelId, number>;
  close(): Promise<void>;
}

/** The real engine and the real vendor SDKs over sockets, each vendor with a mock server of its own. */
export async function peerHouse(
  options: { models?: readonly ModelId[]; config?: ConfigInput } = {},
): Promise<PeerHouse> {
  const used = options.models ?? vendorIds;
  const mocks = new Map<ModelId, LLMock>();
  for (const modelId of used)
    mocks.set(modelId, await LLMock.create({ port: 0, host: '127.0.0.1', logLevel: 'silent' }));
  const clock = systemClock();
  const config = Config.parse({
    ...options.config,
    models: Object.fromEntries(
      builtInModelIds.map((modelId) => {
        const mock = mocks.get(modelId);
        return [
          modelId,
          mock
            ? {
                baseUrl: `${mock.url}${paths[modelId] ?? ''}`,
                ...(modelId === 'azure' ? { deployment: 'scripts' } : {}),
              }
            : { enabled: false },
        ];
      }),
    ),
  });
  const environment = { variable: () => undefined };
  const engine = createEngine({
    clock,
    random: systemRandom(),
    providers: createProviders({ fetch: globalThis.fetch, secrets: environmentSecrets(keys), environment, clock }),
    prices: createPrices({ cnyPerUsd: () => config.money.cnyPerUsd }),
    calendar: utcCalendar,
    store: memoryStore(utcCalendar),
    log: silent,
    config,
  });
  const ids = systemRandom();
  return {
    engine,
    studio: createStudio({ router: engine.router, config: () => engine.config(), newId: () => ids.id() }),
    mocks,
    counts: () =>
      Object.fromEntries(
        [...mocks].map(([modelId, mock]) => [
          modelId,
          mock.getRequests().filter((entry) => entry.method === 'POST').length,
        ]),
      ),
    close: async () => {
      await Promise.all([...mocks.values()].map((mock) => mock.stop()));
    },
  };
}

/** Writes one script; the parts are what a writer sees. */
export async function writeScript(
  house: PeerHouse,
  request: ScriptRequest = { brief: { topic: 'The sea at night', paragraphs: 2 } },
) {
  const parts: Part[] = [];
  const result = await house.studio.generateScript(request, {
    signal: new AbortController().signal,
    onPart: (part) => parts.push(part),
  });
  return { result, parts };
}
