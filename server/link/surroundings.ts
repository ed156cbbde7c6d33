import { homedir, tmpdir, userInfo } from 'node:os';

/** Who holds a lock, and whether another holder is still alive. */
export interface LockHolder {
  readonly processId: number;
  isAlive(processId: number): boolean;
}

/** What decides where the daemon of this user is found. */
export interface Surroundings extends LockHolder {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Undefined on Windows. */
  readonly userId: number | undefined;
  readonly userName: string;
  readonly homeFolder: string;
  readonly temporaryFolder: string;
}

/** The part of `process` that is needed here. */
export interface ProcessFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  getuid?(): number;
  kill(processId: number, signal: number): boolean;
}

/** The surroundings of a process: `surroundingsOf(process)`. */
export function surroundingsOf(facts: ProcessFacts): Surroundings {
  return {
    platform: facts.platform,
    variables: facts.env,
    userId: facts.getuid?.(),
    userName: nameOfUser(),
    homeFolder: homedir(),
    temporaryFolder: tmpdir(),
    processId: facts.pid,
    isAlive(processId) {
      try {
        // Signal 0 is not sent: it only asks whether it could be.
        return facts.kill(processId, 0);
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'EPERM';
      }
    },
  };
}

/** A user without an entry in the list of users, as in some containers, has no name. */
function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
