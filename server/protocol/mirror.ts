import type { Event } from './events.ts';
import { applyEvent } from './fold.ts';
import type { Snapshot } from './state.ts';

/**
 * A copy of the daemon's state somewhere else, kept true by its events. It asks for a whole snapshot (`resync`) when it finds
 * that an event is missing, and takes no event twice.
 */
export class StateMirror {
  private state: Snapshot | undefined;
  private readonly resync: () => void;
  private readonly listeners = new Set<(change: MirrorChange) => void>();

  constructor(resync: () => void) {
    this.resync = resync;
  }

  /** Undefined until the first snapshot is there. */
  snapshot(): Snapshot | undefined {
    return this.state;
  }

  /** Takes a whole state in place of what was known; undefined forgets it, for instance when the connection is gone. */
  replace(snapshot: Snapshot | undefined): void {
    this.state = snapshot;
    this.tell({ kind: 'snapshot', snapshot });
  }

  apply(events: readonly Event[]): void {
    if (this.state === undefined) return;
    const news: Event[] = [];
    for (const event of events) {
      if (event.sequence <= this.state.sequence) continue;
      if (event.sequence !== this.state.sequence + 1) {
        this.tell({ kind: 'events', events: news });
        this.resync();
        return;
      }
      this.state = applyEvent(this.state, event);
      news.push(event);
    }
    this.tell({ kind: 'events', events: news });
  }

  subscribe(listener: (change: MirrorChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(change: MirrorChange): void {
    if (change.kind === 'events' && change.events.length === 0) return;
    for (const listener of this.listeners) listener(change);
  }
}

export type MirrorChange =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot | undefined }
  | { readonly kind: 'events'; readonly events: readonly Event[] };
