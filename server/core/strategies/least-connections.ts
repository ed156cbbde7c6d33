import { sentence } from '../../protocol/index.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, participants } from './returning.ts';

/** Fewest requests in flight for its limit; ties at random. */
export const leastConnections = defineStrategy({
  ...noMemory,
  id: 'leastConnections',
  title: 'Least connections',
  pick(state, { candidates, draws }) {
    const present = participants(candidates, draws[0]);
    const load = ({ inFlight, limit }: { inFlight: number; limit: number }) => inFlight / limit;
    const least = present.reduce((lowest, candidate) => Math.min(lowest, load(candidate)), Number.POSITIVE_INFINITY);
    const equals = present.filter((candidate) => load(candidate) === least);
    return { state, modelId: drawOne(equals, draws[1]).modelId };
  },
  explain: (_state, _input, { inFlight, limit }) =>
    sentence('{0} of its {1} places are taken; the emptiest is asked first.', inFlight, limit),
});
