/** Time as the engine sees it. The real one is in system/, the virtual one in test/sim. */
export interface Clock {
  /** Epoch milliseconds, for moments that people read. */
  nowMs(): number;
  /** Milliseconds since some fixed moment, never going back, for spans. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; the returned function takes the timer back and may be called at any time. */
  setTimer(delayMs: number, callback: () => void): () => void;
}
