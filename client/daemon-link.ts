import * as vscode from 'vscode';
import type { EndReason, Methods, Result, SessionMethods, SettingProblem } from '../server/protocol/index.ts';
import type { Caller, CallOptions } from '../server/rpc/types.ts';
import type { DaemonLink, LinkState } from './app.ts';
import type { Later } from './later.ts';
import { BackOff, pauseAfter } from './link/back-off.ts';
import { ConfigurationSender, type ConfigurationSource } from './link/configuration-sender.ts';
import { endDaemon, openSession } from './link/opening.ts';
import { cancelled, disconnected, done, endedAgain, ending, unlessAborted } from './link/outcomes.ts';
import type { Connect, DaemonMode, LinkSession } from './link/session.ts';
import { StateWatch } from './link/state-watch.ts';

/** What the link is made from. */
export interface LinkParts {
  readonly connect: Connect;
  readonly configuration: ConfigurationSource;
  /** The mode that the settings ask for now. */
  readonly mode: () => DaemonMode;
  readonly tellProblems: (problems: readonly SettingProblem[]) => void;
  /** Says once to the person that the daemon stays down. */
  readonly tellFailure: (message: string) => void;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error'>;
  readonly later: Later;
  /** Milliseconds since some fixed moment. */
  readonly nowMs: () => number;
}

type Table = Methods & SessionMethods;

/** The window's connection to the daemon: brings it up when it is needed, and up again when it breaks. */
export class ReconnectingLink implements DaemonLink {
  private readonly parts: LinkParts;
  private readonly backOff = new BackOff();
  private readonly watching = new StateWatch();
  private readonly configuration: ConfigurationSender;
  private readonly states = new vscode.EventEmitter<LinkState>();
  readonly onDidChangeState = this.states.event;
  readonly mirror = this.watching.mirror;
  private current: LinkState = { kind: 'stopped' };
  private session: LinkSession | undefined;
  private sessionMode: DaemonMode | undefined;
  /** What is under way to a running state; everyone who needs the daemon waits for it. */
  private starting: Promise<Result<void>> | undefined;
  private runningCalls = 0;
  private isStale = false;
  private readonly disposal = new AbortController();

  constructor(parts: LinkParts) {
    this.parts = parts;
    this.configuration = new ConfigurationSender(parts.configuration, parts.tellProblems, parts.log);
  }

  state(): LinkState {
    return this.current;
  }

  start(): Promise<Result<void>> {
    if (this.disposal.signal.aborted) return Promise.resolve(disconnected(ending()));
    if (this.session !== undefined) return Promise.resolve(done);
    if (this.starting === undefined) {
      // Only a person's need gets here while nothing is under way, so earlier crashes no longer count.
      this.backOff.reset();
      this.begin(() => this.bringUp());
    }
    return this.starting ?? Promise.resolve(done);
  }

  readonly call: Caller<Table>['call'] = async (name, input, options: CallOptions = {}) => {
    const { signal } = options;
    if (signal?.aborted) return cancelled();
    const ready = await unlessAborted(this.start(), signal, cancelled);
    if (!ready.ok) return ready;
    const { session } = this;
    if (session === undefined) return disconnected(endedAgain());
    this.runningCalls += 1;
    if (this.isStale) void this.refresh();
    try {
      // A demo that has just begun, or a key that has just been set, must count for what is asked next.
      const settled = await unlessAborted(this.configuration.settled(session), signal, cancelled);
      return settled ?? (await session.caller.call(name, input, options));
    } finally {
      this.runningCalls -= 1;
      this.moveWhenIdle();
    }
  };

  async restart(): Promise<Result<void>> {
    await this.starting;
    this.backOff.reset();
    const session = this.session;
    if (session === undefined) return this.start();
    this.parts.log.info('The background process is restarted.');
    return this.begin(async () => {
      this.leave();
      await endDaemon(session, this.parts);
      return this.bringUp();
    });
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(this.watching.watch());
  }

  expectRefresh(): void {
    this.isStale = true;
  }

  async refresh(): Promise<void> {
    this.isStale = false;
    this.moveWhenIdle();
    if (this.session !== undefined) await this.configuration.send(this.session);
  }

  async dispose(): Promise<void> {
    this.disposal.abort();
    const session = this.session;
    this.leave();
    await session?.end();
    this.states.dispose();
  }

