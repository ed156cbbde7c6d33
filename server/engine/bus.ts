import type { Clock, Log } from '../ports/index.ts';
import { applyEvents, type Event, type EventDraft, type Snapshot } from '../protocol/index.ts';

/** How many events may wait before they are folded into the snapshot, so that memory stays bounded. */
const foldAfterEvents = 512;

/**
 * Numbers events and hands them to everyone who watches. A listener that fails disturbs neither the request nor the others:
 * they are called in turn, and an error of one is logged and goes no further. They are called in the middle of the request, so
 * one with slow work does it later. The snapshot is folded only when somebody asks for it.
 */
export class EventBus {
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly listeners = new Set<(event: Event) => void>();
  private sequence: number;
  private base: Snapshot;
  private unfolded: Event[] = [];
  private readonly undelivered: Event[] = [];
  private isDelivering = false;

  constructor(clock: Clock, log: Log, initial: Snapshot) {
    this.clock = clock;
    this.log = log;
    this.base = initial;
    this.sequence = initial.sequence;
  }

  /**
   * Gives the event its number and time and hands it out. An event that a listener causes is handed out after the present one,
   * so that everyone hears all of them in the same order.
   */
  publish(draft: EventDraft): void {
    this.sequence += 1;
    // Not a copy: a draft may hold what is worked out only when somebody looks at it.
    const event: Event = Object.assign(draft, { sequence: this.sequence, atMs: this.clock.nowMs() });
    this.unfolded.push(event);
    if (this.unfolded.length >= foldAfterEvents) this.fold();
    this.undelivered.push(event);
    if (this.isDelivering) return;
    this.isDelivering = true;
    for (let next = this.undelivered.shift(); next !== undefined; next = this.undelivered.shift()) this.deliver(next);
    this.isDelivering = false;
  }

  private deliver(event: Event): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        const reason = error instanceof Error ? error.name : 'unknown';
        this.log.error('a listener failed and was skipped', { event: event.type, reason });
      }
    }
  }

  /** Every later event goes to `listener`; the returned function ends that. */
  subscribe(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether anybody hears the events now; nobody misses one that is told later, before the next look. */
  get isHeard(): boolean {
    return this.listeners.size > 0;
  }

  /** Events that the snapshot does not hold yet. */
  waiting(): number {
    return this.unfolded.length;
  }

  /** The state after all events so far. */
  snapshot(): Snapshot {
    this.fold();
    return this.base;
  }

  private fold(): void {
    if (this.unfolded.length === 0) return;
    this.base = applyEvents(this.base, this.unfolded);
    this.unfolded = [];
  }
}
