import type { Socket } from 'node:net';
import {
  type MessageReader,
  type MessageWriter,
  SocketMessageReader,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { en } from '../api/texts/en.ts';
import type { Clock, Log, Random } from '../ports/index.ts';
import { type Build, type Config, type DaemonStatus, type EndReason, failure, type Result } from '../protocol/index.ts';
import { boundedWriter } from './bounded-writer.ts';
import type { KeyRing } from './key-ring.ts';
import { createLanguageServerConnection, type LanguageServerConnection } from './language-server.ts';
import { Session } from './session.ts';
import type { ConfigureNetwork, SessionHub, Workplace } from './session-hub.ts';
import type { WindowModels } from './window-models.ts';

/** What a daemon is made from. */
export interface DaemonOptions {
  readonly mode: DaemonStatus['mode'];
  readonly build: Build;
  readonly shared: Workplace;
  readonly createSimulated: (config: Config) => Workplace;
  readonly keys: KeyRing;
  readonly windowModels: WindowModels;
  readonly configureNetwork: ConfigureNetwork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Facts about this process. */
  readonly process: {
    readonly id: number;
    readonly nodeVersion: string;
    residentBytes(): number;
  };
  /** Called once, when the end begins: nobody should be let in from here on. */
  readonly onEnding?: () => void;
  /** Called once, when everything has been taken back and the process may end. */
  readonly onEnd: (reason: EndReason) => void;
}

const minuteMs = 60_000;
/** How long the news of the end may take to leave. */
const farewellMs = 50;

const noWindow: Result<never> = failure({
  code: 'invalidRequest',
  message: en.page.noWindow,
  hint: '',
  attempts: [],
});

/** The line to one client. */
interface ClientLine {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** The client wants to end it. */
  readonly end: () => void;
  /** It is over. */
  readonly closed: () => void;
}

/**
 * Serves windows and other clients over any number of connections with one engine behind them: limits, circuits and the ledger
 * belong to keys, not to windows.
 */
export class Daemon {
  private readonly options: DaemonOptions;
  private readonly hub: SessionHub;
  private readonly startedAtMs: number;
  /** The one that was used last comes last. */
  private readonly clients = new Map<Session, LanguageServerConnection>();
  private runningRequests = 0;
  private replacementWanted = false;
  private cancelIdleTimer: () => void = () => {};
  private stopChecking: (() => void) | undefined;
  private ended = false;

  constructor(options: DaemonOptions) {
    this.options = options;
    this.startedAtMs = options.clock.nowMs();
    this.hub = {
      shared: options.shared,
      createSimulated: options.createSimulated,
      keys: options.keys,
      windowModels: options.windowModels,
      configureNetwork: options.configureNetwork,
      status: () => this.status(),
      stop: () => void this.end('stopped'),
      setTimer: (delayMs, callback) => options.clock.setTimer(delayMs, callback),
      newId: () => options.random.id(),
      actInWindow: async (params) => {
        const window = [...this.clients.keys()].findLast((session) => session.canAct);
        return window === undefined ? noWindow : window.act(params);
      },
      used: (sessionId) => this.moveToEnd(sessionId),
      countRunning: (change) => this.countRunning(change),
    };
  }

  /** From here on the process ends by itself when nobody needs it. */
  ready(): void {
    if (this.clients.size === 0) this.watchIdleness();
  }

  /** Serves a client that has been let in. */
  attachSocket(socket: Socket): void {
    socket.setNoDelay(true);
    // It comes back by itself with a fresh state.
    const cutOff = () => {
      if (!socket.destroyed) this.options.log.warn('A client does not read and was cut off.');
      socket.destroy();
    };
    this.attach({
      reader: new SocketMessageReader(socket),
      writer: boundedWriter(socket, cutOff),
      end: () => socket.end(),
      closed: () => socket.destroy(),
    });
  }

  /** Serves the one client at the other end of two streams, and ends when that one has gone. */
  attachStreams(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void {
    const gone = () => void this.end('stopped');
    this.attach({
      reader: new StreamMessageReader(input),
      writer: new StreamMessageWriter(output),
      end: gone,
      closed: gone,
    });
  }

  private attach({ reader, writer, end, closed }: ClientLine): void {
    const connection = createLanguageServerConnection({
      reader,
      writer,
      onExit: end,
      onClose: () => {
        closed();
        void this.detach(session);
      },
    });
    const session = new Session(connection.peer, this.hub);
    this.clients.set(session, connection);
    this.cancelIdleTimer();
    this.stopChecking ??= this.options.shared.engine.keepChecking();
    connection.listen();
  }

  /**
   * What to do with a client of a newer build. It replaces a daemon in which nothing runs; while something runs it is served here,
   * and the daemon makes room as soon as that is over.
   */
  decide(): 'accept' | 'retire' {
    if (this.runningRequests === 0) return 'retire';
    this.replacementWanted = true;
    return 'accept';
  }

  /** Ends in favour of a newer build: at once, or as soon as what began in the last moment is over. */
  makeRoom(): void {
    this.replacementWanted = true;
    if (this.runningRequests === 0) void this.end('replaced');
  }

  /** Tells everyone, takes everything back, and lets the process end. Doing it twice changes nothing. */
  async end(reason: EndReason): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.options.onEnding?.();
    this.cancelIdleTimer();
    this.rest();
    this.options.log.info('The background process ends.', { reason, sessions: this.clients.size });
    const clients = [...this.clients];
    for (const [session] of clients) session.announceEnd(reason);
    // What was just told still has to leave; a client that does not read is not waited for.
    await new Promise<void>((resolve) => void this.options.clock.setTimer(farewellMs, resolve));
    for (const [, connection] of clients) connection.dispose();
    await Promise.allSettled(clients.map(([session]) => session.close()));
    await this.options.shared.close().catch(() => undefined);
    this.options.onEnd(reason);
  }

  private async detach(session: Session): Promise<void> {
    if (!this.clients.delete(session)) return;
    await session.close();
    if (this.ended) return;
    // Keys and chat models that went with it are gone for everybody; those of other windows may take their place.
    if (session.lends) this.options.shared.configure(this.options.shared.engine.config());
    if (this.clients.size > 0) return;
    this.rest();
    this.watchIdleness();
  }

  /** Nobody is there: vendors are not asked anything either. */
  private rest(): void {
    this.stopChecking?.();
    this.stopChecking = undefined;
  }

  private moveToEnd(sessionId: string): void {
    for (const [session, connection] of this.clients) {
      if (session.id !== sessionId) continue;
      this.clients.delete(session);
      this.clients.set(session, connection);
      return;
    }
  }

  private watchIdleness(): void {
    this.cancelIdleTimer();
    const { idleExitMinutes } = this.options.shared.engine.config().daemon;
    if (this.options.mode === 'perWindow') return;
    this.cancelIdleTimer = this.options.clock.setTimer(idleExitMinutes * minuteMs, () => {
      if (this.clients.size === 0 && this.runningRequests === 0) void this.end('idle');
      else this.watchIdleness();
    });
  }

  private countRunning(change: 1 | -1): void {
    this.runningRequests += change;
    if (this.runningRequests > 0 || !this.replacementWanted) return;
    // The answer of the last request leaves first: whoever hears of the end has everything by then.
    this.options.clock.setTimer(0, () => {
      if (this.runningRequests === 0) void this.end('replaced');
    });
  }

  private status(): DaemonStatus {
    const { build, mode, process: facts } = this.options;
    return {
      build,
      mode,
      processId: facts.id,
      startedAtMs: this.startedAtMs,
      residentBytes: facts.residentBytes(),
      sessions: this.clients.size,
      runningRequests: this.runningRequests,
      replacementWanted: this.replacementWanted,
      nodeVersion: facts.nodeVersion,
    };
  }
}
