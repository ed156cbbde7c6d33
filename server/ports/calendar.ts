/** Days as people count them. The real one follows the time zone of the machine, the one of tests is UTC. */
export interface Calendar {
  /** `YYYY-MM-DD` of a moment in epoch milliseconds. */
  dayOf(atMs: number): string;
  /** Epoch milliseconds of the first moment of a day `YYYY-MM-DD`. */
  startOf(day: string): number;
}
