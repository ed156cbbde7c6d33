import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../../server/system/index.ts';

describe('writing a file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'videogenius-write-'));
    path = join(directory, 'settings.json');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('puts the new text in the place of the old one and leaves nothing beside it', async () => {
    writeFileSync(path, 'a much longer text than the new one');
    await writeFileAtomically(path, '\uFEFFnéw\r\n');
    assert.equal(readFileSync(path, 'utf8'), '\uFEFFnéw\r\n');
    assert.deepEqual(readdirSync(directory), ['settings.json']);
  });

  it('makes a file that was not there', async () => {
    await writeFileAtomically(path, 'new');
    assert.equal(readFileSync(path, 'utf8'), 'new');
  });

  it('keeps permissions and links', async function () {
    if (process.platform === 'win32') return this.skip();
    writeFileSync(path, 'old');
    chmodSync(path, 0o646);
    const link = join(directory, 'link.json');
    symlinkSync(path, link);
    await writeFileAtomically(link, 'new');
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.equal(statSync(path).mode & 0o777, 0o646);
    assert.ok(lstatSync(link).isSymbolicLink());
  });

  it('leaves everything as it was when it fails, and names the cause', async () => {
    mkdirSync(path);
    await assert.rejects(writeFileAtomically(path, 'new'), (error) => error instanceof Error && 'code' in error);
    assert.deepEqual(readdirSync(directory), ['settings.json']);
    await assert.rejects(writeFileAtomically(join(directory, 'none', 'settings.json'), 'new'), { code: 'ENOENT' });
  });

  it('shows a reader the old text or the new one, never a part', async () => {
    const [old, fresh] = ['o'.repeat(100_000), 'n'.repeat(100_000)];
    writeFileSync(path, old);
    let writing = true;
    const done = writeFileAtomically(path, fresh).finally(() => {
      writing = false;
    });
    while (writing) {
      assert.ok([old, fresh].includes(readFileSync(path, 'utf8')));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    assert.equal(readFileSync(path, 'utf8'), fresh);
  });
});
