import type { PanelAction, PanelHost, Snapshot } from '../server/protocol/index.ts';
import type { Format } from './format.ts';
import type { OpenParts } from './open-parts.ts';
import type { ActionResult } from './transport.ts';

/** What every part of the panel works with. */
export interface Tools {
  readonly format: Format;
  /** Epoch milliseconds. */
  now(): number;
  /** Does it and says what came of it, always with a message when it failed. */
  act(action: PanelAction): Promise<ActionResult>;
  /** Tells a screen reader, when it is its turn. */
  announce(text: string): void;
  /** What a person has opened. */
  readonly open: OpenParts;
}

/** A known state and what may be done about it, as the parts show it. */
export interface Scene {
  readonly host: PanelHost;
  readonly snapshot: Snapshot;
  /** Whether the state is the present one and the daemon can be asked for something. */
  readonly fresh: boolean;
  /** Whether routing may be changed from here. */
  readonly mayChange: boolean;
  readonly nowMs: number;
}

/** Whether the place that shows the panel has a command of the editor. */
export function offers(host: PanelHost, command: (PanelAction & { type: 'command' })['command']): boolean {
  return host.commands.includes(command);
}
