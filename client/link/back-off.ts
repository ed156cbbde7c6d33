import type { EndReason } from '../../server/protocol/index.ts';
import type { LinkSession } from './session.ts';

/** Pauses before the restarts that follow one another, in milliseconds. The first one is immediate: most crashes are single ones. */
const pausesMs = [0, 500, 1000, 2000, 4000] as const;

/** Restarts are counted over this span: a process that ends more often is broken, and starting it again helps nobody. */
const spanMs = 3 * 60_000;

/** Decides whether and when a process that ended is started again: at most five times in three minutes. */
export class BackOff {
  private restartsAtMs: number[] = [];

  /** The pause before the next restart; undefined when there have been too many. */
  next(nowMs: number): number | undefined {
    this.restartsAtMs = this.restartsAtMs.filter((atMs) => nowMs - atMs < spanMs);
    const pauseMs = pausesMs[this.restartsAtMs.length];
    if (pauseMs !== undefined) this.restartsAtMs.push(nowMs);
    return pauseMs;
  }

  /** A person wants it: the count begins anew. */
  reset(): void {
    this.restartsAtMs = [];
  }
}

/**
 * Milliseconds that a window leaves to the newer one that has had the daemon replaced: long enough to lock the start. If both tried at
 * once the older one could win, start what was just replaced, and the two would go round in circles.
 */
const headStartMs = 1000;

/** How long to leave a daemon's place alone after it has said why it ends. */
export const pauseAfter = (session: Pick<LinkSession, 'isOlder'>, reason: EndReason): number =>
  reason === 'replaced' && !session.isOlder ? headStartMs : 0;
