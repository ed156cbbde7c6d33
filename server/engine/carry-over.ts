import { type BreakerState, breakerAfterRestart, closedBreaker, consequences } from '../core/index.ts';
import type { ModelTarget, Resolution } from '../ports/index.ts';
import type { ModelRecord, Server } from './model-record.ts';

/** The record of a model under a new configuration. `fresh` is how it would be without a history. */
export function continued(known: ModelRecord, fresh: ModelRecord, nowMs: number): ModelRecord {
  if (known.provider === fresh.provider && sameAccess(known.resolution, fresh.resolution)) {
    known.settings = fresh.settings;
    known.resolution = fresh.resolution;
    known.weight = fresh.weight;
    return known;
  }
  // A record of its own, so that requests that still run on the old access cannot judge the new one.
  // A key that is missing for a while changes nothing about the server.
  const server = fresh.server ?? known.server;
  const learnt = sameServer(known.server, server)
    ? { health: known.health, lastUsedMs: known.lastUsedMs, breaker: carriedOver(known.breaker, nowMs) }
    : { breaker: known.breaker.kind === 'isolated' && known.breaker.by === 'person' ? known.breaker : closedBreaker };
  const { status, reason, sinceMs, counters } = known;
  return { ...fresh, ...learnt, server, status, reason, sinceMs, counters };
}

/** Whether it is the same model on the same server, so that what was learnt before holds after. */
function sameServer(before: Server | undefined, after: Server | undefined): boolean {
  return (
    before?.baseUrl === after?.baseUrl && before?.model === after?.model && before?.apiVersion === after?.apiVersion
  );
}

/** Whether two resolutions use the same account in the same way: key, address, headers. */
function sameAccess(before: Resolution, after: Resolution): boolean {
  if (before.kind !== 'ready' || after.kind !== 'ready') return before.kind === after.kind;
  const access = ({ quotaDomain, keyVariable, headers }: ModelTarget) =>
    JSON.stringify([quotaDomain, keyVariable, headers]);
  return sameServer(before.target, after.target) && access(before.target) === access(after.target);
}

/**
 * What of a circuit still holds when the same server is reached with another key or other headers: not what a person mends in
 * the settings (key, balance, region, model name), and not the trial of a request that runs on the old ones.
 */
function carriedOver(breaker: BreakerState, nowMs: number): BreakerState {
  if (breaker.kind === 'isolated') return breaker.by === 'person' ? breaker : closedBreaker;
  if (breaker.kind === 'open' && consequences[breaker.class].effect === 'coolModel') return closedBreaker;
  return breakerAfterRestart(breaker, nowMs);
}
