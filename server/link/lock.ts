import { mkdir, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { errorCode } from './failure.ts';
import type { LockHolder } from './surroundings.ts';

/** Who takes a lock, and when one counts as left behind. */
export interface LockOptions {
  readonly clock: Clock;
  readonly holder: LockHolder;
  /** A lock that is older than this is taken away, whoever holds it. One whose holder is dead is taken away at once. */
  readonly staleMs: number;
}

/** A lock that is held. */
export interface Lock {
  /** Gives the lock back. Does nothing when it was taken away in the meantime. */
  release(): Promise<void>;
}

/** Keeps apart the locks that one process takes. */
let taken = 0;

/**
 * Tries once to take a lock among processes: a folder that only one can create, with a file in it that names its holder.
 * Undefined while somebody else holds it. Throws what the file system throws when no folder can be created there at all.
 */
export async function tryLock(path: string, options: LockOptions): Promise<Lock | undefined> {
  taken += 1;
  const mark = join(path, `${options.holder.processId}.${taken}`);
  if (!(await create(path))) {
    await takeAwayStale(path, options);
    if (!(await create(path))) return undefined;
  }
  try {
    await writeFile(mark, '', { mode: 0o600 });
  } catch (error) {
    // ENOENT: it was taken away before it was marked.
    if (errorCode(error) === 'ENOENT') return undefined;
    await rmdir(path).catch(() => {});
    throw error;
  }
  return {
    async release() {
      try {
        await unlink(mark);
        await rmdir(path);
      } catch {
        // It belongs to somebody else by now.
      }
    },
  };
}

async function create(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = errorCode(error);
    // On Windows a folder that is being removed can be neither used nor created for a moment.
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false;
    throw error;
  }
}

/** Moving the folder aside first makes sure that of several who find it stale only one removes it. */
async function takeAwayStale(path: string, options: LockOptions): Promise<void> {
  try {
    const found = await stat(path);
    const marks = await readdir(path);
    if (!isStale(found.mtimeMs, marks, options)) return;
    const again = await stat(path);
    if (again.ino !== found.ino || again.mtimeMs !== found.mtimeMs) return;
    const aside = `${path}.${options.holder.processId}.${taken}`;
    await rename(path, aside);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    // ENOENT: given back, or taken away by somebody else. Otherwise it stays as it is, and is not free.
    if (errorCode(error) === 'ENOTDIR') await rm(path, { force: true });
  }
}

function isStale(changedAtMs: number, marks: readonly string[], { clock, holder, staleMs }: LockOptions): boolean {
  // A clock that was set back makes a lock seem to come from the future.
  if (Math.abs(clock.nowMs() - changedAtMs) > staleMs) return true;
  const processIds = marks.map((mark) => Number.parseInt(basename(mark), 10)).filter((each) => each > 0);
  return processIds.length > 0 && !processIds.some((each) => holder.isAlive(each));
}
