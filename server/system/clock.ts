import type { Clock } from '../ports/index.ts';

/** Longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/**
 * The real clock. Its timers keep the process alive on purpose: a request that is waiting for its deadline or for a
 * repeated try is work in progress.
 */
export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    setTimer(delayMs, callback) {
      if (Number.isNaN(delayMs)) throw new RangeError('a timer was set with a delay that is not a number');
      let handle: NodeJS.Timeout;
      const arm = (leftMs: number): void => {
        handle =
          leftMs > longestTimerMs
            ? setTimeout(() => arm(leftMs - longestTimerMs), longestTimerMs)
            : setTimeout(callback, Math.max(0, leftMs));
      };
      arm(delayMs);
      return () => clearTimeout(handle);
    },
  };
}
