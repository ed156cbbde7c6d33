import type { Hold, SpendLimit } from '../ports/index.ts';

/** Whether a limit has anything to say about a hold. */
export const concerns = ({ modelId, simulated }: SpendLimit, hold: Hold): boolean =>
  simulated === hold.simulated && (modelId === undefined || modelId === hold.modelId);

/** What some holds take of a limit, the hold of one attempt left out. */
export const heldOf = (holds: readonly Hold[], limit: SpendLimit, exceptAttemptId: string): number =>
  holds.reduce(
    (sum, hold) => (hold.attemptId !== exceptAttemptId && concerns(limit, hold) ? sum + hold.estimateNanoUsd : sum),
    0,
  );

/** The holds of one process, and what is held in all. Each call costs the same however many there are. */
export class HoldSums {
  private readonly holds = new Map<string, Hold>();
  /** Of all models together under the empty name. */
  private readonly sums = { real: new Map<string, number>(), simulated: new Map<string, number>() };

  get(attemptId: string): Hold | undefined {
    return this.holds.get(attemptId);
  }

  /** Replaces the hold of the same attempt. */
  set(hold: Hold): void {
    this.delete(hold.attemptId);
    this.holds.set(hold.attemptId, { ...hold });
    this.count(hold, hold.estimateNanoUsd);
  }

  delete(attemptId: string): void {
    const hold = this.holds.get(attemptId);
    if (hold === undefined) return;
    this.holds.delete(attemptId);
    this.count(hold, -hold.estimateNanoUsd);
  }

  all(): readonly Hold[] {
    return Array.from(this.holds.values(), (hold) => Object.freeze(hold));
  }

  /** What is held of a limit. */
  held({ modelId = '', simulated }: Pick<SpendLimit, 'modelId' | 'simulated'>): number {
    return (simulated ? this.sums.simulated : this.sums.real).get(modelId) ?? 0;
  }

  private count({ modelId, simulated }: Hold, change: number): void {
    const sums = simulated ? this.sums.simulated : this.sums.real;
    for (const whose of ['', modelId]) sums.set(whose, (sums.get(whose) ?? 0) + change);
  }
}
