import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { type LinkResult, linkFailure } from './failure.ts';
import type { Surroundings } from './surroundings.ts';
import { linkTexts } from './texts.ts';

/** Where the daemon of one user is found. Equal for every process of this user. */
export interface Places {
  readonly platform: NodeJS.Platform;
  readonly userId: number | undefined;
  /** Private folder with record, log and locks. */
  readonly folder: string;
  /** Private folder of the socket: the same one, unless its path is too long for a socket. */
  readonly socketFolder: string;
  /** Path of the socket; on Windows the name of a pipe. */
  readonly socket: string;
  readonly record: string;
  readonly log: string;
  /** Taken by who starts the daemon. */
  readonly startLock: string;
  /** Taken by a daemon that begins to listen. */
  readonly bindLock: string;
}

/** Names a folder for the running daemon, in place of the usual one. */
export const folderVariable = 'VIDEOGENIUS_RUNTIME_DIR';

/** `sockaddr_un.sun_path` has 104 bytes on macOS (108 on Linux), the last of which is zero. */
export const longestSocketBytes = 103;

/** Finds the places; nothing is created. Fails only when `VIDEOGENIUS_RUNTIME_DIR` is not an absolute path. */
export async function findPlaces(surroundings: Surroundings): Promise<LinkResult<Places>> {
  const { platform, userId, variables } = surroundings;
  const path = platform === 'win32' ? win32 : posix;
  const asked = variables[folderVariable]?.trim() ?? '';
  if (asked !== '' && !path.isAbsolute(asked)) {
    return linkFailure('folder', linkTexts.folderNotAbsolute(folderVariable));
  }
  const folder = asked !== '' ? path.resolve(asked) : await usualFolder(surroundings);
  const socket = platform === 'win32' ? pipeName(surroundings, folder) : socketPath(surroundings, folder);
  return {
    ok: true,
    value: {
      platform,
      userId,
      folder,
      socketFolder: platform === 'win32' ? folder : posix.dirname(socket),
      socket,
      record: path.join(folder, 'daemon.json'),
      log: path.join(folder, 'daemon.log'),
      startLock: path.join(folder, 'start.lock'),
      bindLock: path.join(folder, 'bind.lock'),
    },
  };
}

async function usualFolder(surroundings: Surroundings): Promise<string> {
  const { platform, userId, variables, homeFolder, temporaryFolder } = surroundings;
  if (platform === 'win32') {
    const local = variables.LOCALAPPDATA?.trim() ?? '';
    return win32.join(local !== '' ? local : win32.join(homeFolder, 'AppData', 'Local'), 'videogenius', 'run');
  }
  const runtime = variables.XDG_RUNTIME_DIR?.trim() ?? '';
  if (platform !== 'darwin' && posix.isAbsolute(runtime) && (await isOwnFolder(runtime, userId))) {
    return posix.join(runtime, 'videogenius');
  }
  // macOS gives each user a temporary folder; where it does not, or elsewhere, the name keeps users apart.
  const isPrivate = platform === 'darwin' && (await isOwnFolder(temporaryFolder, userId));
  return posix.join(temporaryFolder, isPrivate ? 'videogenius' : `videogenius-${userId ?? 'user'}`);
}

async function isOwnFolder(folder: string, userId: number | undefined): Promise<boolean> {
  try {
    const found = await stat(folder);
    return found.isDirectory() && found.uid === userId;
  } catch {
    return false;
  }
}

function socketPath({ userId, temporaryFolder }: Surroundings, folder: string): string {
  const short = `videogenius-${shortHash(`${userId ?? ''}\0${folder}`)}`;
  const candidates = [folder, posix.join(temporaryFolder, short), posix.join('/tmp', short)];
  const sockets = candidates.map((candidate) => posix.join(candidate, 'daemon.sock'));
  return (
    sockets.find((socket) => Buffer.byteLength(socket) <= longestSocketBytes) ??
    posix.join('/tmp', short, 'daemon.sock')
  );
}

/** Names of pipes are shared by all users of a machine and, like paths there, do not tell capital letters apart. */
function pipeName({ userName }: Surroundings, folder: string): string {
  return `\\\\.\\pipe\\videogenius-${shortHash(`${userName}\0${folder}`.toLowerCase())}`;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
