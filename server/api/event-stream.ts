import type { Clock } from '../ports/index.ts';
import type { Event, Snapshot, StateMirror } from '../protocol/index.ts';

/** Where the state comes from. Both are of the same moment when they are called in the same turn. */
export interface StateSource {
  /** Undefined while nothing is known, as it may be with the state of another process. */
  snapshot(): Snapshot | undefined;
  subscribe(listener: (event: Event) => void): () => void;
  /** Calls whenever a whole state has taken the place of everything told before; left out where that cannot happen. */
  onReplaced?(listener: () => void): () => void;
}

/** A copy of the state of another process as a source. */
export function mirrorSource(mirror: StateMirror): StateSource {
  return {
    snapshot: () => mirror.snapshot(),
    subscribe: (listener) =>
      mirror.subscribe((change) => {
        if (change.kind === 'events') for (const event of change.events) listener(event);
      }),
    onReplaced: (listener) =>
      mirror.subscribe((change) => {
        if (change.kind === 'snapshot') listener();
      }),
  };
}

/** What is needed of the answer to a page. */
export interface PageConnection {
  /** Bytes that were written and not yet taken. */
  readonly writableLength: number;
  write(text: string): unknown;
  end(): unknown;
  destroy(): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** Events that a page which was away for a moment can catch up on; after more than these it gets a whole snapshot. */
export const keptEvents = 512;
/** Bytes that may wait for one page. A page that reads more slowly is cut off; it comes back by itself. */
export const maxWaitingBytes = 1_048_576;
/** Milliseconds between two signs of life, so that a dead connection is noticed: well below the usual proxy limit of 60 s. */
export const heartbeatMs = 15_000;
const maxPages = 32;

/** Sends the state to pages as server-sent events: first a snapshot or what was missed, then each event as it happens. */
export class EventStream {
  private readonly source: StateSource;
  private readonly clock: Clock;
  private readonly pages = new Set<PageConnection>();
  private readonly recent: Event[] = [];
  private readonly unsubscribe: () => void;
  private readonly forgetReplacement: (() => void) | undefined;
  private cancelHeartbeat: () => void = () => undefined;

  constructor(source: StateSource, clock: Clock) {
    this.source = source;
    this.clock = clock;
    this.unsubscribe = source.subscribe((event) => this.publish(event));
    this.forgetReplacement = source.onReplaced?.(() => this.startAfresh());
  }

  /** May one more page listen? */
  hasRoom(): boolean {
    return this.pages.size < maxPages;
  }

  /** Takes over an answer whose head is already written. `lastSequence` is what the page has seen, if it says so. */
  add(response: PageConnection, lastSequence: number | undefined): void {
    const missed = lastSequence === undefined ? undefined : this.missedSince(lastSequence);
    response.write('retry: 1000\n\n');
    for (const text of missed?.map(changeMessage) ?? this.wholeState()) response.write(text);
    this.pages.add(response);
    response.once('close', () => this.remove(response));
    if (this.pages.size === 1) this.beat();
  }

  /** Ends every page's stream and listens no longer. */
  close(): void {
    this.unsubscribe();
    this.forgetReplacement?.();
    this.cancelHeartbeat();
    for (const page of this.pages) page.end();
    this.pages.clear();
  }

  /** The events after `sequence`, or undefined when some of them are no longer kept. */
  private missedSince(sequence: number): Event[] | undefined {
    if (sequence === this.source.snapshot()?.sequence) return [];
    const start = this.recent.findIndex((event) => event.sequence === sequence + 1);
    return start < 0 ? undefined : this.recent.slice(start);
  }

  private publish(event: Event): void {
    // After a gap the earlier ones lead nowhere.
    if (this.recent.at(-1)?.sequence !== event.sequence - 1) this.recent.length = 0;
    this.recent.push(event);
    if (this.recent.length > keptEvents) this.recent.shift();
    if (this.pages.size === 0) return;
    this.send(changeMessage(event));
  }

  /** What was told before is worth nothing any more, neither to pages that listen nor to those that come back. */
  private startAfresh(): void {
    this.recent.length = 0;
    for (const text of this.wholeState()) this.send(text);
  }

  /** Nothing while nothing is known: the state follows as soon as it is there. */
  private wholeState(): string[] {
    const snapshot = this.source.snapshot();
    return snapshot === undefined ? [] : [message('snapshot', snapshot.sequence, snapshot)];
  }

  private send(text: string): void {
    for (const page of this.pages) {
      if (page.writableLength > maxWaitingBytes) page.destroy();
      else page.write(text);
    }
  }

  private beat(): void {
    this.cancelHeartbeat();
    this.cancelHeartbeat = this.clock.setTimer(heartbeatMs, () => {
      this.send(': still here\n\n');
      this.beat();
    });
  }

  private remove(page: PageConnection): void {
    this.pages.delete(page);
    if (this.pages.size === 0) this.cancelHeartbeat();
  }
}

const changeMessage = (event: Event): string => message('change', event.sequence, event);

function message(event: 'snapshot' | 'change', id: number, data: unknown): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
