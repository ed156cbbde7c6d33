import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createDiskStore } from '../../server/disk-store.ts';
import { ledgerEntry } from './entries.ts';
import { createFolders } from './folders.ts';

describe("a person's store", () => {
  const folders = createFolders();
  afterEach(() => folders.leave());

  function open(folder: string) {
    const warnings: string[] = [];
    const log = { debug() {}, info() {}, warn: (text: string) => void warnings.push(text), error() {} };
    const program = {
      platform: process.platform,
      pid: process.pid,
      env: { VIDEOGENIUS_DATA_DIR: folder },
      kill: () => true,
      uptime: () => 1,
    };
    return { store: folders.opened(createDiskStore({ program, log })), warnings };
  }

  it('is a file in the folder for data, made when something is kept', () => {
    const folder = dirname(folders.newPath());
    const { store, warnings } = open(folder);
    assert.equal(store.place(), join(folder, 'ledger.db'));
    assert.equal(existsSync(folder), false);
    store.append(ledgerEntry('a'));
    assert.equal(existsSync(join(folder, 'ledger.db')), true);
    assert.deepEqual(warnings, []);
  });

  it('is in memory, and says why, when the folder has no absolute path', () => {
    const { store, warnings } = open('some/where');
    store.append(ledgerEntry('a'));
    assert.equal(store.entries({}).entries.length, 1);
    assert.deepEqual(store.trouble(), { kind: 'unwritable', path: 'some/where' });
    assert.equal(store.place(), undefined);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^VIDEOGENIUS_DATA_DIR must be an absolute path/);
  });
});
