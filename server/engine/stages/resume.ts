import {
  anchorOf,
  consequences,
  createSeam,
  type Failure,
  passageStart,
  resumePoint,
  type Seam,
  type SeamStep,
} from '../../core/index.ts';
import type { ModelId, Part } from '../../protocol/index.ts';
import { hasPlace } from '../account-limits.ts';
import type { AttemptContext, RequestContext } from '../context.ts';
import type { ModelRecord } from '../model-record.ts';

/** How to go on from a text that broke off. */
export interface NextLeg {
  readonly role: 'resume';
  /** Text to go on from; undefined when nothing of it can stay and an answer of its own is asked for. */
  readonly kept: string | undefined;
  /** The same model once more; otherwise the pick decides among those that were not tried. */
  readonly repeat?: ModelRecord;
  /** What the reader must take back, as the offset in the text it has; undefined when all of it stays. */
  readonly rewindTo: number | undefined;
  /** Nothing was taken back, so that perhaps nothing is missing but the end itself. */
  readonly mayEndAtOnce: boolean;
}

/** So many characters of an answer are held while its seam is looked for, and so short an overlap proves nothing. */
const seamBounds = { holdCharacters: 240, minimumOverlap: 8 } as const;

/**
 * Going on from a text that broke off after the reader has seen it: the text stays up to its last complete sentence, the same model is
 * asked once to go on from there, unless it has no place free, then the next one. An answer that does not go on there is turned away, and the last passage is
 * written anew. Nothing is ever made to look complete: when nobody can go on, the text stays and says that it is incomplete.
 */
export class Resumption {
  private readonly context: RequestContext;
  /** Text that was there before the request, if it goes on from one. */
  private readonly given: string;
  private readonly repeated = new Set<ModelId>();
  /** Legs that told something. */
  private legs = 0;
  /** Legs of which nothing was shown, failed or turned away: no different from a failure before the first text. */
  private silentLegs = 0;
  /** Length of the text when the present leg began. */
  private lengthBefore = 0;
  /** Length of the text that was kept last: what is behind its end has shown that a sentence ends there, and is gone. */
  private keptLength = 0;

  constructor(context: RequestContext) {
    this.context = context;
    this.given = context.request.continueFrom ?? '';
  }

  /**
   * What follows a text that broke off; undefined when it must stay as it is.
   *
   * @param anyoneElse whether a model that was not tried could be asked
   */
  after(
    attempt: AttemptContext,
    record: ModelRecord,
    failure: Failure,
    anyoneElse: () => boolean,
  ): NextLeg | undefined {
    const { config, request, delivered } = this.context;
    const { enabled, maxResumes } = config.resume;
    if (!enabled || request.task !== 'script' || request.commitment === 'complete') return undefined;
    const isSilent = attempt.role === 'resume' && delivered.length <= this.lengthBefore;
    if (isSilent) {
      this.legs -= 1;
      this.silentLegs += 1;
    }
    if (this.legs >= maxResumes || this.silentLegs >= config.failover.maxAttempts) return undefined;
    const { nextModel, sameModel } = consequences[failure.class];
    if (nextModel !== 'yes' && nextModel !== 'once') return undefined;

    const same = sameModel === 'ifLast' && !isSilent && !this.repeated.has(record.modelId);
    const isReady = record.breaker.kind === 'closed' && hasPlace(this.context.workshop, record);
    const other = config.failover.enabled && !(same && isReady) && anyoneElse();
    if (!same && !other) return undefined;
    if (!other) this.repeated.add(record.modelId);
    this.legs += 1;

    const text = this.given + delivered;
    const stays = attempt.stopped === 'rejected' ? passageStart(text) : Math.max(this.keptLength, resumePoint(text));
    const length = Math.max(this.given.length, stays);
    this.keptLength = length;
    const rewindTo = length - this.given.length;
    this.lengthBefore = rewindTo;
    const takesBack = rewindTo < delivered.length;
    return {
      role: 'resume',
      mayEndAtOnce: length > 0 && !takesBack,
      kept: length === 0 ? undefined : text.slice(0, length),
      ...(other ? {} : { repeat: record }),
      rewindTo: takesBack ? rewindTo : undefined,
    };
  }

  /** Hands on the parts of an attempt that goes on from a text, with what it repeats of that text left out. */
  async *join(attempt: AttemptContext, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
    const kept = attempt.kept ?? '';
    let seam: Seam | undefined;
    for await (const part of parts) {
      if (part.type !== 'text-delta' && part.type !== 'finish') {
        yield part;
        continue;
      }
      if (attempt.stopped !== undefined) continue;
      seam ??= createSeam({ kept, anchor: anchorOf(kept), mode: modeOf(attempt), ...seamBounds });
      const step = part.type === 'finish' ? seam.end() : seam.push(part.text);
      if (step.kind === 'rejected') {
        attempt.stopped = 'rejected';
        attempt.controller.abort('rejected');
        continue;
      }
      yield* this.textOf(attempt, step);
      if (part.type !== 'finish') continue;
      // What was taken back must come again: an end instead of it is none.
      const isShort = attempt.role === 'resume' && this.context.delivered.length <= this.lengthBefore;
      if (isShort && !attempt.mayEndAtOnce) attempt.stopped = 'rejected';
      else yield part;
    }
  }

  private textOf(attempt: AttemptContext, step: SeamStep): readonly Part[] {
    if (step.kind !== 'text' || step.text === '') return [];
    this.context.deliveredBy = attempt.record?.modelId ?? null;
    return [{ type: 'text-delta', text: step.text }];
  }
}

function modeOf({ record }: AttemptContext): 'anchor' | 'prefix' {
  return record?.resolution.kind === 'ready' ? record.resolution.target.continuation : 'anchor';
}
