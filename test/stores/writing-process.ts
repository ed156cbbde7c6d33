/*
 * A process that writes into the store of a file for as long as it lives: `node writing-process.ts append|reserve FILE LIMIT`. It says each
 * number on a line of its own when it is written; `reserve` says how much it was granted when it is refused for the first time.
 */
import { writeSync } from 'node:fs';
import { sqliteStore } from '../../server/stores/sqlite.ts';
import { openSqlite } from '../../server/system/sqlite.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { holdOf, ledgerEntry, limitOf, noonMs } from './entries.ts';

const [task, path = '', limit = '0'] = process.argv.slice(2);
const store = sqliteStore({
  path,
  calendar: utcCalendar,
  owner: { processId: process.pid, startedAtMs: () => 0, isAlive: () => true },
  openDatabase: openSqlite,
  // These loops never pause, and SQLite has no queue for those who wait.
  busyTimeoutMs: 20_000,
  nowMs: () => noonMs,
});
const say = (text: string) => writeSync(1, `${text}\n`);

for (let number = 1; ; number += 1) {
  const id = `${process.pid}-${number}`;
  if (task === 'append') {
    store.append(ledgerEntry(id, { costNanoUsd: number, countedNanoUsd: number }));
    say(String(number));
  } else if (!store.reserve(holdOf(id, { estimateNanoUsd: 7 }), [limitOf(Number(limit))]).ok) {
    say(String((number - 1) * 7));
    break;
  }
}
if (store.trouble() !== undefined) say('trouble');
// Holds end with their process: it stays until it is told to go.
process.stdin.resume();
