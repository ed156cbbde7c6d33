/** What the engine itself uses of an `AbortSignal`; a real one fits, too. */
export interface EndSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The end of one request, for the stages below it. Not an `AbortController`: making one and listening to it takes longer than all of the
 * engine's decisions about a request together, and vendors are given a real one for each attempt.
 */
export class RequestEnding implements EndSignal {
  private isOver = false;
  private readonly listeners: (() => void)[] = [];

  get aborted(): boolean {
    return this.isOver;
  }

  /** Tells everyone who listens, once. */
  abort(): void {
    this.isOver = true;
    // One who is told may take back others' wish to be told.
    for (let next = this.listeners.shift(); next !== undefined; next = this.listeners.shift()) next();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.isOver) this.listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.listeners.indexOf(listener);
    if (index >= 0) this.listeners.splice(index, 1);
  }
}
