import type { PanelHost, Snapshot } from '../server/protocol/index.ts';
import { StateMirror } from '../server/protocol/mirror.ts';
import type { Line, Transport } from './transport.ts';

/** Everything the panel shows follows from this, from the time of day, and from what a person has opened. */
export interface PanelState {
  readonly line: Line;
  /** Undefined until the host has said what it is. */
  readonly host: PanelHost | undefined;
  /** The last known state, kept when the connection is gone. */
  readonly snapshot: Snapshot | undefined;
}

/** Whether the state on show is the present one. */
export function isFresh({ line, host }: PanelState): boolean {
  return line === 'live' && host?.connection === 'running';
}

/** Folds what the host says into one state and tells `changed` after each step. */
export function watchState(transport: Transport, changed: (state: PanelState) => void): void {
  let state: PanelState = { line: 'connecting', host: undefined, snapshot: undefined };
  const become = (next: Partial<PanelState>): void => {
    state = { ...state, ...next };
    changed(state);
  };
  let asked = false;
  const mirror = new StateMirror(() => {
    if (asked) return;
    asked = true;
    transport.resync();
  });
  mirror.subscribe(() => become({ snapshot: mirror.snapshot() }));
  changed(state);
  transport.start({
    line: (line) => {
      if (line !== state.line) become({ line });
    },
    host: (host) => become({ host }),
    snapshot(snapshot) {
      asked = false;
      mirror.replace(snapshot);
    },
    events: (events) => mirror.apply(events),
  });
}
