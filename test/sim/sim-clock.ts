import type { Clock } from '../../server/ports/index.ts';

interface Timer {
  readonly atMs: number;
  readonly sequence: number;
  readonly callback: () => void;
  /** Place in the heap; -1 when the timer has fired or was taken back. */
  index: number;
}

export interface SimClockOptions {
  /** Epoch milliseconds at which virtual time begins; Monday 2026-10-05 00:00 UTC if left out. */
  readonly startMs?: number;
}

/**
 * Turns of the real event loop that a task may spend without any virtual timer before `run` calls it stuck. Some
 * Node streams need a few turns; a task that needs more waits for the real world.
 */
const idleTurnLimit = 200;

/** Steps between two real turns of the event loop, so that a long simulation does not starve the test runner. */
const stepsPerTurn = 4096;

/**
 * No clock can tell shorter times apart. A delay that is too small to change the sum would fire at the moment at which it was set, and
 * a timer that is set again until its moment has come would never come to an end.
 */
const shortestDelayMs = 0.001;

const mondayMs = Date.UTC(2026, 9, 5);

/**
 * Virtual time. Timers fire in the order of their moment, then in the order in which they were set, and never two of
 * them without draining all microtasks in between, as on the real event loop.
 *
 * The drain is exact and cheap: Node runs a `process.nextTick` that was asked for inside a microtask only after the
 * whole microtask queue is empty, however long the chains of promises are. That costs well under a microsecond, where a
 * turn of the event loop costs several.
 */
export class SimClock implements Clock {
  readonly #heap: Timer[] = [];
  readonly #startMs: number;
  #elapsedMs = 0;
  #wallShiftMs = 0;
  #sequence = 0;
  #driving = false;

  constructor(options: SimClockOptions = {}) {
    this.#startMs = options.startMs ?? mondayMs;
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs + this.#wallShiftMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    if (Number.isNaN(delayMs)) throw new RangeError('a timer was set with a delay that is not a number');
    const timer: Timer = {
      atMs: this.#elapsedMs + (delayMs > 0 ? Math.max(shortestDelayMs, delayMs) : 0),
      sequence: this.#sequence++,
      callback,
      index: this.#heap.length,
    };
    this.#heap.push(timer);
    this.#up(timer);
    return () => this.#remove(timer);
  }

  /** Timers that are set and have neither fired nor been taken back. */
  pending(): number {
    return this.#heap.length;
  }

  /** Milliseconds until the next timer; undefined when there is none. */
  nextInMs(): number | undefined {
    const next = this.#heap[0];
    return next === undefined ? undefined : next.atMs - this.#elapsedMs;
  }

  /** Moves the clock that people read, as a time server does; spans and timers are not touched. */
  shiftWall(byMs: number): void {
    this.#wallShiftMs += byMs;
  }

  /**
   * Runs a task to its end, advancing time whenever nothing but time is missing. Rejects with the task's own error, with
   * the error of a timer's callback, or, when nothing is left that could end the task, with an error that says so. Timers
   * that the task leaves behind stay pending. One driver at a time: put tasks that belong together into one `Promise.all`.
   */
  async run<T>(task: () => Promise<T> | T): Promise<T> {
    this.#refuseSecondDriver();
    let settled = false;
    const result = Promise.resolve()
      .then(task)
      .finally(() => {
        settled = true;
      });
    // The driver may fail first; the task's own rejection must not surface as unhandled then.
    result.catch(() => undefined);
    await this.#drive(() => settled, Number.POSITIVE_INFINITY, true);
    return result;
  }

  /** Lets `byMs` milliseconds pass, firing what falls due on the way. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + byMs;
    await this.#drive(() => false, untilMs, false);
    this.#elapsedMs = untilMs;
  }

  /** Lets everything happen that needs no time. */
  async drain(): Promise<void> {
    await this.#drive(() => true, this.#elapsedMs, false);
  }

  /** Fires timers until `isDone`, or until none is due by `untilMs`; the latter is an error when `mustFinish`. */
  async #drive(isDone: () => boolean, untilMs: number, mustFinish: boolean): Promise<void> {
    this.#refuseSecondDriver();
    this.#driving = true;
    try {
      await new Promise<void>((resolve, reject) => {
        let steps = 0;
        let idleTurns = 0;
        /** Is called with an empty microtask queue only. */
        const step = (): void => {
          const next = this.#heap[0];
          const isDue = next !== undefined && next.atMs <= untilMs;
          if (isDone() || (!isDue && !mustFinish)) {
            resolve();
            return;
          }
          if (!isDue) {
            idleTurns += 1;
            if (idleTurns <= idleTurnLimit) setImmediate(step);
            else reject(new Error('the task waits for something that no timer of this clock will bring'));
            return;
          }
          idleTurns = 0;
          this.#remove(next);
          this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
          try {
            next.callback();
          } catch (error) {
            reject(error);
            return;
          }
          steps += 1;
          if (steps % stepsPerTurn === 0) setImmediate(step);
          else queueMicrotask(afterMicrotasks);
        };
        const afterMicrotasks = (): void => process.nextTick(step);
        // One real turn first: whatever was started before this call has come to rest then, nextTicks included.
        setImmediate(step);
      });
    } finally {
      this.#driving = false;
    }
  }

  #refuseSecondDriver(): void {
    if (this.#driving) throw new Error('this clock is being driven already: start both tasks inside one run()');
  }

  #remove(timer: Timer): void {
    const index = timer.index;
    if (index < 0) return;
    timer.index = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    this.#heap[index] = last;
    last.index = index;
    this.#up(last);
    this.#down(last);
  }

  #up(timer: Timer): void {
    const heap = this.#heap;
    while (timer.index > 0) {
      const above = heap[(timer.index - 1) >> 1];
      if (above === undefined || !isBefore(timer, above)) return;
      this.#swap(timer, above);
    }
  }

  #down(timer: Timer): void {
    const heap = this.#heap;
    for (;;) {
      const left = heap[timer.index * 2 + 1];
      const right = heap[timer.index * 2 + 2];
      const smaller = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (smaller === undefined || !isBefore(smaller, timer)) return;
      this.#swap(timer, smaller);
    }
  }

  #swap(a: Timer, b: Timer): void {
    const indexOfA = a.index;
    a.index = b.index;
    b.index = indexOfA;
    this.#heap[a.index] = a;
    this.#heap[b.index] = b;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
