import type { Random } from '../../server/ports/index.ts';

export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** Standard normal by Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A process that is in one of two states in turn, each for an exponentially distributed time. Asked in the order of time. */
export class Alternation {
  private readonly random: Random;
  private readonly meanUpMs: number;
  private readonly meanDownMs: number;
  private isUp = true;
  private changesAtMs: number;

  constructor(random: Random, meanUpMs: number, meanDownMs: number) {
    this.random = random;
    this.meanUpMs = meanUpMs;
    this.meanDownMs = meanDownMs;
    this.changesAtMs = exponential(random, meanUpMs);
  }

  isUpAt(nowMs: number): boolean {
    while (nowMs >= this.changesAtMs) {
      this.isUp = !this.isUp;
      this.changesAtMs += exponential(this.random, this.isUp ? this.meanUpMs : this.meanDownMs);
    }
    return this.isUp;
  }

  /** The moment of the next change after the one that was asked for last. */
  nextChangeMs(): number {
    return this.changesAtMs;
  }
}
