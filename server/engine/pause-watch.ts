import type { Clock } from '../ports/index.ts';
import type { EventBus } from './bus.ts';
import type { Registry } from './registry.ts';

/** How often fading evidence is looked at: it fades over minutes. */
const fadesWithinMs = 60_000;

/**
 * Announces what changes by itself as time passes: the end of a pause, at its moment, and a status whose evidence has faded, within a
 * minute. Works only while somebody watches and only while something can change, with one timer for the next such moment, so that a
 * process that only serves requests has none.
 */
export class PauseWatch {
  private readonly clock: Clock;
  private readonly registry: Registry;
  private readonly bus: EventBus;
  private watchers = 0;
  /** Monotonic moment at which fading evidence is looked at next; changes in between do not put it off. */
  private fadeDueMs: number | undefined;
  private stop: () => void = () => {};
  private cancelTimer: () => void = () => {};

  constructor(clock: Clock, registry: Registry, bus: EventBus) {
    this.clock = clock;
    this.registry = registry;
    this.bus = bus;
  }

  /** One more watches; the returned function, called once, says that he has gone. */
  add(): () => void {
    this.watchers += 1;
    if (this.watchers === 1) {
      this.stop = this.bus.subscribe(({ type }) => {
        if (type === 'model-change' || type === 'config-change') this.arm();
      });
      this.arm();
    }
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.watchers -= 1;
      if (this.watchers > 0) return;
      this.stop();
      this.cancelTimer();
    };
  }

  private arm(): void {
    this.cancelTimer();
    this.cancelTimer = () => {};
    const pauses = this.registry.pauses();
    const waits = [
      // A timer may be a little early.
      ...(pauses.nextInMs === undefined ? [] : [pauses.nextInMs + 1]),
      ...this.fadeInMs(),
    ];
    if (waits.length === 0) return;
    this.cancelTimer = this.clock.setTimer(Math.min(...waits), () => {
      this.registry.announceEnded(pauses, this.bus);
      if (this.fadeDueMs !== undefined && this.clock.monotonicMs() >= this.fadeDueMs) {
        this.fadeDueMs = undefined;
        this.registry.announceFaded(this.bus);
      }
      this.arm();
    });
  }

  private fadeInMs(): readonly number[] {
    if (!this.registry.mayFade()) {
      this.fadeDueMs = undefined;
      return [];
    }
    const nowMs = this.clock.monotonicMs();
    this.fadeDueMs ??= nowMs + fadesWithinMs;
    return [Math.max(0, this.fadeDueMs - nowMs)];
  }
}
