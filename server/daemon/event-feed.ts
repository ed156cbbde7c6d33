import type { Event, Snapshot } from '../protocol/index.ts';

/** What a feed tells, in order. */
export type FeedMessage =
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

/** Where events go, and the clock they wait by. */
export interface FeedOptions {
  readonly send: (message: FeedMessage) => void;
  readonly setTimer: (delayMs: number, callback: () => void) => () => void;
}

/** Milliseconds for which events are collected before they travel together: no eye sees the difference. */
export const feedBatchMs = 25;

/** Events on their way to one window: none is lost, none is sent twice, and a whole state overtakes nothing. */
export class EventFeed {
  private readonly options: FeedOptions;
  private waiting: Event[] = [];
  private cancelTimer: (() => void) | undefined;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  add(event: Event): void {
    this.waiting.push(event);
    this.cancelTimer ??= this.options.setTimer(feedBatchMs, () => this.flush());
  }

  /** A whole state in place of everything before it, which therefore need not be told any more. */
  replace(snapshot: Snapshot): void {
    this.drop();
    this.options.send({ kind: 'snapshot', snapshot });
  }

  /** Forgets what was not sent yet. */
  drop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.waiting = [];
  }

  private flush(): void {
    const events = this.waiting;
    this.drop();
    if (events.length > 0) this.options.send({ kind: 'events', events });
  }
}
