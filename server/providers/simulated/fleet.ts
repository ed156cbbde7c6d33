import {
  builtInModelIds,
  type ConfigInput,
  defaultModelWeights,
  type ModelId,
  ModelSettings,
} from '../../protocol/index.ts';
import { type Speed, steadySpeed } from './profiles.ts';

/** The vendors that a simulated model stands for. */
const vendorIds = builtInModelIds.filter((id) => id !== 'editor');
type BuiltInModelId = (typeof vendorIds)[number];

interface SimulatedModel extends Speed {
  /** Dollars per million tokens, close to a list price of that vendor; undefined for a model on the own machine. */
  readonly price: readonly [input: number, output: number] | undefined;
  readonly maxConcurrent: number;
}

/**
 * The nine, each with a speed, a price and a capacity of its own. The values are made up after what small models of these
 * vendors are known for; they are not measurements.
 */
const models: Readonly<Record<BuiltInModelId, SimulatedModel>> = {
  deepseek: { firstTokenMs: 700, msPerToken: 14, price: [0.15, 0.6], maxConcurrent: 200 },
  claude: { firstTokenMs: 600, msPerToken: 11, price: [1, 5], maxConcurrent: 100 },
  openai: { firstTokenMs: 550, msPerToken: 10, price: [0.2, 1.2], maxConcurrent: 200 },
  moonshot: { firstTokenMs: 1200, msPerToken: 20, price: [0.95, 4], maxConcurrent: 60 },
  ollama: { firstTokenMs: 400, msPerToken: 35, price: undefined, maxConcurrent: 2 },
  azure: { firstTokenMs: 650, msPerToken: 11, price: [0.4, 1.6], maxConcurrent: 200 },
  gemini: { firstTokenMs: 450, msPerToken: 8, price: [0.75, 3.75], maxConcurrent: 100 },
  qwen: { firstTokenMs: 700, msPerToken: 13, price: [0.4, 1.2], maxConcurrent: 100 },
  ernie: { firstTokenMs: 1000, msPerToken: 17, price: [0.13, 0.55], maxConcurrent: 60 },
};

const simulatedId = (id: BuiltInModelId): ModelId => `simulated-${id}`;

/** The speed of a simulated model by its id; a steady one for any other name. */
export const speedOf = (modelId: ModelId): Speed => speeds.get(modelId) ?? steadySpeed;

const speeds: ReadonlyMap<ModelId, Speed> = new Map(
  vendorIds.map((id) => [
    simulatedId(id),
    { firstTokenMs: models[id].firstTokenMs, msPerToken: models[id].msPerToken },
  ]),
);

const settingsOf = ({ price, maxConcurrent }: SimulatedModel): ModelSettings =>
  ModelSettings.parse({
    provider: 'simulated',
    model: 'steady',
    maxConcurrent,
    ...(price === undefined ? {} : { price: { inputPerMillion: price[0], outputPerMillion: price[1] } }),
  });

/** Nine simulated models, named after the vendors they stand for, all of them steady. */
export const simulatedFleet: Readonly<Record<ModelId, ModelSettings>> = Object.fromEntries(
  vendorIds.map((id) => [simulatedId(id), settingsOf(models[id])]),
);

/** Weights of the simulated fleet: those of the vendors. */
export const simulatedWeights: Readonly<Record<ModelId, number>> = Object.fromEntries(
  vendorIds.map((id) => [simulatedId(id), defaultModelWeights[id]]),
);

/**
 * Settings of the demo: the real nine are off, the simulated nine are on, and the one that ranks first fails its first
 * call, so that anyone sees another model take over.
 */
export function demoSettings(): ConfigInput {
  const first = simulatedId('deepseek');
  const fleet = Object.entries(simulatedFleet).map(([id, settings]) => [
    id,
    id === first ? { ...settings, model: 'outage' } : settings,
  ]);
  return {
    models: {
      ...Object.fromEntries(builtInModelIds.map((id) => [id, { enabled: false }])),
      ...Object.fromEntries(fleet),
    },
    modelWeights: { ...simulatedWeights },
    // The story is always the same: nobody is tried out of curiosity.
    score: { explorationShare: 0 },
  };
}
