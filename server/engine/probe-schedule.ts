import { breakerAfterProbe, breakerSettle, classify, type FailureSignal, probeVerdict } from '../core/index.ts';
import type { ModelTarget, ProbeResult } from '../ports/index.ts';
import { boundedProbe } from './bounded-probe.ts';
import type { Workshop } from './context.ts';
import type { HostQueues } from './host-queues.ts';
import { isPreset, type ModelRecord } from './model-record.ts';
import { ProberLease } from './prober-lease.ts';
import { hasRoomForTest, testGeneration } from './test-generation.ts';

/** Longest time one check may take. Nobody waits for it; a list of models takes a second. */
const probeTimeoutMs = 10_000;

/** Rounds are up to this share of the interval early or late, so that many processes do not ask a vendor in the same second. */
const jitterShare = 0.1;

/** The first round comes after this share of the interval, and up to as much again: soon, but not in the rush of the start. */
const firstShare = 0.1;

/** The lease lasts longer than the longest time between two rounds. */
const leaseShare = 1.5;

/** A model that waits for its settings to change is asked this many times less often: vendors do not like refused keys. */
const asideFactor = 12;

/** A model that can be checked now. */
interface Checkable {
  readonly record: ModelRecord;
  readonly target: ModelTarget;
}

/**
 * Checks connections of models that nobody uses at the moment, so that people see before their next request whether they work. Runs only
 * while somebody is there: a process that nobody uses calls nobody. Free checks first, one at a time at each server, all servers
 * side by side. A check changes what is shown, never a statistic of real work.
 */
export class ProbeSchedule {
  private readonly workshop: Workshop;
  private readonly hosts: HostQueues;
  private lease: ProberLease | undefined;
  private present = 0;
  private closed = false;
  private abort = new AbortController();
  private cancelTimer: () => void = () => {};
  private stopListening: () => void = () => {};
  private intervalMs = 0;
  /** Monotonic moments. */
  private lastRoundMs = Number.NEGATIVE_INFINITY;
  private readonly lastAsideMs = new WeakMap<ModelRecord, number>();

  constructor(workshop: Workshop, hosts: HostQueues) {
    this.workshop = workshop;
    this.hosts = hosts;
  }

