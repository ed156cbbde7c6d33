/** Lets one connection check at a time through to each server; servers do not wait for each other. */
export class HostQueues {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs the task when everything before it at this server is over, however that ended. */
  run<Value>(host: string, task: () => Promise<Value>): Promise<Value> {
    const before = this.last.get(host) ?? Promise.resolve();
    const mine = before.then(task, task);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.last.set(host, settled);
    void settled.then(() => {
      if (this.last.get(host) === settled) this.last.delete(host);
    });
    return mine;
  }

  isBusy(host: string): boolean {
    return this.last.has(host);
  }
}
