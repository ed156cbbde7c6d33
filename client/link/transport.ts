import type { MessageTransports } from 'vscode-languageclient/node';
import type { Build } from '../../server/protocol/index.ts';

/** A way to a daemon on which nothing has been said yet but hello. */
export interface Transport {
  readonly messages: Pick<MessageTransports, 'reader' | 'writer'>;
  /** For the log: which process it is and how it is reached. */
  readonly description: string;
  /** Set when the daemon is newer than this extension; a reload of the window mends that. */
  readonly newerVersion: string | undefined;
  /** Whether the daemon is of an older build than this extension, which then takes its place as soon as nothing runs. */
  readonly isOlder: boolean;
  /** Closes the way. A daemon of this window alone ends with it. */
  close(): void;
  /** Ends the process at the other end. */
  kill(): void;
}

/** What is started where no daemon runs. */
export interface DaemonProgram {
  /** The script that is run. */
  readonly path: string;
  /** The build it belongs to. */
  readonly build: Build;
}
