import type { ModelId } from '../../server/protocol/index.ts';
import { type Change, made, type Pace, steady } from './models.ts';
import type { ScenarioModel } from './scenario.ts';

interface Kind extends Pace {
  readonly modelId: ModelId;
  /** US dollars for a million output tokens; input costs a quarter. */
  readonly price: number;
}

/** Nine models with the speeds and prices that vendors of their kind show. The names are made up: no vendor is meant. */
const kinds: readonly Kind[] = [
  { modelId: 'swift', firstTokenMs: 400, msPerToken: 6, price: 1.5 },
  { modelId: 'brisk', firstTokenMs: 600, msPerToken: 8, price: 2.4 },
  { modelId: 'quick', firstTokenMs: 700, msPerToken: 9, price: 10 },
  { modelId: 'plain', firstTokenMs: 900, msPerToken: 11, price: 0.6 },
  { modelId: 'usual', firstTokenMs: 1000, msPerToken: 12, price: 4 },
  { modelId: 'calm', firstTokenMs: 1100, msPerToken: 14, price: 1.2 },
  { modelId: 'settled', firstTokenMs: 1300, msPerToken: 15, price: 15 },
  { modelId: 'slow', firstTokenMs: 1600, msPerToken: 20, price: 0.8 },
  { modelId: 'home', firstTokenMs: 2000, msPerToken: 30, price: 0 },
];

export const fleetIds: readonly ModelId[] = kinds.map(({ modelId }) => modelId);

/** Everyone is liked equally well: what they do decides. */
export const evenWeights: Readonly<Record<ModelId, number>> = Object.fromEntries(fleetIds.map((id) => [id, 1]));

/** The nine, each with the changes that are named for it. */
export function fleet(
  changes: (modelId: ModelId, index: number) => readonly Change[] = () => [],
  pace: (kind: Pace, modelId: ModelId) => Pace = (kind) => kind,
): Readonly<Record<ModelId, ScenarioModel>> {
  return Object.fromEntries(
    kinds.map(({ modelId, price, ...kind }, index) => [
      modelId,
      {
        make: made(steady(pace(kind, modelId)), ...changes(modelId, index)),
        // Some vendors can be given the beginning of an answer.
        traits: { continuation: index % 3 === 1 ? 'prefix' : 'anchor' },
        price: { currency: 'USD', inputPerMillion: price / 4, outputPerMillion: price },
      },
    ]),
  );
}

/** The same changes for some of the nine, none for the rest. */
export const only =
  (which: readonly ModelId[], ...changes: readonly Change[]) =>
  (modelId: ModelId): readonly Change[] =>
    which.includes(modelId) ? changes : [];
