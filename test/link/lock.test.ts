import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LockOptions, tryLock } from '../../server/link/lock.ts';
import { cleanUp, clock, exists, holder, temporaryFolder } from './link-harness.ts';

describe('lock among processes', () => {
  afterEach(cleanUp);

  const options = (more: Partial<LockOptions> = {}): LockOptions => ({ clock, holder, staleMs: 15_000, ...more });
  /** Sees nobody alive but itself. */
  const survivor = { processId: 2, isAlive: (processId: number) => processId === 2 };

  it('is held by one at a time', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'lock');
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(path, options())));
    const held = attempts.filter((each) => each !== undefined);
    assert.equal(held.length, 1);
    assert.equal(await tryLock(path, options()), undefined);
    await held[0]?.release();
    assert.deepEqual(await readdir(folder), []);
    const next = await tryLock(path, options());
    assert.ok(next !== undefined);
    await held[0]?.release();
    assert.ok(exists(path), 'giving it back twice takes it from nobody');
    await next.release();
  });

  it('is taken from a holder who died, and stays with one who lives', async () => {
    const path = join(await temporaryFolder(), 'lock');
    assert.ok((await tryLock(path, options({ holder: { ...holder, processId: 1 } }))) !== undefined);
    assert.equal(await tryLock(path, options({ holder: { processId: 2, isAlive: () => true } })), undefined);
    const taken = await tryLock(path, options({ holder: survivor }));
    assert.ok(taken !== undefined);
    assert.match((await readdir(path)).join(), /^2\.\d+$/);
  });

  it('is taken from anybody when it is old, also by a clock that was set back', async () => {
    const path = join(await temporaryFolder(), 'lock');
    for (const ageMs of [16_000, -16_000]) {
      const lock = await tryLock(path, options());
      assert.ok(lock !== undefined);
      const changedAt = new Date(clock.nowMs() - ageMs);
      await utimes(path, changedAt, changedAt);
      assert.equal(await tryLock(path, options({ staleMs: 17_000 })), undefined);
      const next = await tryLock(path, options());
      assert.ok(next !== undefined);
      await lock.release();
      assert.ok(exists(path), 'the earlier holder does not remove it');
      await next.release();
    }
  });

  it('that nobody has marked yet stays with whoever is about to', async () => {
    const path = join(await temporaryFolder(), 'lock');
    await mkdir(path);
    assert.equal(await tryLock(path, options({ holder: survivor })), undefined);
    assert.ok((await tryLock(path, options({ holder: survivor, staleMs: -1 }))) !== undefined);
  });

  it('goes to one of many who find it stale', async () => {
    const path = join(await temporaryFolder(), 'lock');
    await mkdir(path);
    await writeFile(join(path, '1.1'), '');
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(path, options({ holder: survivor }))));
    assert.equal(attempts.filter((each) => each !== undefined).length, 1);
  });

  it('survives a file in its place, and says when there is no folder', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock'), '');
    assert.ok((await tryLock(join(folder, 'lock'), options())) !== undefined);
    await assert.rejects(tryLock(join(folder, 'gone', 'lock'), options()), { code: 'ENOENT' });
  });
});
