import type { Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { Result } from '../protocol/index.ts';

/** `closed`: the other side left before the line was whole. */
export type NoLine = 'tooLong' | 'slow' | 'closed';

/** How long a line and how long a wait may be. */
export interface LineLimits {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Longest line in bytes, without its line break. */
  readonly maxBytes: number;
}

const lineBreak = 0x0a;

/**
 * Reads one line from a socket that nobody has read from. What comes after the line break stays in the socket for whoever reads
 * next: no `data` listener is used, because one would start a flow that cannot be stopped without losing or freezing the rest.
 */
export function readFirstLine(
  socket: Socket,
  { clock, timeoutMs, maxBytes }: LineLimits,
): Promise<Result<string, NoLine>> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const end = (result: Result<string, NoLine>): void => {
      stopTimer();
      socket.off('readable', read).off('end', close).off('close', close).off('error', close);
      resolve(result);
    };
    const close = (): void => end({ ok: false, error: 'closed' });
    const read = (): void => {
      for (;;) {
        const piece: unknown = socket.read();
        if (!Buffer.isBuffer(piece)) return;
        const index = piece.indexOf(lineBreak);
        const part = index < 0 ? piece : piece.subarray(0, index);
        bytes += part.length;
        if (bytes > maxBytes) {
          end({ ok: false, error: 'tooLong' });
          return;
        }
        pieces.push(part);
        if (index < 0) continue;
        end({ ok: true, value: Buffer.concat(pieces).toString('utf8') });
        const rest = piece.subarray(index + 1);
        if (rest.length > 0) socket.unshift(rest);
        return;
      }
    };
    const stopTimer = clock.setTimer(timeoutMs, () => end({ ok: false, error: 'slow' }));
    socket.on('readable', read).on('end', close).on('close', close).on('error', close);
    if (socket.destroyed) close();
    else read();
  });
}
