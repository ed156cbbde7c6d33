/** Milliseconds between two paints while something is running, for a person who likes motion and for one who does not. */
const runningMs = 200;
const calmMs = 1000;
/** Milliseconds between two paints while a countdown is on show, and while only ages grow. */
const countdownMs = 500;
const ageMs = 10_000;

export type Pace = 'running' | 'countdown' | 'age';

/** Calls `paint` by itself as often as what is on show changes with time alone. A hidden page is left in peace. */
export function createTicker(paint: () => void): (pace: Pace) => void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let present: Pace | undefined;
  const plan = (pace: Pace): void => {
    if (timer !== undefined && pace === present) return;
    clearTimeout(timer);
    present = pace;
    const waits: Readonly<Record<Pace, number>> = {
      running: still.matches ? calmMs : runningMs,
      countdown: countdownMs,
      age: ageMs,
    };
    timer = setTimeout(() => {
      timer = undefined;
      if (!document.hidden) paint();
    }, waits[pace]);
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) paint();
  });
  return plan;
}

/** Milliseconds between two paints: a busy daemon sends hundreds of events a second, and nobody reads that fast. */
const paintEveryMs = 200;

/** Calls `paint` at once when it was quiet, and otherwise at most every 200 ms with the newest value. */
export function throttled<Value>(paint: (value: Value) => void): (value: Value) => void {
  let waiting: { readonly value: Value } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    const { value } = waiting;
    waiting = undefined;
    timer = setTimeout(rest, paintEveryMs);
    paint(value);
  };
  return (value) => {
    waiting = { value };
    if (timer === undefined) rest();
  };
}
