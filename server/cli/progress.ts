import type { Texts } from '../api/texts/index.ts';
import type { Part, Task } from '../protocol/index.ts';

interface Failed {
  readonly modelId: string;
  readonly name: string;
  readonly why: string;
}

/** Says in plain words what happens to a request: who is asked, who failed, who takes over. One line for each change. */
export class Progress {
  private readonly texts: Texts;
  private readonly note: (line: string) => void;
  private readonly running = new Map<string, string>();
  /** What the first attempt was for: later calls correct or complete its answer. */
  private order: Task | undefined;
  private textSeen = false;
  private failed: Failed | undefined;

  constructor(texts: Texts, note: (line: string) => void) {
    this.texts = texts;
    this.note = note;
  }

  part(part: Part): void {
    if (part.type === 'attempt-start') this.started(part);
    else if (part.type === 'attempt-end') this.ended(part);
    else if (part.type === 'text-delta') this.textSeen = true;
    else if (part.type === 'text-rewind') this.textSeen = part.offset > 0;
  }

  private started({ attemptId, modelId, simulated, task, role }: Extract<Part, { type: 'attempt-start' }>): void {
    const { progress, named } = this.texts;
    const name = named(modelId, simulated);
    const [slow] = this.running.values();
    const failed = this.failed;
    this.failed = undefined;
    if (role === 'hedge' && slow !== undefined) {
      this.note(progress.alsoAsking(slow, name));
    } else if (failed !== undefined) {
      const isSame = failed.modelId === modelId;
      if (role === 'resume' && this.textSeen) {
        this.note(isSame ? progress.goesOnItself(name, failed.why) : progress.goesOn(failed.name, failed.why, name));
      } else if (isSame) this.note(progress.triesAgain(name, failed.why));
      else this.note(progress.takesOver(failed.name, failed.why, name));
    } else if (task === 'repair' && this.order !== undefined) {
      this.note(this.order === 'keywords' ? progress.completing(name) : progress.correcting(name));
    } else {
      this.note(progress.asking(name));
    }
    this.order ??= task;
    this.running.set(attemptId, name);
  }

  private ended(part: Extract<Part, { type: 'attempt-end' }>): void {
    const name = this.running.get(part.attemptId) ?? part.modelId;
    this.running.delete(part.attemptId);
    if (part.outcome === 'success' || part.class === undefined || part.class === 'cancelled') return;
    const why = this.texts.failureClasses[part.class];
    // While a second model is still at work there is nobody to take over: the failure is said on its own.
    if (this.running.size > 0) this.note(this.texts.progress.failed(name, why));
    else this.failed = { modelId: part.modelId, name, why };
  }
}
