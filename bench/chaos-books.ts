import type { LedgerReport } from '../server/protocol/index.ts';
import { costOf, type LedgerImage } from './chaos-ledger.ts';
import type { StoryOutcome } from './chaos-load.ts';
import type { Seen } from './chaos-relay.ts';
import type { SeenAttempt, Watch } from './chaos-watch.ts';

/** The ledger's file against what the daemon reported. Money in integer nano-dollars. */
export interface BooksFindings {
  readonly entries: number;
  readonly reported: number;
  /** Reported attempts that have no entry. */
  readonly missing: number;
  /** Reported attempts whose entry names another model or another cost. */
  readonly different: number;
  /** Entries that were not reported, of requests that a kill has cut off. */
  readonly cutOff: number;
  /** Entries that were not reported although their request came to its end. */
  readonly unasked: number;
  readonly doubles: number;
  /** Finished requests whose own sum is not the sum of their entries. */
  readonly wrongRequests: number;
  readonly spentNanoUsd: number;
  /** The sums that are kept beside the entries, and those that the daemon reports when it is asked. */
  readonly keptNanoUsd: number;
  readonly toldNanoUsd: number;
  readonly keptAttempts: number;
  readonly toldAttempts: number;
  readonly holds: number;
}

/** Compares entry by entry and request by request. */
export function compareBooks(
  image: LedgerImage,
  watch: Watch,
  outcomes: readonly StoryOutcome[],
  told: LedgerReport | undefined,
): BooksFindings {
  const { entries } = image;
  const reported = [...watch.attempts].filter(([, { report }]) => report !== undefined);
  const unreported = [...entries.values()].filter((line) => watch.attempts.get(line.attempt_id)?.report === undefined);
  const unasked = unreported.filter((line) => watch.endedRequests.has(line.request_id));
  const totals = told?.totals ?? [];
  return {
    entries: entries.size,
    reported: reported.length,
    missing: missingEntries(image, watch).length,
    different: reported.filter(([id, { report }]) => {
      const line = entries.get(id);
      return line !== undefined && (line.model_id !== report?.model || line.cost_nano_usd !== report.costNanoUsd);
    }).length,
    cutOff: unreported.length - unasked.length,
    unasked: unasked.length,
    doubles: image.doubles,
    wrongRequests: outcomes.filter((outcome) => !addsUp(outcome, image)).length,
    spentNanoUsd: costOf(entries.values()),
    keptNanoUsd: image.sums.cost,
    keptAttempts: image.sums.attempts,
    toldNanoUsd: totals.reduce((sum, row) => sum + row.costNanoUsd, 0),
    toldAttempts: totals.reduce((sum, row) => sum + row.attempts, 0),
    holds: image.holds,
  };
}

/** Ids of the attempts whose end was reported and that do not stand in the ledger. */
export const missingEntries = (image: LedgerImage, watch: Watch): readonly string[] =>
  [...watch.attempts].filter(([id, { report }]) => report !== undefined && !image.entries.has(id)).map(([id]) => id);

/** Whether a finished request costs what its entries come to, and has no entry that it does not report. */
function addsUp({ attempts, costNanoUsd, requestId }: StoryOutcome, { entries }: LedgerImage): boolean {
  if (requestId === null) return true;
  let sum: number | null = 0;
  for (const { attemptId } of attempts) {
    const line = entries.get(attemptId);
    if (line === undefined) return false;
    sum = sum === null || line.cost_nano_usd === null ? null : sum + line.cost_nano_usd;
  }
  return sum === costNanoUsd;
}

/** What the vendors saw against what the daemon reported, for requests that no kill has touched. */
export interface WireFindings {
  readonly requests: number;
  /** Pairs of a request and a vendor that saw more or fewer of it than was reported. */
  readonly wrong: readonly string[];
}

/** An attempt that was called off, or that failed before anything came back, may have reached its vendor or not. */
function mayBeUnsent({ report }: SeenAttempt): boolean {
  if (report === undefined || report.class === 'cancelled') return true;
  const isSilent = report.status === null && report.firstTokenMs === null;
  return isSilent && (report.class === 'network' || report.class === 'timeout');
}

export function compareWire(
  watch: Watch,
  outcomes: readonly StoryOutcome[],
  seen: Readonly<Record<string, Seen>>,
): WireFindings {
  const untouched = outcomes.filter(({ interruptions }) => interruptions === 0);
  const wrong = untouched.flatMap(({ story, attemptIds }) => {
    const asked = attemptIds.flatMap((id) => watch.attempts.get(id) ?? []);
    return Object.entries(seen).flatMap(([vendor, { visits }]) => {
      const own = asked.filter(({ modelId }) => modelId === vendor);
      const most = own.length;
      const least = own.filter((attempt) => !mayBeUnsent(attempt)).length;
      const found = visits[story] ?? 0;
      if (found >= least && found <= most) return [];
      const ends = own.map(({ role, report }) => `${role} ${report?.class ?? report?.outcome ?? 'without an end'}`);
      return [`script ${story}: ${vendor} saw ${found}, reported were ${most} (${ends.join(', ')})`];
    });
  });
  return { requests: untouched.length, wrong };
}
