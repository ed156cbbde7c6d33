import { StateMirror } from '../../server/protocol/mirror.ts';
import type { LinkSession } from './session.ts';

/** Keeps the mirror of the daemon's state true while somebody watches it. */
export class StateWatch {
  readonly mirror = new StateMirror(() => this.resync());
  private watchers = 0;
  private session: LinkSession | undefined;
  /** Number of the last question for the state; answers to earlier ones are of no use. */
  private asked = 0;
  private isAsking = false;

  /** The connection that stands from here on; undefined when there is none. */
  attach(session: LinkSession | undefined): void {
    this.session = session;
    this.asked += 1;
    if (session === undefined) {
      this.mirror.replace(undefined);
      return;
    }
    session.onNotification('state/events', ({ events }) => {
      if (this.session === session && this.watchers > 0) this.mirror.apply(events);
    });
    session.onNotification('state/snapshot', ({ snapshot }) => {
      if (this.session === session && this.watchers > 0) this.mirror.replace(snapshot);
    });
    if (this.watchers > 0) void this.ask(session);
  }

  /** One more who watches; the answer is called when he does so no longer. */
  watch(): () => void {
    this.watchers += 1;
    if (this.watchers === 1 && this.session !== undefined) void this.ask(this.session);
    let isWatching = true;
    return () => {
      if (!isWatching) return;
      isWatching = false;
      this.watchers -= 1;
      if (this.watchers === 0) this.stop();
    };
  }

  private stop(): void {
    this.asked += 1;
    void this.session?.caller.call('state/unwatch', {});
    this.mirror.replace(undefined);
  }

  private resync(): void {
    if (this.session !== undefined && !this.isAsking && this.watchers > 0) void this.ask(this.session);
  }

  private async ask(session: LinkSession): Promise<void> {
    this.asked += 1;
    const question = this.asked;
    this.isAsking = true;
    const answer = await session.caller.call('state/watch', {});
    if (question !== this.asked) return;
    this.isAsking = false;
    if (answer.ok) this.mirror.replace(answer.value);
  }
}
