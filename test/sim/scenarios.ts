import type { ConfigInput, ModelId } from '../../server/protocol/index.ts';
import type { Behaviour } from '../engine/scripted-provider.ts';
import { failing, failsSometimes, hanging, outages, rateLimited, steady, type World, within } from './models.ts';

export interface Scenario {
  readonly title: string;
  readonly requests: number;
  /** Mean milliseconds between two requests; arrivals are a Poisson process. */
  readonly meanGapMs: number;
  readonly config?: ConfigInput;
  readonly weights?: Readonly<Record<ModelId, number>>;
  models(world: (name: string) => World): Readonly<Record<ModelId, Behaviour>>;
}

const minute = 60_000;

/** Nine models with the median speeds that vendors of their kind show. */
const nine: readonly (readonly [ModelId, number, number])[] = [
  ['swift', 400, 8],
  ['brisk', 600, 10],
  ['quick', 700, 12],
  ['plain', 900, 15],
  ['usual', 1000, 18],
  ['calm', 1100, 20],
  ['steady', 1300, 22],
  ['slow', 1600, 30],
  ['local', 2000, 45],
];

const fleet = (
  world: (name: string) => World,
  change: (behaviour: Behaviour, modelId: ModelId, world: World) => Behaviour = (behaviour) => behaviour,
) =>
  Object.fromEntries(
    nine.map(([modelId, firstTokenMs, msPerToken]) => {
      const own = world(modelId);
      return [modelId, change(steady(own, firstTokenMs, msPerToken), modelId, own)];
    }),
  );

const even = Object.fromEntries(nine.map(([modelId]) => [modelId, 1]));

/** Every scenario runs the whole engine in virtual time over simulated models. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  steady: {
    title: 'Nine models, none fails',
    requests: 500,
    meanGapMs: 6000,
    weights: even,
    models: (world) => fleet(world),
  },
  failing: {
    title: 'Three of nine models always fail',
    requests: 500,
    meanGapMs: 6000,
    weights: even,
    models: (world) =>
      fleet(world, (behaviour, modelId) => (['swift', 'usual', 'local'].includes(modelId) ? failing : behaviour)),
  },
  slow: {
    title: 'One of nine models is ten times slower',
    requests: 1000,
    meanGapMs: 3000,
    weights: even,
    models: (world) =>
      fleet(world, (behaviour, modelId, own) => (modelId === 'plain' ? steady(own, 9000, 150) : behaviour)),
  },
  failWithin: {
    title: 'The fastest model is down for ten minutes',
    requests: 600,
    meanGapMs: 4000,
    weights: even,
    models: (world) =>
      fleet(world, (behaviour, modelId, own) =>
        modelId === 'swift' ? within(own, 10 * minute, 20 * minute, failing, behaviour) : behaviour,
      ),
  },
  outages: {
    title: 'Every model is up 95 % of the time, mean outage 5 minutes',
    requests: 2000,
    meanGapMs: 6000,
    weights: even,
    models: (world) => fleet(world, (behaviour, _, own) => outages(own, 0.95, 5 * minute, behaviour)),
  },
  mixed: {
    title: 'Errors, a hang and a rate limit at once',
    requests: 800,
    meanGapMs: 6000,
    weights: even,
    models: (world) =>
      fleet(world, (behaviour, modelId, own) => {
        if (modelId === 'swift') return failsSometimes(own, 0.3, behaviour);
        if (modelId === 'brisk') return within(own, 5 * minute, 15 * minute, hanging, behaviour);
        if (modelId === 'quick') return within(own, 0, 20 * minute, rateLimited(20), behaviour);
        return behaviour;
      }),
  },
};
