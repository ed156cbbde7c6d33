import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiscoveryRecord, readRecord, removeRecord, writeRecord } from '../../server/link/record.ts';
import { buildOf, cleanUp, exists, temporaryFolder } from './link-harness.ts';

const record = (more: Partial<DiscoveryRecord> = {}): DiscoveryRecord => ({
  processId: 42,
  socket: '/run/daemon.sock',
  token: 'ab'.repeat(32),
  protocol: { min: 1, max: 2 },
  build: buildOf('1.2.3'),
  startedAtMs: 1,
  ...more,
});

describe('record of the running daemon', () => {
  afterEach(cleanUp);

  it('comes back as it was written, for its user alone, with nothing left beside it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'daemon.json');
    assert.equal(await readRecord(path), undefined);
    await writeRecord(path, record());
    assert.deepEqual(await readRecord(path), record());
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await writeRecord(path, record({ processId: 43 }));
    assert.equal((await readRecord(path))?.processId, 43);
    assert.deepEqual(await readdir(folder), ['daemon.json']);
  });

  it('survives a temporary file that a crash left', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'daemon.json');
    await writeFile(`${path}.42`, 'half');
    await writeRecord(path, record());
    assert.deepEqual(await readdir(folder), ['daemon.json']);
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'daemon.json');
    await mkdir(join(path, 'in the way'), { recursive: true });
    await assert.rejects(writeRecord(path, record()));
    assert.deepEqual(await readdir(folder), ['daemon.json']);
  });

  it('counts as none when it cannot be understood, and may have more in it than is known', async () => {
    const path = join(await temporaryFolder(), 'daemon.json');
    const wrong = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      JSON.stringify(record({ token: 'ab' })),
      JSON.stringify(record({ token: 'AB'.repeat(32) })),
      JSON.stringify(record({ processId: 0 })),
      JSON.stringify(record({ socket: '' })),
      JSON.stringify({ ...record(), protocol: { min: 1 } }),
    ];
    for (const text of wrong) {
      await writeFile(path, text);
      assert.equal(await readRecord(path), undefined, text);
    }
    await writeFile(path, JSON.stringify({ ...record(), later: true }));
    assert.deepEqual(await readRecord(path), record());
  });

  it('is removed by the daemon it speaks of, and by nobody else', async () => {
    const path = join(await temporaryFolder(), 'daemon.json');
    await removeRecord(path, record().token);
    await writeRecord(path, record());
    await removeRecord(path, 'cd'.repeat(32));
    assert.ok(exists(path));
    await removeRecord(path, record().token);
    assert.ok(!exists(path));
  });
});
