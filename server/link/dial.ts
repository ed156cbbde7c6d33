import { createConnection, type Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { Result } from '../protocol/index.ts';
import { errorCode } from './failure.ts';

/** Opens a connection to a socket or pipe. The error is the system's code; `ETIMEDOUT` when `timeoutMs` has passed. */
export function dial(path: string, clock: Clock, timeoutMs: number): Promise<Result<Socket, string>> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const fail = (code: string): void => {
      stopTimer();
      socket.destroy();
      resolve({ ok: false, error: code });
    };
    const stopTimer = clock.setTimer(timeoutMs, () => fail('ETIMEDOUT'));
    // This listener stays: without one, a connection that breaks later would end the process.
    socket.on('error', (error) => fail(errorCode(error)));
    socket.once('connect', () => {
      stopTimer();
      resolve({ ok: true, value: socket });
    });
  });
}

/**
 * Whether somebody listens. `stale`: the socket's file is there, but the process behind it has gone. Every other trouble counts
 * as alive: only what is certainly dead may be replaced.
 */
export async function probe(path: string, clock: Clock): Promise<'alive' | 'stale' | 'absent'> {
  const dialled = await dial(path, clock, probeTimeoutMs);
  if (dialled.ok) {
    dialled.value.destroy();
    return 'alive';
  }
  if (dialled.error === 'ENOENT') return 'absent';
  return dialled.error === 'ECONNREFUSED' || dialled.error === 'ENOTSOCK' ? 'stale' : 'alive';
}

/** A socket of this machine answers at once, unless its process is stopped; then it is alive all the same. */
const probeTimeoutMs = 2000;
