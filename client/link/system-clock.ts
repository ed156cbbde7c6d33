import type { Clock } from '../../server/ports/clock.ts';

/** The clock of the extension host, in the shape that the rest of the house wants. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
