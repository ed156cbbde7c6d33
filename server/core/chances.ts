import type { ModelId } from '../protocol/index.ts';
import type { PickInput, Strategy } from './types.ts';

/**
 * How likely each candidate is to be picked as things stand, 0 to 1: the share of evenly spread draws that lead to it. Spends no chance and
 * changes no state. Exact for strategies that draw nothing, within about 1 % for the others.
 */
export function pickChances(
  strategy: Strategy<unknown>,
  state: unknown,
  input: Omit<PickInput, 'draws'>,
): ReadonlyMap<ModelId, number> {
  const picks = Math.max(fewestPicks, Math.min(mostPicks, Math.floor(workBound / input.candidates.length)));
  const chances = new Map<ModelId, number>();
  for (let index = 0; index < picks; index += 1) {
    const { modelId } = strategy.pick(state, { ...input, draws: evenDraws(index) });
    chances.set(modelId, (chances.get(modelId) ?? 0) + 1 / picks);
  }
  return chances;
}

/** More candidates get a rougher estimate: an explanation should take milliseconds. */
const workBound = 30_000;
const mostPicks = 2000;
const fewestPicks = 50;

/**
 * Evenly spread points in the unit cube: multiples of the powers of 1 / g, with g the positive root of x^4 = x + 1 (Martin Roberts, "The
 * unreasonable effectiveness of quasirandom sequences", 2018).
 */
function evenDraws(index: number): PickInput['draws'] {
  const at = (step: number) => (0.5 + step * index) % 1;
  return [at(1 / root), at(1 / root ** 2), at(1 / root ** 3)];
}

const root = 1.220_744_084_605_76;
