import { type StrategyId, strategyIds } from '../server/protocol/index.ts';
import type { ChaosHome } from './chaos-home.ts';
import type { Seat } from './chaos-load.ts';
import { type ChaosWindow, openChaosWindow, type Watcher } from './chaos-window.ts';

/** The windows of a run, one for each strategy; they share the daemon and every model's health. */
export interface Seats {
  readonly all: readonly Seat[];
  /** The process that serves them. */
  processId(): Promise<number>;
  /** The first window, which watches. */
  first(): Promise<ChaosWindow>;
  /** Keeps windows that break off from opening again until the action has ended. */
  whileClosed<Value>(action: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Opens all windows, as an editor would. A window that breaks off is opened again at once. */
export async function openSeats(
  home: ChaosHome,
  settings: Readonly<Record<string, unknown>>,
  watcher: Watcher,
): Promise<Seats> {
  let gate: Promise<void> = Promise.resolve();
  let ended = false;

  /** `watching` waits until nothing can happen that the watcher does not hear of. */
  function createSeat(
    strategy: StrategyId,
    own: Watcher | undefined,
    watching: () => Promise<unknown>,
  ): Seat & { end(): Promise<void> } {
    let window = open();
    async function open(): Promise<ChaosWindow> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await gate;
          await watching();
          const opened = await openChaosWindow(home, { ...settings, 'videogenius.strategy': strategy }, own);
          void opened.closed.then(() => {
            if (!ended) window = open();
          });
          return opened;
        } catch (error) {
          // The daemon was killed while this window was being opened.
          if (ended || attempt >= 5) throw error;
        }
      }
    }
    return {
      strategy,
      window: () => window,
      async end() {
        const opened = await window;
        opened.close();
        await opened.closed;
      },
    };
  }

  const [firstStrategy, ...otherStrategies] = strategyIds;
  const first = createSeat(firstStrategy, watcher, async () => undefined);
  const others = otherStrategies.map((strategy) => createSeat(strategy, undefined, () => first.window()));
  const all = [first, ...others];
  await Promise.all(all.map((seat) => seat.window()));
  return {
    all,
    first: () => first.window(),
    processId: async () => (await first.window()).processId,
    async whileClosed(action) {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      try {
        return await action();
      } finally {
        open();
      }
    },
    async close() {
      ended = true;
      await Promise.all(all.map((each) => each.end()));
    },
  };
}