  /** One more is there; the returned function, called once, says that he has gone. */
  add(): () => void {
    this.present += 1;
    if (this.present === 1) this.start();
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.present -= 1;
      if (this.present === 0 && !this.closed) this.stop();
    };
  }

  /** Ends every check that runs, and starts none any more. */
  close(): void {
    if (this.present > 0) this.stop();
    this.closed = true;
  }

  private start(): void {
    if (this.closed) return;
    this.lease ??= new ProberLease(this.workshop.store, this.workshop.random.id());
    this.abort = new AbortController();
    this.stopListening = this.workshop.bus.subscribe(({ type }) => {
      if (type === 'config-change' && this.workshop.registry.config.health.probeEveryMs !== this.intervalMs) {
        this.armFirst();
      }
    });
    this.armFirst();
  }

  private stop(): void {
    this.stopListening();
    this.cancelTimer();
    this.abort.abort();
    this.lease?.giveBack();
  }

  private armFirst(): void {
    const { clock, random, registry } = this.workshop;
    this.cancelTimer();
    this.intervalMs = registry.config.health.probeEveryMs;
    if (this.intervalMs === 0) return;
    const soonMs = this.intervalMs * firstShare * (1 + random.next());
    const dueMs = this.lastRoundMs + this.intervalMs - clock.monotonicMs();
    this.arm(Math.max(soonMs, dueMs));
  }

  private arm(delayMs: number): void {
    this.cancelTimer = this.workshop.clock.setTimer(delayMs, () => this.round());
  }

  private round(): void {
    const { clock, random } = this.workshop;
    this.lastRoundMs = clock.monotonicMs();
    this.arm(this.intervalMs * (1 + jitterShare * (2 * random.next() - 1)));
    if (this.lease?.take(clock.nowMs(), this.intervalMs * leaseShare) !== true) return;
    const { signal } = this.abort;
    for (const { record, target } of this.due()) {
      // What the round before could not finish is not asked for twice.
      void this.hosts.run(target.origin, async () => {
        if (!signal.aborted && this.isDue(record)) await this.check(record, target, signal);
      });
    }
  }

  /** Servers that are still being asked are left out. */
  private due(): readonly Checkable[] {
    return this.workshop.registry.all().flatMap((record) => {
      const { resolution } = record;
      if (resolution.kind !== 'ready' || this.hosts.isBusy(resolution.target.origin) || !this.isDue(record)) return [];
      return [{ record, target: resolution.target }];
    });
  }

  /** Whether nothing fresher is known and a check could tell something. */
  private isDue(record: ModelRecord): boolean {
    const { clock, registry } = this.workshop;
    const { resolution, settings, breaker, inFlight, lastUsedMs } = record;
    if (registry.get(record.modelId) !== record || !settings.enabled || resolution.kind !== 'ready') return false;
    // Models without a server of their own (simulated ones, those of the editor), and a local server that nobody has set up.
    if (!/^https?:/.test(resolution.target.baseUrl) || isPreset(record, registry.config)) return false;
    if (record.weight <= 0 || inFlight > 0) return false;
    if (lastUsedMs !== undefined && clock.nowMs() - lastUsedMs < this.intervalMs) return false;
    switch (breaker.kind) {
      case 'closed':
        return true;
      case 'open':
        // Of the causes of a pause a check can only see one end: the connection.
        return breaker.class === 'network';
      case 'halfOpen':
        return false;
      case 'isolated': {
        if (breaker.by === 'person') return false;
        const sinceMs = clock.monotonicMs() - (this.lastAsideMs.get(record) ?? Number.NEGATIVE_INFINITY);
        return sinceMs >= asideFactor * this.intervalMs * (1 - jitterShare);
      }
    }
  }

  private async check(record: ModelRecord, target: ModelTarget, signal: AbortSignal): Promise<void> {
    const { workshop } = this;
    if (record.breaker.kind === 'isolated') this.lastAsideMs.set(record, workshop.clock.monotonicMs());
    const probe = (own: AbortSignal): Promise<ProbeResult> => this.ask(record, target, own);
    const ended = await boundedProbe(workshop.clock, probe, { timeoutMs: probeTimeoutMs, signal });
    if (ended.kind === 'cancelled' || workshop.registry.get(record.modelId) !== record) return;
    if (ended.kind === 'timeout') {
      this.failed(record, target, { kind: 'clock', clock: 'firstContent', afterMs: probeTimeoutMs });
    } else if (ended.result.kind === 'failed') this.failed(record, target, ended.result.signal);
    else if (ended.result.kind === 'ok') this.succeeded(record, target, ended.result.availableModels);
  }

  /** Free if the vendor has such a check; paid only where that was allowed, where it costs anything at all and where budgets have room. */
  private async ask(record: ModelRecord, target: ModelTarget, signal: AbortSignal): Promise<ProbeResult> {
    const free = await record.provider.probe(target, signal);
    const { paidProbes } = this.workshop.registry.config.health;
    if (free.kind !== 'unsupported' || !paidProbes || target.local || signal.aborted) return free;
    if (!hasRoomForTest(this.workshop, record)) return free;
    return testGeneration(this.workshop, record, target, signal, free);
  }

  private succeeded(record: ModelRecord, target: ModelTarget, availableModels: readonly string[]): void {
    const { clock, registry, bus } = this.workshop;
    const breaker = breakerAfterProbe(record.breaker, clock.nowMs(), availableModels.includes(target.model));
    if (breaker === record.breaker && record.failedProbe === undefined) return;
    record.breaker = breaker;
    record.failedProbe = undefined;
    registry.announce(record, bus);
  }

  private failed(record: ModelRecord, target: ModelTarget, signal: FailureSignal): void {
    const { clock, random, registry, bus } = this.workshop;
    const { config } = registry;
    const nowMs = clock.nowMs();
    const failure = classify(signal, record.provider.manifest.errorRules, {
      nowMs,
      maxRetryAfterMs: config.breaker.maxRetryAfterMs,
    });
    const hasAnswered = record.health.timedAnswers > 0;
    switch (probeVerdict(failure, { local: target.local, hasAnswered })) {
      case 'nothing':
        return;
      case 'aside':
        this.lastAsideMs.set(record, clock.monotonicMs());
        record.breaker = breakerSettle(
          record.breaker,
          'probe',
          { kind: 'failed', class: failure.class },
          { nowMs, draw: random.next(), config },
        );
        break;
      case 'shown':
        record.failedProbe = { class: failure.class, inRow: (record.failedProbe?.inRow ?? 0) + 1, atMs: nowMs };
        break;
    }
    registry.announce(record, bus);
  }
}
