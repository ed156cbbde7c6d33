import type { ModelId } from '../../protocol/index.ts';

/**
 * One number per model, as two lists in step. Plain JSON; copying the numbers of a thousand models for a pick takes a microsecond, where
 * copying an object takes hundreds. Models that are no candidates for a while keep theirs.
 */
export interface Notes {
  readonly ids: readonly ModelId[];
  readonly values: readonly number[];
}

export const noNotes: Notes = { ids: [], values: [] };

/** The notes with an entry (0 if new) for every candidate, and each candidate's position in them. */
export function notesOf(
  notes: Notes,
  candidates: readonly { readonly modelId: ModelId }[],
): { readonly notes: Notes; readonly positions: readonly number[] } {
  const positions = positionsInOrder(notes.ids, candidates);
  if (positions !== undefined) return { notes, positions };
  const absent = new Map(notes.ids.map((id, index) => [id, notes.values[index] ?? 0]));
  const ids: ModelId[] = [];
  const values: number[] = [];
  for (const { modelId } of candidates) {
    ids.push(modelId);
    values.push(absent.get(modelId) ?? 0);
    absent.delete(modelId);
  }
  return {
    notes: { ids: [...ids, ...absent.keys()], values: [...values, ...absent.values()] },
    positions: ids.map((_, index) => index),
  };
}

/** Candidates come in the order of configuration, mostly with some left out: one walk along the ids finds them all. */
function positionsInOrder(
  ids: readonly ModelId[],
  candidates: readonly { readonly modelId: ModelId }[],
): number[] | undefined {
  const positions: number[] = [];
  let position = 0;
  for (const { modelId } of candidates) {
    while (position < ids.length && ids[position] !== modelId) position += 1;
    if (position === ids.length) return undefined;
    positions.push(position);
    position += 1;
  }
  return positions;
}

/** Notes that come back from storage, or undefined when they have another shape. */
export function restoreNotes(value: unknown): Notes | undefined {
  if (typeof value !== 'object' || value === null || !('ids' in value) || !('values' in value)) return undefined;
  const { ids, values } = value;
  if (!Array.isArray(ids) || !Array.isArray(values) || ids.length !== values.length) return undefined;
  const names = ids.filter((id: unknown): id is ModelId => typeof id === 'string');
  const numbers = values.filter((each: unknown): each is number => Number.isFinite(each));
  return names.length === ids.length && numbers.length === ids.length ? { ids: names, values: numbers } : undefined;
}
