import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '../../server/ports/index.ts';
import type { SqliteOptions } from '../../server/stores/sqlite.ts';
import { openSqlite } from '../../server/system/sqlite.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { noonMs } from './entries.ts';

/** Folders and stores of one suite, all of which are gone afterwards. */
export interface Folders {
  /** A file in a folder of its own that does not exist yet. */
  newPath(): string;
  /** Closed at the end, if a test does not do it. */
  opened<Kind extends Store>(store: Kind): Kind;
  leave(): void;
}

export function createFolders(): Folders {
  const folders: string[] = [];
  const stores: Store[] = [];
  return {
    newPath() {
      const folder = mkdtempSync(join(tmpdir(), 'vg-store-'));
      folders.push(folder);
      return join(folder, 'data', 'ledger.db');
    },
    opened(store) {
      stores.push(store);
      return store;
    },
    leave() {
      for (const store of stores.splice(0)) store.close();
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A store of this process at noon, in UTC. */
export const storeOptions = (path: string, changes: Partial<SqliteOptions> = {}): SqliteOptions => ({
  path,
  calendar: utcCalendar,
  owner: { processId: 4711, startedAtMs: () => 0, isAlive: () => true },
  openDatabase: openSqlite,
  nowMs: () => noonMs,
  ...changes,
});
