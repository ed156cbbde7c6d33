import type { Socket } from 'node:net';
import { type MessageWriter, WriteableStreamMessageWriter } from 'vscode-languageserver-protocol/node';

/**
 * Bytes that may wait for one client: many seconds of a hundred scripts at once, and still nothing that the process would feel.
 */
export const maxWaitingBytes = 16_777_216;

type LibraryStream = ConstructorParameters<typeof WriteableStreamMessageWriter>[0];

/**
 * Writes messages to a socket without waiting until they are read. The library's own writer waits and keeps the messages behind
 * it in memory, however many there are; here the socket keeps them, and says how much that is. `onTooMuch` is called when more
 * than `maxWaitingBytes` wait for a client that does not read.
 */
export function boundedWriter(socket: Socket, onTooMuch: () => void): MessageWriter {
  const stream: LibraryStream = {
    onClose(listener) {
      socket.on('close', listener);
      return { dispose: () => void socket.off('close', listener) };
    },
    onEnd(listener) {
      socket.on('end', listener);
      return { dispose: () => void socket.off('end', listener) };
    },
    onError(listener) {
      socket.on('error', listener);
      return { dispose: () => void socket.off('error', listener) };
    },
    async write(data: string | Uint8Array) {
      if (!socket.writable) return;
      socket.write(data);
      if (socket.writableLength > maxWaitingBytes) onTooMuch();
    },
    end: () => void socket.end(),
  };
  return new WriteableStreamMessageWriter(stream);
}
