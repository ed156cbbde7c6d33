import type { ModelState, Snapshot } from '../../server/protocol/index.ts';
import { isUsable } from '../words/model-words.ts';

/** Something about the models that a person should hear of although no request of hers has failed. */
export type ModelNotice =
  | { readonly kind: 'allDown' }
  /** Waits for the person; `billing` passes by itself after an hour, but only money mends it. */
  | { readonly kind: 'refusedKey' | 'emptyAccount'; readonly modelId: string };

/** Milliseconds between two notices of one window. */
const quietMs = 600_000;

/**
 * Decides what is worth a message: that no model works any more, or that one waits for the person. Everything else mends itself and
 * stands in status bar and panel. What was so when the window opened is not news; a failed request brings a message of its own; one
 * notice for each trouble, and none within ten minutes of the last.
 */
export class ModelNotices {
  private readonly nowMs: () => number;
  private told: ReadonlySet<string> | undefined;
  private lastMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs any steady clock */
  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** The state has changed; undefined when there is nothing to say, or nothing is known. */
  next(snapshot: Snapshot | undefined): ModelNotice | undefined {
    if (snapshot === undefined) return undefined;
    const troubles = new Map(noticesIn(snapshot).map((notice) => [keyOf(notice), notice]));
    if (this.told === undefined || hasJustFailed(snapshot)) {
      this.told = new Set(troubles.keys());
      return undefined;
    }
    // What has passed may be told again when it comes back.
    const told = new Set([...this.told].filter((key) => troubles.has(key)));
    this.told = told;
    const fresh = [...troubles].find(([key]) => !told.has(key));
    if (fresh === undefined || this.nowMs() - this.lastMs < quietMs) return undefined;
    told.add(fresh[0]);
    this.lastMs = this.nowMs();
    return fresh[1];
  }

  /** Another daemon, or another fleet: what stands there is not news. */
  forget(): void {
    this.told = undefined;
  }
}

function noticesIn({ models }: Snapshot): readonly ModelNotice[] {
  // A server on this machine that nobody set up is nobody's loss, and simulated troubles are none.
  const own = models.filter(({ simulated, preset, successes }) => !simulated && !(preset === true && successes === 0));
  const usable = own.filter(isUsable);
  const allDown = usable.length > 0 && usable.every(({ status }) => status === 'unhealthy');
  return [...(allDown ? [{ kind: 'allDown' } as const] : []), ...own.flatMap(needOf)];
}

function needOf({ modelId, enabled, status, circuit }: ModelState): readonly ModelNotice[] {
  if (!enabled || status === 'notConfigured') return [];
  if (circuit.state === 'isolated' && circuit.class === 'auth') return [{ kind: 'refusedKey', modelId }];
  if (circuit.state === 'open' && circuit.class === 'billing') return [{ kind: 'emptyAccount', modelId }];
  return [];
}

const keyOf = (notice: ModelNotice): string =>
  notice.kind === 'allDown' ? notice.kind : `${notice.kind} ${notice.modelId}`;

/** Whoever asked was told what went wrong. */
function hasJustFailed({ requests }: Snapshot): boolean {
  return requests.find(({ result, task }) => result !== 'running' && task !== 'check')?.result === 'failed';
}
