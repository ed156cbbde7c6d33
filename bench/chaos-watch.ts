import type { AttemptReport, AttemptRole, CircuitView, Event, ModelId, Snapshot } from '../server/protocol/index.ts';
import type { Watcher } from './chaos-window.ts';

/** An attempt that the daemon has announced, and how it ended if that was told, too. */
export interface SeenAttempt {
  readonly requestId: string;
  readonly modelId: ModelId;
  readonly role: AttemptRole;
  report: AttemptReport | undefined;
}

/** An open circuit: until when the model rests, and since when that is known; epoch milliseconds. */
interface OpenCircuit {
  readonly untilMs: number;
  readonly sinceMs: number;
}

/** What a crash did to the circuits, as the window saw it. */
export interface Remembered {
  /** Circuits that had been open for a while when the daemon was killed, and had still to be when it came back. */
  readonly open: number;
  /** Of those, how many the new daemon knew. */
  readonly known: number;
}

/** Everything that the daemons of a run have told, over all their lives. */
export interface Watch extends Watcher {
  readonly attempts: ReadonlyMap<string, SeenAttempt>;
  /** Requests whose end was told. */
  readonly endedRequests: ReadonlySet<string>;
  readonly remembered: readonly Remembered[];
  /** Number of the last event that was told. */
  sequence(): number;
  /** Tells that the daemon was killed: what is open now must be known to the next one. */
  crashed(): void;
}

/** A pause that ends so soon may have ended already, in milliseconds. */
const soonMs = 300;
/** What is learnt of a model is written a few seconds later: what is younger than this, in milliseconds, a kill may take away. */
const youngMs = 4000;

export function createWatch(): Watch {
  const attempts = new Map<string, SeenAttempt>();
  const endedRequests = new Set<string>();
  const remembered: Remembered[] = [];
  const open = new Map<ModelId, OpenCircuit>();
  let sequence = 0;
  let before: { readonly open: ReadonlyMap<ModelId, OpenCircuit>; readonly atMs: number } | undefined;

  /** A circuit that opens for longer is another one. */
  function note(modelId: ModelId, circuit: CircuitView, atMs: number): void {
    if (circuit.state !== 'open') open.delete(modelId);
    else if (open.get(modelId)?.untilMs !== circuit.untilMs) {
      open.set(modelId, { untilMs: circuit.untilMs, sinceMs: atMs });
    }
  }

  return {
    attempts,
    endedRequests,
    remembered,
    sequence: () => sequence,
    crashed() {
      before = { open: new Map(open), atMs: Date.now() };
    },
    onSnapshot(snapshot) {
      sequence = snapshot.sequence;
      if (before !== undefined) remembered.push(compare(before.open, before.atMs, snapshot));
      before = undefined;
      open.clear();
      for (const { modelId, circuit } of snapshot.models) note(modelId, circuit, snapshot.atMs);
    },
    onEvent(event: Event) {
      sequence = event.sequence;
      switch (event.type) {
        case 'attempt-start': {
          const { requestId, attemptId, modelId, role } = event;
          attempts.set(attemptId, { requestId, modelId, role, report: undefined });
          break;
        }
        case 'attempt-end': {
          const { requestId, report } = event;
          const { attemptId, model, role } = report;
          const seen = attempts.get(attemptId) ?? { requestId, modelId: model, role, report };
          seen.report = report;
          attempts.set(attemptId, seen);
          break;
        }
        case 'request-end':
          endedRequests.add(event.requestId);
          break;
        case 'model-change':
          note(event.model.modelId, event.model.circuit, event.atMs);
          break;
      }
    },
  };
}

function compare(
  before: ReadonlyMap<ModelId, OpenCircuit>,
  killedAtMs: number,
  { models, atMs }: Snapshot,
): Remembered {
  const due = [...before].filter(
    ([, { untilMs, sinceMs }]) => untilMs > atMs + soonMs && sinceMs < killedAtMs - youngMs,
  );
  const known = due.filter(([modelId, { untilMs }]) => {
    const circuit = models.find((model) => model.modelId === modelId)?.circuit;
    return circuit?.state === 'open' && Math.abs(circuit.untilMs - untilMs) < soonMs;
  });
  return { open: due.length, known: known.length };
}
