import { sentence } from '../../protocol/index.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, participants } from './returning.ts';

/** Any eligible model with the same chance. */
export const random = defineStrategy({
  ...noMemory,
  id: 'random',
  title: 'Random',
  pick(state, { candidates, draws }) {
    return { state, modelId: drawOne(participants(candidates, draws[0]), draws[1]).modelId };
  },
  explain: () => sentence('Drawn by lot, with the same chance as the others.'),
});
