import { createConnection } from 'vscode-languageserver';
import {
  createProtocolConnection,
  type MessageReader,
  type MessageWriter,
  ProgressType,
} from 'vscode-languageserver-protocol/node';
import { connectionPeer, type Peer } from '../rpc/index.ts';
import { version } from '../version.ts';

/** One end of a connection on which the Language Server Protocol is spoken, with our own methods beside it. */
export interface LanguageServerConnection {
  readonly peer: Peer;
  /** Begins to read. Handlers must stand by then. */
  listen(): void;
  /** What runs for the other side is cancelled, and nothing is sent any more. */
  dispose(): void;
}

/** The line on which LSP is spoken, and who hears of its end. */
export interface LanguageServerOptions {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** The client has said `exit`: its connection ends, and nothing else. */
  readonly onExit: () => void;
  /** The connection is gone. Called once. */
  readonly onClose: () => void;
}

/**
 * Speaks LSP over any transport. The entry of the library for Node is not used: it ends the process when a client exits, when the
 * process of a client dies, or when the input ends, and this process serves others as well.
 */
export function createLanguageServerConnection(options: LanguageServerOptions): LanguageServerConnection {
  const { reader, writer, onExit, onClose } = options;
  const closed = new AbortController();
  const connection = createConnection((logger) => createProtocolConnection(reader, writer, logger, {}), {
    shutdownReceived: false,
    // Other clients live on when the process of this one ends; its closed connection says enough.
    initialize: () => {},
    exit: onExit,
  });
  const end = () => {
    if (closed.signal.aborted) return;
    closed.abort();
    onClose();
  };
  reader.onClose(end);
  writer.onClose(end);
  reader.onError(end);
  connection.onInitialize(() => ({ capabilities: {}, serverInfo: { name: 'VideoGenius', version } }));
  return {
    peer: connectionPeer(connection, new ProgressType<unknown>(), closed.signal),
    listen: () => connection.listen(),
    dispose() {
      end();
      connection.dispose();
    },
  };
}
