import type { Clock } from '../ports/index.ts';

/** Calls at the end of each calendar day, as long as somebody watches and the day matters. */
export class DayWatch {
  private readonly clock: Clock;
  private readonly endMs: () => number | undefined;
  private readonly onEnd: () => void;
  private watchers = 0;
  private cancelTimer: () => void = () => {};

  /** @param endMs the end of the present day in epoch milliseconds; undefined while nothing begins anew with the next */
  constructor(clock: Clock, endMs: () => number | undefined, onEnd: () => void) {
    this.clock = clock;
    this.endMs = endMs;
    this.onEnd = onEnd;
  }

  get isWatched(): boolean {
    return this.watchers > 0;
  }

  /** One more watches; the returned function, called once, says that he has gone. */
  add(): () => void {
    this.watchers += 1;
    this.arm();
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.watchers -= 1;
      this.arm();
    };
  }

  /** Whether the day matters may have changed. */
  arm(): void {
    this.cancelTimer();
    this.cancelTimer = () => {};
    const endMs = this.isWatched ? this.endMs() : undefined;
    if (endMs === undefined) return;
    // A timer may be a little early, and the wall clock may have been moved meanwhile: then there is nothing new yet.
    this.cancelTimer = this.clock.setTimer(endMs - this.clock.nowMs() + 1, () => {
      this.onEnd();
      this.arm();
    });
  }
}
