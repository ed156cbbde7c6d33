/** Milliseconds for which a value that was accepted is shown although the state does not have it yet. */
const patienceMs = 4000;

/**
 * The value of a control between a person's hand and the state: what was chosen is shown until the daemon says the same, or
 * refuses it. Without this a slider would jump back for a moment after each change.
 */
export class HeldValue<Value> {
  private chosen: { readonly value: Value; readonly before: Value; readonly untilMs: number } | undefined;

  /** A person has chosen a value; `before` is what the state said then. */
  hold(value: Value, before: Value): void {
    this.chosen = { value, before, untilMs: Number.POSITIVE_INFINITY };
  }

  /** The daemon has answered. */
  settle(ok: boolean, nowMs: number): void {
    if (this.chosen === undefined) return;
    this.chosen = ok ? { ...this.chosen, untilMs: nowMs + patienceMs } : undefined;
  }

  /** What to show. */
  over(current: Value, nowMs: number): Value {
    if (this.chosen === undefined) return current;
    const settled = this.chosen.untilMs !== Number.POSITIVE_INFINITY;
    if (settled && (current !== this.chosen.before || nowMs > this.chosen.untilMs)) this.chosen = undefined;
    return this.chosen?.value ?? current;
  }
}
