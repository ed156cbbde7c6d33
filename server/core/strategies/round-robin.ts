import { sentence } from '../../protocol/index.ts';
import type { Candidate } from '../types.ts';
import { defineStrategy } from './define.ts';
import { type Notes, noNotes, notesOf, restoreNotes } from './notes.ts';
import { drawOne, presence } from './returning.ts';

/** `lastTurns` says in which pick each model last had its turn; `turn` numbers the picks. */
interface Turns {
  readonly turn: number;
  readonly lastTurns: Notes;
}

/**
 * Next eligible model in turn: always the one whose last turn is longest ago, new ones first, equals in the order of
 * configuration. With unchanged candidates that is a plain circle; one that joins or leaves does not reset the others. A model
 * that comes back after failures loses its turn as often as it has not yet regained its share.
 */
export const roundRobin = defineStrategy<Turns>({
  id: 'roundRobin',
  title: 'Round robin',
  initial: () => ({ turn: 0, lastTurns: noNotes }),
  restore(value) {
    if (typeof value !== 'object' || value === null || !('turn' in value) || !('lastTurns' in value)) return undefined;
    const lastTurns = restoreNotes(value.lastTurns);
    if (lastTurns === undefined || typeof value.turn !== 'number' || !Number.isSafeInteger(value.turn)) {
      return undefined;
    }
    return { turn: value.turn, lastTurns };
  },
  pick(state, { candidates, draws: [draw] }) {
    const { notes, positions } = notesOf(state.lastTurns, candidates);
    const values = [...notes.values];
    const lastTurn = (index: number) => values[positions[index] ?? 0] ?? 0;
    let chosen = 0;
    let chosenTakesPart = false;
    const takesPartAt = (candidate: Candidate) => draw < presence(candidate);
    candidates.forEach((candidate, index) => {
      const takesPart = takesPartAt(candidate);
      const better = takesPart === chosenTakesPart ? lastTurn(index) < lastTurn(chosen) : takesPart;
      if (!better) return;
      chosen = index;
      chosenTakesPart = takesPart;
    });
    const turn = state.turn + 1;
    const chosenLastTurn = lastTurn(chosen);
    candidates.forEach((candidate, index) => {
      const losesItsTurn = !takesPartAt(candidate) && lastTurn(index) <= chosenLastTurn;
      if (losesItsTurn || index === chosen) values[positions[index] ?? 0] = turn;
    });
    return { state: { turn, lastTurns: { ids: notes.ids, values } }, modelId: nameOf(candidates, chosen) };
  },
  explain({ turn, lastTurns }, _input, { modelId }) {
    const last = lastTurns.values[lastTurns.ids.indexOf(modelId)] ?? 0;
    if (last === 0) return sentence('It has not had a turn yet; who has waited longest is next.');
    return sentence('Its last turn was {0} turns ago; who has waited longest is next.', turn - last + 1);
  },
});

function nameOf<Id>(candidates: readonly { readonly modelId: Id }[], index: number): Id {
  return (candidates[index] ?? drawOne(candidates, 0)).modelId;
}
