import type { Clock } from '../ports/index.ts';
import type { EndSignal } from './request-ending.ts';

/** A request's place in the queue. Kept while it waits again, so that nobody who came later overtakes it. */
export type Ticket = number;

/**
 * Requests that wait because every model they could use is at its concurrency limit. First come, first served: a freed place
 * wakes the longest waiting request, and one that cannot use the place passes the call on to the next behind it. Calls
 * only ever go backwards in the queue, so a place that nobody can use ends with the last.
 */
export class SlotQueue {
  private readonly clock: Clock;
  private readonly waiters = new Map<Ticket, () => void>();
  private issued = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Number of requests that wait. */
  get length(): number {
    return this.waiters.size;
  }

  ticket(): Ticket {
    this.issued += 1;
    return this.issued;
  }

  /**
   * Waits until a place may be free, at the latest for `maxWaitMs` (a paused model may be back by then).
   *
   * @returns `call`: a freed place, to be used or passed on; `time`: the wait is over; `aborted`: `signal` fired.
   */
  wait(ticket: Ticket, signal: EndSignal, maxWaitMs: number | undefined): Promise<'call' | 'time' | 'aborted'> {
    if (signal.aborted) return Promise.resolve('aborted');
    return new Promise((resolve) => {
      const finish = (reason: 'call' | 'time' | 'aborted') => {
        this.waiters.delete(ticket);
        signal.removeEventListener('abort', onAbort);
        stopTimer();
        resolve(reason);
      };
      const onAbort = () => finish('aborted');
      const stopTimer =
        maxWaitMs === undefined ? () => undefined : this.clock.setTimer(maxWaitMs, () => finish('time'));
      signal.addEventListener('abort', onAbort);
      this.waiters.set(ticket, () => finish('call'));
    });
  }

  /** A place may be free: the longest waiting request behind `after` looks. */
  wakeNext(after: Ticket = 0): void {
    let next: Ticket | undefined;
    for (const ticket of this.waiters.keys()) {
      if (ticket > after && (next === undefined || ticket < next)) next = ticket;
    }
    if (next !== undefined) this.waiters.get(next)?.();
  }
}
