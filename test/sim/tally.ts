import type { AttemptReport, AttemptRole, ModelId } from '../../server/protocol/index.ts';
import { type Spread, spreadOf } from './figures.ts';
import { judge, type Quality, type Story } from './story.ts';
import { TraceHash } from './trace-hash.ts';
import type { Arrival } from './traffic.ts';

/** What became of one request. Times are milliseconds of virtual time. */
export interface Answered {
  readonly arrival: Arrival;
  readonly story: Story;
  readonly text: string;
  /** The answer claims to be complete. */
  readonly ended: boolean;
  readonly firstTokenMs: number | undefined;
  readonly totalMs: number;
  readonly deadlineMs: number;
  readonly seams: number;
  readonly attempts: readonly AttemptReport[];
  readonly costNanoUsd: number;
  readonly errorCode: string | undefined;
}

/** What one policy made of one scenario. Exact counts; times are milliseconds of virtual time. */
export interface Figures {
  readonly requests: number;
  /** Requests that ended with a whole text; of them in time. */
  readonly succeeded: number;
  readonly inDeadline: number;
  readonly quality: Readonly<Record<Quality, number>>;
  readonly firstTokenMs: Spread;
  readonly totalMs: Spread;
  /** Of all requests: the time to the whole text; one that failed counts as its deadline, or longer if it took longer. */
  readonly responseMs: Spread;
  readonly costNanoUsd: number;
  readonly calls: number;
  readonly callsByRole: Readonly<Partial<Record<AttemptRole, number>>>;
  readonly callsByModel: Readonly<Record<ModelId, number>>;
  readonly callsByPhase: Readonly<Record<string, Readonly<Record<ModelId, number>>>>;
  /** From a detected failure to the next call. */
  readonly switchMs: Spread;
  readonly seams: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Every request in the order of its end, for pictures. */
  readonly timeline: readonly Answer[];
  /** The same seed gives the same hash. */
  readonly traceHash: string;
}

/** One request as pictures need it. */
export interface Answer {
  readonly atMs: number;
  readonly firstTokenMs: number | undefined;
  readonly responseMs: number;
  readonly modelId: ModelId | undefined;
  readonly succeeded: boolean;
}

/** Counts what happens, and hashes everything of it that can be observed. */
export class Tally {
  readonly hash = new TraceHash();
  private readonly phase: ((atMs: number) => string) | undefined;
  private readonly firstTokenMs: number[] = [];
  private readonly totalMs: number[] = [];
  private readonly responseMs: number[] = [];
  private readonly switchMs: number[] = [];
  private readonly timeline: Answer[] = [];
  private readonly quality = { whole: 0, blemished: 0, partial: 0, nothing: 0, spoiled: 0 };
  private readonly callsByRole: Partial<Record<AttemptRole, number>> = {};
  private readonly callsByModel: Record<ModelId, number> = {};
  private readonly callsByPhase: Record<string, Record<ModelId, number>> = {};
  private readonly errors: Record<string, number> = {};
  private inDeadline = 0;
  private costNanoUsd = 0;
  private calls = 0;
  private seams = 0;

  constructor(modelIds: readonly ModelId[], phase: ((atMs: number) => string) | undefined) {
    this.phase = phase;
    for (const modelId of modelIds) this.callsByModel[modelId] = 0;
  }

  add(answered: Answered): void {
    const { story, text, ended, totalMs, firstTokenMs } = answered;
    const quality = judge(story, text, ended);
    const succeeded = quality === 'whole' || quality === 'blemished';
    const responseMs = succeeded ? totalMs : Math.max(totalMs, answered.deadlineMs);
    this.quality[quality] += 1;
    this.responseMs.push(responseMs);
    if (succeeded) {
      this.totalMs.push(totalMs);
      if (firstTokenMs !== undefined) this.firstTokenMs.push(firstTokenMs);
      if (totalMs <= answered.deadlineMs) this.inDeadline += 1;
    }
    if (answered.errorCode !== undefined) this.errors[answered.errorCode] = (this.errors[answered.errorCode] ?? 0) + 1;
    this.costNanoUsd += answered.costNanoUsd;
    this.seams += answered.seams;
    const modelId = answered.attempts.at(-1)?.model;
    this.timeline.push({ atMs: answered.arrival.atMs, firstTokenMs, responseMs, modelId, succeeded });
    this.take(answered, quality);
    for (const attempt of answered.attempts) this.addCall(attempt, answered.arrival.atMs);
  }

  figures(): Figures {
    return {
      requests: this.responseMs.length,
      succeeded: this.quality.whole + this.quality.blemished,
      inDeadline: this.inDeadline,
      quality: this.quality,
      firstTokenMs: spreadOf(this.firstTokenMs),
      totalMs: spreadOf(this.totalMs),
      responseMs: spreadOf(this.responseMs),
      costNanoUsd: this.costNanoUsd,
      calls: this.calls,
      callsByRole: this.callsByRole,
      callsByModel: this.callsByModel,
      callsByPhase: this.callsByPhase,
      switchMs: spreadOf(this.switchMs),
      seams: this.seams,
      errors: this.errors,
      timeline: this.timeline,
      traceHash: this.hash.digest(),
    };
  }

  private take(answered: Answered, quality: Quality): void {
    const { hash } = this;
    hash.number(answered.arrival.atMs);
    hash.number(answered.firstTokenMs);
    hash.number(answered.totalMs);
    hash.number(answered.costNanoUsd);
    hash.number(answered.seams);
    hash.number(answered.text.length);
    hash.text(quality);
    hash.text(answered.errorCode);
  }

  private addCall(attempt: AttemptReport, arrivedAtMs: number): void {
    const { hash } = this;
    this.calls += 1;
    this.callsByRole[attempt.role] = (this.callsByRole[attempt.role] ?? 0) + 1;
    this.callsByModel[attempt.model] = (this.callsByModel[attempt.model] ?? 0) + 1;
    if (attempt.switchMs !== null) this.switchMs.push(attempt.switchMs);
    if (this.phase !== undefined) {
      const name = this.phase(arrivedAtMs + attempt.startedMs);
      const calls = this.callsByPhase[name] ?? {};
      this.callsByPhase[name] = calls;
      calls[attempt.model] = (calls[attempt.model] ?? 0) + 1;
    }
    hash.text(attempt.model);
    hash.text(attempt.role);
    hash.text(attempt.outcome);
    hash.text(attempt.class);
    hash.number(attempt.status);
    hash.number(attempt.startedMs);
    hash.number(attempt.firstTokenMs);
    hash.number(attempt.totalMs);
    hash.number(attempt.costNanoUsd);
  }
}
