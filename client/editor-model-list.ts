import type { EditorModel } from '../server/protocol/index.ts';
import type { Later } from './later.ts';
import { fingerprint } from './session-configuration.ts';

/** Other extensions tell VS Code their models when they are ready; nobody waits for them longer than this. */
const waitMs = 500;

/** The chat models of VS Code, as far as they are known by now. */
export class EditorModelList {
  private readonly list: () => Promise<readonly EditorModel[]>;
  private readonly onNews: () => void;
  private readonly later: Later;
  private known: readonly EditorModel[] = [];

  /** `onNews` is called when models turn up after `read` has stopped waiting. */
  constructor(list: () => Promise<readonly EditorModel[]>, onNews: () => void, later: Later) {
    this.list = list;
    this.onNews = onNews;
    this.later = later;
  }

  async read(): Promise<readonly EditorModel[]> {
    const before = fingerprint(this.known);
    let isLate = false;
    await new Promise<void>((resolve) => {
      const timer = this.later(() => {
        isLate = true;
        resolve();
      }, waitMs);
      const take = (models: readonly EditorModel[]): void => {
        timer.dispose();
        this.known = models;
        if (isLate && fingerprint(models) !== before) this.onNews();
        resolve();
      };
      this.list().then(take, () => take([]));
    });
    return this.known;
  }
}
