import { chmod, lstat, rm, unlink } from 'node:fs/promises';
import type { Server } from 'node:net';
import { probe } from '../link/dial.ts';
import { errorCode, type LinkResult, linkFailure } from '../link/failure.ts';
import { type Lock, tryLock } from '../link/lock.ts';
import { pause } from '../link/pause.ts';
import type { Places } from '../link/places.ts';
import type { LockHolder } from '../link/surroundings.ts';
import { linkTexts } from '../link/texts.ts';
import type { Clock } from '../ports/clock.ts';

/** Where and in whose name a place is taken. */
export interface BindOptions {
  readonly places: Places;
  readonly clock: Clock;
  readonly holder: LockHolder;
}

/** Nobody needs more than moments between finding a place free and listening there. */
const staleLockMs = 30_000;
const lockPauseMs = 25;
/** Time for whoever is just binding. */
const lockLimitMs = 5000;

/**
 * Makes the server listen at the user's one socket. The bound socket is the lock that only one daemon can hold, and the system
 * gives it back when its process ends, however it ends. Only the file of a socket stays behind; it is removed when nobody answers.
 * Two who look at the same moment are kept apart by a lock, so that none removes what the other has just made, and none takes a
 * socket that is bound and does not listen yet for a dead one. `occupied` when another daemon is there.
 */
export async function bind(server: Server, options: BindOptions): Promise<LinkResult<void>> {
  const { places, clock, holder } = options;
  const startMs = clock.monotonicMs();
  for (;;) {
    if ((await probe(places.socket, clock)) === 'alive') return linkFailure('occupied', linkTexts.occupied);
    const lock = await tryLock(places.bindLock, { clock, holder, staleMs: staleLockMs }).catch(errorCode);
    if (typeof lock === 'string') return linkFailure('folder', linkTexts.folderUnusable(places.folder, lock));
    if (lock !== undefined) return bindUnder(lock, server, options);
    if (clock.monotonicMs() - startMs > lockLimitMs) {
      return linkFailure('unreachable', linkTexts.cannotListen('EBUSY'));
    }
    await pause(clock, lockPauseMs);
  }
}

async function bindUnder(lock: Lock, server: Server, { places, clock }: BindOptions): Promise<LinkResult<void>> {
  try {
    const before = await identityOf(places.socket);
    const state = await probe(places.socket, clock);
    if (state === 'alive') return linkFailure('occupied', linkTexts.occupied);
    // What has changed since it was looked at is not what was found dead.
    if (state === 'stale' && before !== undefined && before === (await identityOf(places.socket))) {
      await unlink(places.socket);
    }
    // Nobody should come here with the token of a daemon that is no more.
    await rm(places.record, { force: true });
    await listening(server, places.socket);
    if (places.platform !== 'win32') await chmod(places.socket, 0o600);
    return { ok: true, value: undefined };
  } catch (error) {
    const code = errorCode(error);
    server.close();
    return code === 'EADDRINUSE'
      ? linkFailure('occupied', linkTexts.occupied)
      : linkFailure('unreachable', linkTexts.cannotListen(code));
  } finally {
    await lock.release();
  }
}

async function identityOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, ctimeMs } = await lstat(path);
    return `${dev} ${ino} ${ctimeMs}`;
  } catch {
    return undefined;
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
