/** Runs something after a while, once. Disposing the answer before that keeps it from running. */
export type Later = (run: () => void, delayMs: number) => { dispose(): void };

/** By the timers of the extension host. */
export const later: Later = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return { dispose: () => clearTimeout(timer) };
};

/** Keeps something from being done too often. */
export interface Throttle {
  /** Something has changed: it is shown at once after a quiet time, otherwise at the end of the pause. */
  request(): void;
  dispose(): void;
}

/** Calls `run` at most once in each `everyMs`, and always after the last request. */
export function createThrottle(run: () => void, everyMs: number, wait: Later = later): Throttle {
  let pause: { dispose(): void } | undefined;
  let isWanted = false;
  const start = (): void => {
    isWanted = false;
    pause = wait(() => {
      pause = undefined;
      if (isWanted) start();
    }, everyMs);
    run();
  };
  return {
    request() {
      if (pause === undefined) start();
      else isWanted = true;
    },
    dispose() {
      pause?.dispose();
      isWanted = false;
    },
  };
}
