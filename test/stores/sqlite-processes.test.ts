import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { sqliteStore } from '../../server/stores/sqlite.ts';
import { openSqlite } from '../../server/system/sqlite.ts';
import { createFolders, storeOptions } from './folders.ts';

const program = fileURLToPath(new URL('writing-process.ts', import.meta.url));

describe('the file of a store and real processes', function () {
  this.timeout(30_000);
  const folders = createFolders();
  const children: ChildProcessByStdio<Writable, Readable, null>[] = [];
  const start = (...words: string[]) => {
    const child = spawn(process.execPath, [program, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  };
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    folders.leave();
  });

  it('loses nothing that was written when its writers are killed, and is not broken', async () => {
    const path = folders.newPath();
    let before = 0;
    // Several lives of the same ledger: what one has left is what the next begins with.
    for (const target of [20, 900, 3000]) {
      const writers = [start('append', path), start('append', path)];
      const written = await Promise.all(
        writers.map(async (writer) => {
          let said = 0;
          for await (const line of createInterface({ input: writer.stdout })) {
            said = Number(line);
            if (said >= target && !writer.killed) writer.kill('SIGKILL');
          }
          return said;
        }),
      );
      const said = written.reduce((sum, each) => sum + each, 0);
      const database = openSqlite(path);
      assert.ok(database);
      assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
      const entries = database.prepare('SELECT count(*) AS n, sum(cost_nano_usd) AS cost FROM entry').get();
      const sums = database.prepare('SELECT sum(attempts) AS n, sum(cost_nano_usd) AS cost FROM spend').get();
      database.close();
      assert.deepEqual(entries, sums);
      const kept = Number(entries?.n) - before;
      assert.ok(kept >= said, `${kept} of ${said} entries are kept`);
      // The one that was just being written may be there as well.
      assert.ok(kept <= said + writers.length, `${kept} entries, ${said} of which were said to be written`);
      before += kept;
      const store = folders.opened(sqliteStore(storeOptions(path)));
      assert.equal(store.trouble(), undefined);
      assert.equal(store.entries({}, { limit: 100_000 }).entries.length, before);
      store.close();
    }
  });

  it('grants processes that ask at the same time no more than the budget together', async () => {
    const path = folders.newPath();
    const limit = 7 * 150 + 3;
    const granted = await Promise.all(
      [1, 2, 3].map(async () => {
        const [line] = await once(createInterface({ input: start('reserve', path, String(limit)).stdout }), 'line');
        return Number(line);
      }),
    );
    assert.equal(
      granted.reduce((sum, each) => sum + each, 0),
      7 * 150,
    );
    const holds = folders.opened(sqliteStore(storeOptions(path))).holds();
    assert.equal(
      holds.reduce((sum, { estimateNanoUsd }) => sum + estimateNanoUsd, 0),
      7 * 150,
    );
  });
});
