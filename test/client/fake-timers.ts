/** Timers that run when a test says so. */
export class FakeTimers {
  private waiting: { readonly delayMs: number; readonly run: () => void }[] = [];

  readonly later = (run: () => void, delayMs: number) => {
    const timer = { delayMs, run };
    this.waiting.push(timer);
    return {
      dispose: (): void => {
        this.waiting = this.waiting.filter((each) => each !== timer);
      },
    };
  };

  /** Milliseconds of the timers that run. */
  delays(): number[] {
    return this.waiting.map(({ delayMs }) => delayMs);
  }

  /** All that wait are due now. */
  fire(): void {
    const due = this.waiting;
    this.waiting = [];
    for (const { run } of due) run();
  }
}