  /** Makes something the way to a running state that everyone waits for. */
  private begin(run: () => Promise<Result<void>>): Promise<Result<void>> {
    this.become({ kind: 'starting' });
    const starting = run().finally(() => {
      if (this.starting === starting) this.starting = undefined;
    });
    this.starting = starting;
    return starting;
  }

  /** One try after a need. */
  private async bringUp(): Promise<Result<void>> {
    const opened = await this.open();
    if (opened.ok) return done;
    this.become({ kind: 'failed', message: opened.error.message });
    return disconnected(opened.error.message);
  }

  /** One try after another with growing pauses, after a connection that broke. */
  private async bringUpAgain(firstPauseMs = 0): Promise<Result<void>> {
    let message = endedAgain();
    if (firstPauseMs > 0) await this.pause(firstPauseMs);
    for (;;) {
      const pauseMs = this.backOff.next(this.parts.nowMs());
      if (pauseMs === undefined) break;
      this.parts.log.info(`The background process is started again in ${pauseMs} ms.`);
      if (pauseMs > 0) await this.pause(pauseMs);
      if (this.disposal.signal.aborted) break;
      const opened = await this.open();
      if (opened.ok) return done;
      message = opened.error.message;
    }
    this.become({ kind: 'failed', message });
    if (!this.disposal.signal.aborted) this.parts.tellFailure(message);
    return disconnected(message);
  }

  /** Connects and configures within the time limit; once more when the daemon was just about to end. */
  private async open(mayRepeat = true): Promise<Result<void, { readonly message: string }>> {
    const mode = this.parts.mode();
    let farewell: { readonly session: LinkSession; readonly reason: EndReason } | undefined;
    const opened = await openSession({
      ...this.parts,
      mode,
      ending: this.disposal.signal,
      configure: (session) => this.configuration.send(session),
      onEnding: (session, reason) => {
        farewell = { session, reason };
        this.onEnding(session, reason);
      },
    });
    if (farewell !== undefined && mayRepeat && !this.disposal.signal.aborted) {
      if (opened.ok) await opened.value.end();
      const pauseMs = pauseAfter(farewell.session, farewell.reason);
      if (pauseMs > 0) await this.pause(pauseMs);
      return this.open(false);
    }
    if (!opened.ok) return opened;
    this.take(opened.value, mode);
    return done;
  }

  private take(session: LinkSession, mode: DaemonMode): void {
    this.session = session;
    this.sessionMode = mode;
    this.watching.attach(session);
    this.become({ kind: 'running' });
    // What has changed since the configuration was put together.
    void this.configuration.send(session);
    const onClosed = (): void => this.onClosed(session);
    if (session.closed.aborted) onClosed();
    else session.closed.addEventListener('abort', onClosed, { once: true });
  }

  private onClosed(session: LinkSession): void {
    if (this.session !== session) return;
    this.parts.log.warn('The connection to the background process broke off.');
    this.leave();
    this.begin(() => this.bringUpAgain());
  }

  /** The daemon says goodbye: what ended on purpose stays down until it is needed; a newer one takes the place of an older one. */
  private onEnding(session: LinkSession, reason: EndReason): void {
    this.parts.log.info(`The background process ends: ${reason}.`);
    if (this.session !== session) return;
    this.leave();
    void session.end();
    if (reason === 'replaced') this.begin(() => this.bringUpAgain(pauseAfter(session, reason)));
    else this.become({ kind: 'stopped' });
  }

  /** From here on the connection is no longer ours; its end means nothing to us. */
  private leave(): void {
    this.session = undefined;
    this.watching.attach(undefined);
  }

  /** Another mode in the settings means another process; requests that run are not cut off for it. */
  private moveWhenIdle(): void {
    const session = this.session;
    if (session === undefined || this.runningCalls > 0 || this.parts.mode() === this.sessionMode) return;
    this.parts.log.info('The mode of the background process has changed; connecting anew.');
    this.begin(async () => {
      this.leave();
      await session.end();
      return this.bringUp();
    });
  }

  private pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.parts.later(resolve, pauseMs);
      this.disposal.signal.addEventListener('abort', () => {
        timer.dispose();
        resolve();
      });
    });
  }

  private become(state: LinkState): void {
    this.current = state;
    this.states.fire(state);
  }
}
