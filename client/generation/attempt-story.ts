import type { ModelId, Part, Task } from '../../server/protocol/index.ts';
import type { L10n } from '../words/l10n.ts';
import { modelName } from '../words/model-words.ts';
import { failureWords } from '../words/request-words.ts';

type Started = Extract<Part, { type: 'attempt-start' }>;
type Ended = Extract<Part, { type: 'attempt-end' }>;

/** A model at work. */
interface Worker {
  readonly name: string;
  readonly task: Task;
}

/** An attempt that failed while nobody else was at work. */
interface Failed {
  readonly modelId: ModelId;
  readonly name: string;
  readonly why: string;
}

/** Who works on a request and what happened to those before: one quiet line for each change of hands, and what goes on now. */
export class AttemptStory {
  private readonly l10n: L10n;
  private readonly running = new Map<string, Worker>();
  private readonly seen: string[] = [];
  private current: Worker | undefined;
  private failed: Failed | undefined;
  private isTextThere = false;

  constructor(l10n: L10n) {
    this.l10n = l10n;
  }

  /** Attempts so far, by their ids. */
  get attemptIds(): readonly string[] {
    return this.seen;
  }

  /** The name of the model that works or worked last. */
  get model(): string | undefined {
    return this.current?.name;
  }

  /** Takes a part; gives the line to show when another model had to step in. */
  part(part: Part): string | undefined {
    if (part.type === 'attempt-start') return this.started(part);
    if (part.type === 'attempt-end') return this.ended(part);
    if (part.type === 'text-delta') this.isTextThere = true;
    if (part.type === 'text-rewind') this.isTextThere = part.offset > 0;
    return undefined;
  }

  /** What goes on now. `written` is the length of the text so far, empty while there is none. */
  status(written: string): string {
    const { current, l10n } = this;
    if (current === undefined) return l10n.t('choosing a model');
    if (this.running.size === 0)
      return written === '' ? l10n.t('choosing another model') : l10n.t('finishing, {0}', written);
    if (current.task === 'repair') return l10n.t('{0} corrects the length', current.name);
    if (current.task === 'keywords') return l10n.t('{0} looks for keywords', current.name);
    if (written === '') return l10n.t('{0}: waiting for the first text', current.name);
    return l10n.t('{0}, {1}', current.name, written);
  }

  private started({ attemptId, modelId, simulated, task, role }: Started): string | undefined {
    const { l10n, failed } = this;
    const name = modelName(modelId, simulated, l10n);
    const [slow] = this.running.values();
    this.failed = undefined;
    this.running.set(attemptId, { name, task });
    this.seen.push(attemptId);
    if (role === 'hedge' && slow !== undefined) return l10n.t('{0} is slow; {1} is asked as well.', slow.name, name);
    this.current = { name, task };
    if (failed === undefined) return undefined;
    const { why } = failed;
    const isSame = failed.modelId === modelId;
    if (role === 'resume' && this.isTextThere) {
      return isSame
        ? l10n.t('{0} broke off ({1}); it goes on from there.', name, why)
        : l10n.t('{0} broke off ({1}); {2} goes on from there.', failed.name, why, name);
    }
    if (role === 'resume') {
      return isSame
        ? l10n.t('{0} broke off ({1}); it begins anew.', name, why)
        : l10n.t('{0} broke off ({1}); {2} begins anew.', failed.name, why, name);
    }
    if (isSame) return l10n.t('{0} did not answer ({1}); it is asked once more.', name, why);
    return task === 'script'
      ? l10n.t('{0} did not answer ({1}); {2} writes.', failed.name, why, name)
      : l10n.t('{0} did not answer ({1}); {2} takes over.', failed.name, why, name);
  }

  private ended({ attemptId, modelId, outcome, class: failureClass }: Ended): string | undefined {
    const name = this.running.get(attemptId)?.name ?? modelId;
    this.running.delete(attemptId);
    // Of two that were asked, the one that is left does the work.
    const [other] = this.running.values();
    if (other !== undefined) this.current = other;
    if (outcome === 'success' || failureClass === undefined || failureClass === 'cancelled') return undefined;
    const why = failureWords(this.l10n)[failureClass];
    if (other === undefined) this.failed = { modelId, name, why };
    return other === undefined
      ? undefined
      : this.l10n.t('{0} did not answer ({1}); {2} writes.', name, why, other.name);
  }
}
