import type { Event, PanelAction, PanelHost, Snapshot } from '../server/protocol/index.ts';

/**
 * How the panel stands with its host. `lost`: it tries again by itself. `ended`: the host no longer knows this page; it still
 * tries again.
 */
export type Line = 'connecting' | 'live' | 'lost' | 'ended';

/** What came of an action. A failure without a message is one of the line itself. */
export interface ActionResult {
  readonly ok: boolean;
  readonly message: string;
}

/** Whom a transport tells what it hears. */
export interface Receiver {
  line(line: Line): void;
  host(host: PanelHost): void;
  snapshot(snapshot: Snapshot): void;
  events(events: readonly Event[]): void;
}

/** The line to the daemon, the same for both hosts. */
export interface Transport {
  start(receiver: Receiver): void;
  /** Asks for a whole snapshot, after an event was missed. */
  resync(): void;
  /** Never rejects. */
  act(action: PanelAction): Promise<ActionResult>;
}
