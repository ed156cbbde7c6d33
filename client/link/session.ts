import type { DaemonStatus, NotificationName, NotificationParams, Result } from '../../server/protocol/index.ts';
import type { SessionClient } from '../../server/rpc/types.ts';

/** Whether all windows share one background process or each has its own: the setting `videogenius.daemon.mode`. */
export type DaemonMode = DaemonStatus['mode'];

/** What a start is busy with, for the log and for the message when it takes too long. */
export type StartPhase = 'finding' | 'starting' | 'greeting' | 'initializing' | 'configuring';

/** One live connection to a daemon. */
export interface LinkSession {
  readonly caller: SessionClient;
  /** Fires once, when the connection is over, whoever ended it. */
  readonly closed: AbortSignal;
  /** Whether the daemon is of an older build than this extension: then it is ours that takes its place. */
  readonly isOlder: boolean;
  onNotification<Name extends NotificationName>(name: Name, handler: (params: NotificationParams<Name>) => void): void;
  /** Ends this window's session. A shared daemon goes on, one of our own ends. Never rejects. */
  end(): Promise<void>;
  /** Ends a daemon that does not answer any more. */
  kill(): void;
}

/** How a connection is to be made, and who watches. */
export interface ConnectOptions {
  readonly mode: DaemonMode;
  /** Fires when nobody waits any more; what was opened by then is closed again. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: StartPhase) => void;
}

/** Makes a connection. The message of a failure is in plain words and in the person's language. Never rejects. */
export type Connect = (options: ConnectOptions) => Promise<Result<LinkSession, { readonly message: string }>>;
