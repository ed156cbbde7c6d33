import { type BreakerState, breakerAfterRestart, closedBreaker, consequences } from '../core/index.ts';
import type { ModelTarget, Resolution } from '../ports/index.ts';
import { restoredLimits } from './account-limits.ts';
import type { RememberedModel } from './health-record.ts';
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

/**
 * Takes up what an earlier process has learnt of a model, when it is the same model on the same server. `true` when that was done;
 * a model whose server is not known yet waits for it. Whoever was set aside by a person is so from the first moment of the process on,
 * wherever it is asked, until the person lets it back.
 */
export function recalled(
  record: ModelRecord,
  remembered: RememberedModel,
  nowMs: number,
  isFirstMoment: boolean,
): boolean {
  const { server, breaker, health, lastUsedMs } = remembered;
  const isAside = breaker.kind === 'isolated' && breaker.by === 'person';
  if (isAside && isFirstMoment) record.breaker = breaker;
  if (server === undefined || !sameServer({ apiVersion: undefined, ...server }, record.server)) return false;
  record.health = health;
  record.lastUsedMs = lastUsedMs;
  if (isSameAccount(record, remembered)) record.limits = restoredLimits(remembered.limits, nowMs);
  if (!isAside && record.breaker.kind !== 'isolated') record.breaker = afterRestart(record, remembered, nowMs);
  return true;
}

/**
 * What of a circuit still holds in a new process. Of another key, the same as when a key is changed. A refused region is tried once more:
 * the proxy or the network may be another one now.
 */
function afterRestart(record: ModelRecord, { account, breaker }: RememberedModel, nowMs: number): BreakerState {
  if (!isSameAccount(record, { account })) return carriedOver(breaker, nowMs);
  if (breaker.kind === 'isolated' && breaker.class === 'geo') {
    return { kind: 'open', untilMs: nowMs, class: 'geo', trips: 0 };
  }
  return breakerAfterRestart(breaker, nowMs);
}

/** Whether the model is still asked on the same account. */
function isSameAccount({ resolution }: ModelRecord, { account }: Pick<RememberedModel, 'account'>): boolean {
  return resolution.kind === 'ready' && resolution.target.quotaDomain === account;
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
