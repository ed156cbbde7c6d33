import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { applicationId, schema, schemaVersion } from './sqlite-schema.ts';

/** Opens a database at a path; undefined where there is no library for it. Throws SQLite's errors, which have an `errcode`. */
export type OpenDatabase = (path: string) => DatabaseSync | undefined;

export type OpenedFile =
  | { readonly kind: 'open'; readonly database: DatabaseSync; readonly identity: string }
  /** `unwritable`: nothing can be kept there, for now or for good. `foreign`: another program's file. */
  | { readonly kind: 'damaged' | 'newer' | 'unwritable' | 'foreign' };

/**
 * How long a writer waits for another process to finish its transaction, which takes microseconds. Whoever waits for this keeps all
 * requests of the process waiting, so that a program that does not let go is given up soon.
 */
const usualBusyTimeoutMs = 1000;

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const corrupt = 11;
const notADatabase = 26;
const logicError = 1;

/** Whether an error of SQLite says that the file is broken, and not that it cannot be used at the moment. */
export function saysDamaged(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === corrupt || code === notADatabase;
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // The upper bits tell apart what the lower eight sum up.
  return error.errcode & 0xff;
}

/** Opens the file of a store and makes it when there is none: the folder for its owner alone, and the file as well. Never throws. */
export function openFile(path: string, open: OpenDatabase, busyTimeoutMs = usualBusyTimeoutMs): OpenedFile {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Opening a pipe would wait for ever for somebody at its other end, and a device is nobody's to write to.
    if (existsSync(path) && identityOf(path) === undefined) return { kind: 'unwritable' };
    // SQLite gives its companion files the permissions of the file itself.
    closeSync(openSync(path, 'a', 0o600));
    database = open(path);
    if (database === undefined) return { kind: 'unwritable' };
    const kind = prepare(database, busyTimeoutMs);
    if (kind === 'open') return { kind, database, identity: identityOf(path) ?? '' };
    closeQuietly(database);
    return { kind };
  } catch (error) {
    closeQuietly(database);
    const unexpectedTables = resultCodeOf(error) === logicError;
    return { kind: saysDamaged(error) || unexpectedTables ? 'damaged' : 'unwritable' };
  }
}

function prepare(database: DatabaseSync, busyTimeoutMs: number): 'open' | 'newer' | 'foreign' {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  const state = stateOf(database);
  if (state !== 'ours' && state !== 'empty') return state;
  // Another process may be doing the same at this moment: then it is done.
  attempt(() => database.exec('PRAGMA journal_mode = WAL'));
  // A process that is killed loses nothing; only a power failure may take the last entries, and never the file.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 1048576');
  if (state === 'ours') return 'open';
  database.exec('BEGIN IMMEDIATE');
  try {
    if (stateOf(database) === 'empty') database.exec(schema);
    database.exec('COMMIT');
  } catch (error) {
    attempt(() => database.exec('ROLLBACK'));
    throw error;
  }
  return 'open';
}

type FileState = 'ours' | 'empty' | 'newer' | 'foreign';

/** What a file is. Another process may make its tables between two looks: what seems to be somebody else's is looked at once more. */
function stateOf(database: DatabaseSync): FileState {
  const seen = stateSeen(database);
  return seen === 'foreign' ? stateSeen(database) : seen;
}

function stateSeen(database: DatabaseSync): FileState {
  const number = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  const [id, version] = [number('application_id'), number('user_version')];
  if (id === applicationId) return version > schemaVersion ? 'newer' : 'ours';
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get();
  return id === 0 && version === 0 && tables?.tables === 0 ? 'empty' : 'foreign';
}

/** Runs something whose failure changes nothing for the caller. */
export function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing depends on it.
  }
}

export function closeQuietly(database: DatabaseSync | undefined): void {
  attempt(() => database?.close());
}

/** Which ordinary file stands at a path, so that one can tell whether it is still the same; undefined when there is none. Never throws. */
export function identityOf(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found?.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    // A path that leads nowhere, in circles, or through a folder that may not be entered.
    return undefined;
  }
}

/**
 * Moves a broken file and its companions out of the way, under a name that says why and when. Gives the new path, or undefined when it
 * cannot be moved, or when somebody else has done it already. `identity` is that of the broken file.
 */
export function setAside(path: string, identity: string | undefined, stamp: string): string | undefined {
  try {
    if (identity === undefined || identityOf(path) !== identity) return undefined;
    const aside = freeName(`${path}.damaged-${stamp}`);
    // The companions first: next to a new file the old log would be taken for that file's own.
    for (const companion of ['-wal', '-shm']) {
      attempt(() => renameSync(path + companion, aside + companion));
    }
    renameSync(path, aside);
    return aside;
  } catch {
    return undefined;
  }
}

function freeName(name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}
