import type { BudgetAlert } from '../../server/protocol/index.ts';

/** Where it is kept what was told, for all windows of this person. */
export interface ToldMemory {
  get(name: string): unknown;
  update(name: string, value: unknown): unknown;
}

/** What was told is kept under this name. */
const toldName = 'videogenius.budgetAlertsTold';

/** So many are remembered: far more marks than a month can have. */
const mostRemembered = 200;

/** An alert and the day it came on, `YYYY-MM-DD`. */
export interface DatedAlert {
  readonly alert: BudgetAlert;
  readonly day: string;
}

/**
 * Decides which window tells that spending has reached a mark. Every window hears of it; the one in which the person works tells it at
 * once. If she works in none, the first one she comes back to does. What one window has told no other tells again.
 */
export class BudgetNotices {
  private readonly memory: ToldMemory;
  private readonly show: (alert: BudgetAlert) => void;
  private readonly waiting = new Map<string, BudgetAlert>();

  constructor(memory: ToldMemory, show: (alert: BudgetAlert) => void) {
    this.memory = memory;
    this.show = show;
  }

  heard({ alert, day }: DatedAlert, isFocused: boolean): void {
    this.waiting.set(nameOf(alert, day), alert);
    if (isFocused) this.focused();
  }

  /** The person has come to this window. */
  focused(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    const told = this.told();
    const fresh = waiting.filter(([name]) => !told.includes(name));
    if (fresh.length === 0) return;
    void this.memory.update(toldName, [...told, ...fresh.map(([name]) => name)].slice(-mostRemembered));
    for (const [, alert] of fresh) this.show(alert);
  }

  /** Another daemon, or another fleet: what was heard of the one before is no news any more. */
  forget(): void {
    this.waiting.clear();
  }

  private told(): readonly string[] {
    const kept = this.memory.get(toldName);
    return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string') : [];
  }
}

/** A mark of one budget in one period. A budget of another size is another budget. */
function nameOf({ modelId, period, percent, limitNanoUsd, simulated }: BudgetAlert, day: string): string {
  const from = period === 'day' ? day : day.slice(0, 'YYYY-MM'.length);
  return [simulated ? 'simulated' : 'real', modelId ?? '*', period, from, limitNanoUsd, percent].join(' ');
}
