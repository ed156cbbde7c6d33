import type { ModelId, Sentence, StrategyId } from '../../protocol/index.ts';
import type { Candidate, PickInput, Strategy } from '../types.ts';

/** A strategy as its file writes it: with its own state type, and a guard for state that comes back from storage. */
export interface StrategyDefinition<State extends object> {
  readonly id: StrategyId;
  readonly title: string;
  initial(): State;
  /** The state if `value` has its shape, otherwise undefined: the strategy then starts afresh. */
  restore(value: unknown): State | undefined;
  pick(state: State, input: PickInput): { readonly state: State; readonly modelId: ModelId };
  /** One line in the writer's words: what of this candidate the strategy looks at, as things stand. */
  explain(state: State, input: PickInput, candidate: Candidate): Sentence;
}

/**
 * Closes a strategy over its state type, so that strategies of different kinds fit into one list. State is opaque outside. The
 * state that the strategy made last is known; any other (from storage, or of another strategy) passes its guard first.
 */
export function defineStrategy<State extends object>(definition: StrategyDefinition<State>): Strategy<unknown> {
  let made: State | undefined;
  const remember = (state: State): State => {
    made = state;
    return state;
  };
  const typed = (value: unknown): State => {
    if (made !== undefined && value === made) return made;
    return definition.restore(value) ?? definition.initial();
  };
  return {
    id: definition.id,
    title: definition.title,
    initial: () => remember(definition.initial()),
    pick(state, input) {
      const picked = definition.pick(typed(state), input);
      remember(picked.state);
      return picked;
    },
    explain: (state, input, candidate) => definition.explain(typed(state), input, candidate),
  };
}

/** State of strategies that need no memory. */
export type NoState = Readonly<Record<string, never>>;

const noState: NoState = Object.freeze({});

export const noMemory = {
  initial: (): NoState => noState,
  restore: (): NoState => noState,
};
