import { join } from 'node:path';
import { en } from './api/texts/en.ts';
import { type ProcessFacts, surroundingsOf } from './link/surroundings.ts';
import type { Calendar, Clock, Log, Store } from './ports/index.ts';
import { memoryStore, sqliteStore } from './stores/index.ts';
import { dataFolder, dataFolderVariable, openSqlite, systemCalendar, systemClock } from './system/index.ts';

/** The file of the store, in the folder for data. */
const storeFile = 'ledger.db';

/** Whose store it is. */
export interface DiskStoreOptions {
  readonly program: ProcessFacts & {
    /** Seconds since the process began. */
    uptime(): number;
  };
  readonly log: Log;
  readonly clock?: Clock;
  readonly calendar?: Calendar;
}

/**
 * The store of this person, shared by all processes that run for them. Nothing is opened before something is asked of it. When the
 * folder cannot be known, everything is kept in memory and the store says so.
 */
export function createDiskStore(options: DiskStoreOptions): Store {
  const { program, log, clock = systemClock(), calendar = systemCalendar() } = options;
  const { isAlive, processId, platform, variables, homeFolder } = surroundingsOf(program);
  const folder = dataFolder({ platform, variables, homeFolder });
  if (!folder.ok) {
    log.warn(en.ledger.relativeFolder(dataFolderVariable));
    return { ...memoryStore(calendar), trouble: () => ({ kind: 'unwritable', path: folder.asked }) };
  }
  return sqliteStore({
    path: join(folder.path, storeFile),
    calendar,
    owner: { processId, isAlive, startedAtMs: () => clock.nowMs() - program.uptime() * 1000 },
    openDatabase: openSqlite,
    nowMs: () => clock.nowMs(),
    onTrouble: ({ kind, path }) => log.warn(en.ledger.trouble[kind](path)),
  });
}
