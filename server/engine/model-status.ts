import {
  consequences,
  failureSentence,
  type HealthQuestion,
  type HealthReading,
  healthReason,
  readHealth,
  readHealthStatus,
} from '../core/index.ts';
import { type Config, type FailureClass, type ModelStatus, type Sentence, sentence } from '../protocol/index.ts';
import type { FailedProbe, ModelRecord } from './model-record.ts';

/** Expected answer length, in tokens, for figures that speak of no particular request: about one minute of narration. */
export const typicalOutputTokens = 250;

/** What the status follows from. None of these is ever changed in place, so that they can be kept as they were. */
type Judged = Pick<ModelRecord, 'settings' | 'resolution' | 'breaker' | 'health' | 'failedProbe' | 'lastUsedMs'>;

const noPrior = { firstTokenMs: 1000, msPerToken: 20 };

/** What can be said of its health for an answer of this length. */
export function healthOf(record: Judged, expectedOutputTokens: number, config: Config, nowMs: number) {
  return readHealth(record.health, questionOf(record, expectedOutputTokens, config, nowMs));
}

function questionOf(
  { resolution }: Judged,
  expectedOutputTokens: number,
  config: Config,
  nowMs: number,
): HealthQuestion {
  const prior = resolution.kind === 'ready' ? resolution.target.prior : noPrior;
  return { prior, expectedOutputTokens, usualOutputTokens: typicalOutputTokens, nowMs, config };
}

/** The status as it is now, before it is compared with what was announced last. */
export function statusOf(record: ModelRecord, config: Config, nowMs: number): ModelStatus {
  return statusWith(
    record,
    config,
    nowMs,
    readHealthStatus(record.health, questionOf(record, typicalOutputTokens, config, nowMs)),
  );
}

/** The same from a reading of its health that is there already: what every pick asks of every model. */
export function statusWith(
  record: ModelRecord,
  config: Config,
  nowMs: number,
  health: HealthReading['status'],
): ModelStatus {
  if (!record.settings.enabled) return 'disabled';
  if (record.resolution.kind === 'notConfigured') return 'notConfigured';
  const { breaker } = record;
  if (breaker.kind === 'isolated') return 'isolated';
  if (breaker.kind === 'open') return 'unhealthy';
  if (breaker.kind === 'halfOpen') return 'degraded';
  const failed = failedProbeOf(record, config, nowMs);
  if (failed === undefined || health === 'unhealthy') return health;
  // One failed check may be chance; an empty account is not.
  return failed.inRow === 1 && consequences[failed.class].effect === 'failure' ? 'degraded' : 'unhealthy';
}

/** Says why the model has its status now. Two of three changes are seen by nobody, so that it is put into words only when it is asked for. */
export function reasonOf(record: ModelRecord, config: Config, nowMs: number): () => Sentence {
  const { settings, resolution, breaker, health, failedProbe, lastUsedMs } = record;
  const then: Judged = { settings, resolution, breaker, health, failedProbe, lastUsedMs };
  return () => reasonIn(then, config, nowMs);
}

function reasonIn(record: Judged, config: Config, nowMs: number): Sentence {
  if (!record.settings.enabled) return sentence('Switched off in the settings.');
  if (record.resolution.kind === 'notConfigured') return record.resolution.reason;
  const { breaker } = record;
  switch (breaker.kind) {
    case 'isolated':
      return breaker.by === 'person'
        ? sentence('Set aside by you until you let it back.')
        : isolationReason(breaker.class);
    case 'open':
      return nowMs < breaker.untilMs
        ? sentence('Left alone for a while after failures.')
        : sentence('Failed lately; the next request tries it again.');
    case 'halfOpen':
      return sentence('One request is trying whether it is back.');
    case 'closed': {
      const failed = failedProbeOf(record, config, nowMs);
      const health = healthOf(record, typicalOutputTokens, config, nowMs);
      return failed === undefined || health.status === 'unhealthy'
        ? healthReason(health)
        : sentence('The last connection check failed. {0}', failureSentence(failed.class));
    }
  }
}

/** What the last check says, as long as nothing newer is known and checks have not stopped. */
function failedProbeOf(record: Judged, { health }: Config, nowMs: number): FailedProbe | undefined {
  const { failedProbe, lastUsedMs } = record;
  if (failedProbe === undefined || nowMs - failedProbe.atMs > probesKept * health.probeEveryMs) return undefined;
  return lastUsedMs === undefined || lastUsedMs < failedProbe.atMs ? failedProbe : undefined;
}

/** A failed check counts until this many further ones should have come. */
const probesKept = 3;

const isolationReasons: Readonly<Partial<Record<FailureClass, Sentence>>> = {
  auth: sentence('The vendor refused the key. Set another key to use it again.'),
  geo: sentence('The vendor does not serve this region. Change the endpoint or the proxy to use it again.'),
  modelMissing: sentence('The vendor does not know this model name, or the key may not use it. Choose another name.'),
};

function isolationReason(failureClass: FailureClass | undefined): Sentence {
  const known = failureClass === undefined ? undefined : isolationReasons[failureClass];
  return known ?? sentence('Set aside until its configuration changes.');
}
