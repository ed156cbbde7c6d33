import type { Clock } from '../ports/index.ts';
import type { EventBus } from './bus.ts';
import type { Registry } from './registry.ts';

/**
 * Announces what changes by itself as time passes: the end of a pause. Works only while somebody watches, with one timer for the
 * next such moment, so that a process that only serves requests has none.
 */
export class PauseWatch {
  private readonly clock: Clock;
  private readonly registry: Registry;
  private readonly bus: EventBus;
  private watchers = 0;
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
    if (pauses.nextInMs === undefined) return;
    // A timer may be a little early.
    this.cancelTimer = this.clock.setTimer(pauses.nextInMs + 1, () => {
      this.registry.announceEnded(pauses, this.bus);
      this.arm();
    });
  }
}
