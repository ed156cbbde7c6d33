import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Store, StoreTrouble } from '../../server/ports/index.ts';
import { type SqliteOptions, sqliteStore } from '../../server/stores/sqlite.ts';
import { schemaVersion } from '../../server/stores/sqlite-schema.ts';
import { openSqlite } from '../../server/system/sqlite.ts';
import { holdOf, ledgerEntry, limitOf, noonMs } from './entries.ts';
import { createFolders, storeOptions } from './folders.ts';

const always = { fromDay: '2026-01-01', toDay: '2026-12-31' };
const idsOf = (store: Store) => store.entries({}).entries.map(({ attemptId }) => attemptId);
const attemptsOf = (store: Store) => store.spend(always).reduce((sum, { attempts }) => sum + attempts, 0);

/** Runs statements on the file, as another program would. */
function onFile<Value>(path: string, work: (database: DatabaseSync) => Value): Value {
  const database = openSqlite(path);
  assert.ok(database);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

describe('a store in a file', () => {
  const folders = createFolders();
  afterEach(() => folders.leave());

  /** A store that writes down its troubles, with a clock of its own. */
  function open(path: string, changes: Partial<SqliteOptions> = {}) {
    const troubles: StoreTrouble[] = [];
    const time = { nowMs: noonMs };
    const onTrouble = (trouble: StoreTrouble) => void troubles.push(trouble);
    const store = folders.opened(sqliteStore(storeOptions(path, { onTrouble, nowMs: () => time.nowMs, ...changes })));
    const later = (byMs: number): void => {
      time.nowMs += byMs;
    };
    return { store, troubles, later };
  }

  /** A file with one entry. */
  function written(): string {
    const path = folders.newPath();
    const { store } = open(path);
    store.append(ledgerEntry('before'));
    store.close();
    return path;
  }

  it('makes no file before something is written', () => {
    const path = folders.newPath();
    const { store } = open(path);
    assert.deepEqual([store.get('health'), idsOf(store), store.spend(always), store.holds()], [undefined, [], [], []]);
    assert.equal(existsSync(dirname(path)), false);
  });

  it('is read and written by nobody but its owner', function () {
    if (process.platform === 'win32') this.skip();
    const path = folders.newPath();
    const { store } = open(path);
    store.append(ledgerEntry('a'));
    const modes = [dirname(path), ...readdirSync(dirname(path)).map((name) => join(dirname(path), name))].map((each) =>
      (statSync(each).mode & 0o777).toString(8),
    );
    assert.deepEqual(modes, ['700', '600', '600', '600']);
  });

  for (const [what, spoil] of [
    ['is no database', (path: string) => writeFileSync(path, 'this was a ledger once, '.repeat(1000))],
    [
      'is a database with a torn page',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 100, 4096);
        writeFileSync(path, bytes);
      },
    ],
    ['has lost its tables', (path: string) => onFile(path, (database) => database.exec('DROP TABLE entry'))],
  ] as const) {
    it(`moves a file away that ${what}, keeps every byte of it, and begins a new one`, () => {
      const path = written();
      spoil(path);
      const spoilt = readFileSync(path);
      const { store, troubles } = open(path);
      store.append(ledgerEntry('after'));
      assert.deepEqual(idsOf(store), ['after']);
      const trouble = store.trouble();
      assert.equal(trouble?.kind, 'damaged');
      assert.match(basename(trouble.path), /^ledger\.db\.damaged-2026-10-05-43200$/);
      assert.deepEqual(readFileSync(trouble.path), spoilt);
      assert.deepEqual(troubles, [trouble]);
      assert.equal(store.place(), path);
      store.close();
      assert.deepEqual(idsOf(open(path).store), ['after']);
    });
  }

  it('does the same with a file that breaks while it is open', () => {
    const path = written();
    const { store, troubles } = open(path);
    store.append(ledgerEntry('good'));
    onFile(path, (database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096);
    writeFileSync(path, bytes);
    // Another process that has changed the file makes SQLite read it again.
    onFile(path, (database) => database.exec('CREATE TABLE another (x)'));
    store.append(ledgerEntry('after'));
    assert.deepEqual(idsOf(store), ['after']);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['damaged'],
    );
  });

  it('never takes the place of a file that was set aside before', () => {
    const path = folders.newPath();
    const asides = ['one', 'two'].map((text) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text} is no database`.repeat(100));
      const { store } = open(path);
      store.append(ledgerEntry('a'));
      store.close();
      return store.trouble()?.path ?? '';
    });
    assert.notEqual(asides[0], asides[1]);
    assert.match(readFileSync(asides[0] ?? '', 'utf8'), /^one/);
    assert.match(readFileSync(asides[1] ?? '', 'utf8'), /^two/);
  });

  it('leaves a file of a newer version as it is, works in memory, and does not try again', () => {
    const path = written();
    onFile(path, (database) => database.exec(`PRAGMA user_version = ${schemaVersion + 1}`));
    const before = readFileSync(path);
    const { store, troubles, later } = open(path);
    store.append(ledgerEntry('after'));
    later(3_600_000);
    store.append(ledgerEntry('later'));
    assert.deepEqual(idsOf(store), ['after', 'later']);
    assert.equal(attemptsOf(store), 2);
    assert.deepEqual(troubles, [{ kind: 'newer', path }]);
    assert.deepEqual([store.trouble(), store.place()], [{ kind: 'newer', path }, undefined]);
    store.close();
    assert.deepEqual(readFileSync(path), before);
  });

  it("does not touch another program's database", () => {
    const path = folders.newPath();
    mkdirSync(dirname(path), { recursive: true });
    onFile(path, (database) => database.exec("CREATE TABLE recipe (name); INSERT INTO recipe VALUES ('bread')"));
    const before = readFileSync(path);
    const { store, troubles } = open(path);
    store.append(ledgerEntry('a'));
    assert.deepEqual(idsOf(store), ['a']);
    store.close();
    assert.deepEqual(readFileSync(path), before);
    assert.deepEqual(troubles, [{ kind: 'unwritable', path }]);
  });

  for (const [what, put] of [
    ['a pipe, and waits for nobody at its other end', (path: string) => execFileSync('mkfifo', [path])],
    ['a link to itself', (path: string) => symlinkSync(basename(path), path)],
    ['a link to a device', (path: string) => symlinkSync('/dev/zero', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ] as const) {
    it(`works in memory, and leaves everything as it is, where there is ${what}`, function () {
      if (process.platform === 'win32') this.skip();
      const path = folders.newPath();
      mkdirSync(dirname(path), { recursive: true });
      put(path);
      const { store, troubles } = open(path);
      store.append(ledgerEntry('a'));
      assert.equal(store.reserve(holdOf('b'), [limitOf(0)]).ok, false);
      assert.deepEqual([idsOf(store), attemptsOf(store)], [['a'], 1]);
      assert.deepEqual(troubles, [{ kind: 'unwritable', path }]);
      store.close();
      assert.deepEqual(readdirSync(dirname(path)), [basename(path)]);
    });
  }

  it('works in memory where there is no folder to write to, and writes everything as soon as there is', () => {
    const path = folders.newPath();
    // A file where the folder should be.
    writeFileSync(dirname(path), 'in the way');
    const { store, troubles, later } = open(path);
    store.append(ledgerEntry('a', { countedNanoUsd: 60 }));
    store.append(ledgerEntry('a', { countedNanoUsd: 600 }));
    store.put('health', { well: true });
    assert.equal(store.reserve(holdOf('b', { estimateNanoUsd: 50 }), [limitOf(100)]).ok, false);
    assert.equal(store.reserve(holdOf('b', { estimateNanoUsd: 40 }), [limitOf(100)]).ok, true);
    assert.deepEqual([idsOf(store), attemptsOf(store), store.get('health')], [['a'], 1, { well: true }]);
    assert.deepEqual(troubles, [{ kind: 'unwritable', path }]);
    assert.equal(store.place(), undefined);

    rmSync(dirname(path));
    store.append(ledgerEntry('c'));
    assert.equal(existsSync(path), false, 'it is not tried again with every entry');
    later(15_000);
    store.append(ledgerEntry('d'));
    assert.equal(store.trouble(), undefined);
    store.close();
    const again = open(path).store;
    assert.deepEqual(idsOf(again), ['a', 'c', 'd']);
    assert.deepEqual(again.get('health'), { well: true });
    assert.deepEqual(again.holds(), [holdOf('b', { estimateNanoUsd: 40 })]);
  });

  it('writes what had to wait when it is closed, if that is possible by then', () => {
    const path = folders.newPath();
    writeFileSync(dirname(path), 'in the way');
    const { store } = open(path);
    store.append(ledgerEntry('a'));
    rmSync(dirname(path));
    store.close();
    assert.deepEqual(idsOf(open(path).store), ['a']);
  });

  it('goes on when the disk is full: nothing written is lost, budgets know everything, and all is written when there is room', () => {
    const path = written();
    let database: DatabaseSync | undefined;
    const openDatabase = (place: string) => {
      database = openSqlite(place);
      return database;
    };
    const { store, troubles, later } = open(path, { openDatabase });
    store.append(ledgerEntry('good'));
    const pages = Number(database?.prepare('PRAGMA page_count').get()?.page_count);
    database?.exec(`PRAGMA max_page_count = ${pages}`);
    const many = Array.from({ length: 200 }, (_, number) => `full-${number}`);
    store.reserve(holdOf('held'), []);
    for (const id of many) store.append(ledgerEntry(id, { countedNanoUsd: 1 }));
    store.append(ledgerEntry('good', { countedNanoUsd: 1e9 }));
    store.release('held');
    assert.deepEqual(troubles, [{ kind: 'unwritable', path }]);
    assert.deepEqual(idsOf(store), ['before', 'good', ...many]);
    assert.equal(attemptsOf(store), 202);
    assert.deepEqual(store.holds(), []);
    const counted = 2 * 123_456 + 200;
    assert.equal(store.reserve(holdOf('next'), [limitOf(counted + 9)]).ok, false);
    assert.equal(store.reserve(holdOf('next'), [limitOf(counted + 10)]).ok, true);

    database?.exec('PRAGMA max_page_count = 100000');
    later(15_000);
    store.append(ledgerEntry('room'));
    assert.equal(store.trouble(), undefined);
    store.close();
    const again = open(path).store;
    assert.deepEqual(new Set(idsOf(again)), new Set(['before', 'good', ...many, 'room']));
    assert.equal(attemptsOf(again), 203);
    assert.deepEqual(again.holds(), [holdOf('next')]);
  });

  it('gives up waiting for a program that does not let go of the file, and writes later', () => {
    const path = written();
    const other = openSqlite(path);
    assert.ok(other);
    other.exec('BEGIN IMMEDIATE');
    const { store, troubles, later } = open(path, { busyTimeoutMs: 20 });
    store.append(ledgerEntry('a'));
    assert.deepEqual(idsOf(store), ['before', 'a']);
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['unwritable'],
    );
    other.exec('ROLLBACK');
    other.close();
    later(15_000);
    store.append(ledgerEntry('b'));
    assert.equal(store.trouble(), undefined);
    assert.deepEqual(idsOf(store), ['before', 'a', 'b']);
  });

  it('works in memory where Node brings no SQLite', () => {
    const path = folders.newPath();
    const { store, troubles } = open(path, { openDatabase: () => undefined });
    store.append(ledgerEntry('a'));
    store.reserve(holdOf('b'), []);
    assert.deepEqual([idsOf(store), store.holds().length], [['a'], 1]);
    assert.deepEqual(troubles, [{ kind: 'unwritable', path }]);
  });

  it('begins a new file when somebody removes the one that is open', function () {
    if (process.platform === 'win32') this.skip();
    const path = written();
    const { store, later } = open(path);
    store.append(ledgerEntry('a'));
    rmSync(dirname(path), { recursive: true });
    later(15_000);
    store.append(ledgerEntry('b'));
    store.close();
    assert.deepEqual(idsOf(open(path).store), ['b']);
  });

  it('takes a value that somebody spoilt by hand for none', () => {
    const path = written();
    const { store } = open(path);
    store.put('health', { well: true });
    onFile(path, (database) => database.exec("UPDATE value SET json = '{'"));
    assert.equal(store.get('health'), undefined);
  });

  describe('shared by processes', () => {
    const processOf = (processId: number, alive: ReadonlySet<number>, startedAtMs = 0) => ({
      owner: { processId, startedAtMs: () => startedAtMs, isAlive: (id: number) => alive.has(id) },
    });

    it('has one budget, and every entry once', () => {
      const path = folders.newPath();
      const alive = new Set([1, 2]);
      const one = open(path, processOf(1, alive)).store;
      const other = open(path, processOf(2, alive)).store;
      assert.equal(one.reserve(holdOf('a', { estimateNanoUsd: 60 }), [limitOf(100)]).ok, true);
      assert.equal(other.reserve(holdOf('b', { estimateNanoUsd: 60 }), [limitOf(100)]).ok, false);
      one.append(ledgerEntry('a', { countedNanoUsd: 30 }));
      other.append(ledgerEntry('a', { countedNanoUsd: 30 }));
      one.release('a');
      assert.equal(other.reserve(holdOf('b', { estimateNanoUsd: 60 }), [limitOf(100)]).ok, true);
      assert.deepEqual([idsOf(one), attemptsOf(other)], [['a'], 1]);
    });

    it('forgets what a process held that is no more', () => {
      const path = folders.newPath();
      const alive = new Set([1, 2]);
      open(path, processOf(1, alive)).store.reserve(holdOf('a', { estimateNanoUsd: 60 }), []);
      const other = open(path, processOf(2, alive)).store;
      assert.equal(other.holds().length, 1);
      alive.delete(1);
      assert.deepEqual(other.holds(), []);
      assert.equal(other.reserve(holdOf('b', { estimateNanoUsd: 60 }), [limitOf(100)]).ok, true);
    });

    it('forgets what an earlier process of the same number held', () => {
      const path = folders.newPath();
      open(path, processOf(7, new Set([7]))).store.reserve(holdOf('a'), []);
      assert.deepEqual(open(path, processOf(7, new Set([7]), noonMs + 60_000)).store.holds(), []);
    });

    it('forgets what was held longer than a request can take', () => {
      const path = folders.newPath();
      const { store, later } = open(path);
      store.reserve(holdOf('a'), []);
      later(1_800_000);
      assert.equal(store.holds().length, 1);
      later(1);
      assert.deepEqual(store.holds(), []);
    });
  });
});
