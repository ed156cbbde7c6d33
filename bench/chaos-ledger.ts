import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** One entry as it stands in the file. */
const LedgerLine = z.object({
  attempt_id: z.string(),
  request_id: z.string(),
  model_id: z.string(),
  cost_nano_usd: z.number().int().nullable(),
});
export type LedgerLine = z.infer<typeof LedgerLine>;

const Sums = z.object({ attempts: z.number().int(), cost: z.number().int() });

/** What lies in the ledger's file, read without any code of the daemon. */
export interface LedgerImage {
  /** What SQLite's own check of the whole file says; "ok" when nothing is wrong. */
  readonly integrity: string;
  readonly entries: ReadonlyMap<string, LedgerLine>;
  /** Attempts that stand there more than once. */
  readonly doubles: number;
  /** The sums that are kept along with the entries. Cost in integer nano-dollars. */
  readonly sums: z.infer<typeof Sums>;
  readonly holds: number;
}

const magic = 'SQLite format 3\0';

/** Reads a copy of the data folder; undefined when no ledger lies there. */
export function readLedger(folder: string): LedgerImage | undefined {
  const name = readdirSync(folder).find((each) => isDatabase(join(folder, each)));
  if (name === undefined) return undefined;
  try {
    return readFile(join(folder, name));
  } catch (error) {
    const integrity = error instanceof Error ? error.message : String(error);
    return { integrity, entries: new Map(), doubles: 0, sums: { attempts: 0, cost: 0 }, holds: 0 };
  }
}

function readFile(path: string): LedgerImage {
  const database = new DatabaseSync(path);
  try {
    const lines = database
      .prepare('SELECT attempt_id, request_id, model_id, cost_nano_usd FROM entry ORDER BY sequence')
      .all()
      .map((row) => LedgerLine.parse(row));
    const entries = new Map(lines.map((line) => [line.attempt_id, line]));
    const sums = 'SELECT coalesce(sum(attempts), 0) AS attempts, coalesce(sum(cost_nano_usd), 0) AS cost FROM spend';
    const number = (query: string) => Number(Object.values(database.prepare(query).get() ?? {})[0]);
    return {
      integrity: String(database.prepare('PRAGMA integrity_check').get()?.integrity_check),
      entries,
      doubles: lines.length - entries.size,
      sums: Sums.parse(database.prepare(sums).get()),
      holds: number('SELECT count(*) FROM hold'),
    };
  } finally {
    database.close();
  }
}

function isDatabase(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(magic.length);
    readSync(file, head, 0, head.length, 0);
    return head.toString('latin1') === magic;
  } finally {
    closeSync(file);
  }
}

/** Sum of the known costs, in integer nano-dollars. */
export const costOf = (lines: Iterable<LedgerLine>): number =>
  [...lines].reduce((sum, { cost_nano_usd: cost }) => sum + (cost ?? 0), 0);
