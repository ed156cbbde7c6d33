import { applyEvent } from '../server/protocol/fold.ts';
import type { Snapshot } from '../server/protocol/index.ts';
import type { Connection, HostMessage, Transport } from './transport.ts';

export interface PanelState {
  readonly connection: Connection;
  readonly snapshot: Snapshot | undefined;
}

/** Folds what the host says into one state and tells `changed` after each step. */
export function watchState(transport: Transport, changed: (state: PanelState) => void): void {
  let state: PanelState = { connection: 'connecting', snapshot: undefined };
  let asked = false;
  transport.start((message) => {
    const next = step(state, message);
    if (next === undefined) {
      if (!asked) transport.resync();
      asked = true;
      return;
    }
    if (message.type === 'snapshot') asked = false;
    if (next === state) return;
    state = next;
    changed(state);
  });
  changed(state);
}

/** The next state, or undefined when an event before this one was missed and a whole snapshot is needed. */
export function step(state: PanelState, message: HostMessage): PanelState | undefined {
  switch (message.type) {
    case 'connection':
      return { ...state, connection: message.connection };
    case 'snapshot':
      return { connection: 'live', snapshot: message.snapshot };
    case 'change': {
      const { snapshot } = state;
      if (snapshot === undefined || message.event.sequence > snapshot.sequence + 1) return undefined;
      const next = applyEvent(snapshot, message.event);
      return next === snapshot ? state : { connection: 'live', snapshot: next };
    }
  }
}
