import assert from 'node:assert/strict';
import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectPlaces, preparePlaces } from '../../server/link/folder.ts';
import { findPlaces, folderVariable, longestSocketBytes, type Places } from '../../server/link/places.ts';
import type { Surroundings } from '../../server/link/surroundings.ts';
import { cleanUp, holder, surroundingsIn, temporaryFolder, unwrap } from './link-harness.ts';

const userId = process.getuid?.() ?? 0;

describe('places of the daemon', () => {
  afterEach(cleanUp);

  const found = async (folder: string, more: Partial<Surroundings>): Promise<Places> =>
    unwrap(await findPlaces(surroundingsIn(folder, { variables: {}, ...more })));

  it('are in the runtime folder of the user on Linux, when there is one and it is theirs', async () => {
    const folder = await temporaryFolder();
    const variables = { XDG_RUNTIME_DIR: folder };
    const own = await found(folder, { platform: 'linux', variables });
    assert.equal(own.folder, join(folder, 'videogenius'));
    assert.equal(own.socket, join(folder, 'videogenius', 'daemon.sock'));
    assert.equal(own.socketFolder, own.folder);
    const foreign = await found(folder, { platform: 'linux', variables, userId: userId + 1, temporaryFolder: '/t' });
    assert.equal(foreign.folder, `/t/videogenius-${userId + 1}`);
    for (const missing of [join(folder, 'gone'), 'relative', ' ']) {
      const other = { platform: 'linux', variables: { XDG_RUNTIME_DIR: missing }, userId: 7, temporaryFolder: '/t' };
      assert.equal((await found(folder, { ...other, platform: 'linux' })).folder, '/t/videogenius-7');
    }
  });

  it("are in the user's own temporary folder on macOS, and apart from others in a shared one", async () => {
    const folder = await temporaryFolder();
    const variables = { XDG_RUNTIME_DIR: folder };
    const own = await found(folder, { platform: 'darwin', variables });
    assert.equal(own.folder, join(folder, 'videogenius'));
    const shared = await found(folder, { platform: 'darwin', variables, userId: userId + 1 });
    assert.equal(shared.folder, join(folder, `videogenius-${userId + 1}`));
  });

  it('are in the local application data on Windows, with a pipe of this user and folder', async () => {
    const windows = (more: Partial<Surroundings>) =>
      found('C:\\Temp', {
        platform: 'win32',
        homeFolder: 'C:\\Users\\Ann',
        userId: undefined,
        userName: 'Ann',
        ...more,
      });
    const usual = await windows({});
    assert.equal(usual.folder, 'C:\\Users\\Ann\\AppData\\Local\\videogenius\\run');
    assert.equal(usual.record, `${usual.folder}\\daemon.json`);
    assert.match(usual.socket, /^\\\\\.\\pipe\\videogenius-[0-9a-f]{16}$/);
    const local = await windows({ variables: { LOCALAPPDATA: 'D:\\Local' } });
    assert.equal(local.folder, 'D:\\Local\\videogenius\\run');
    const sameFolder = await windows({ variables: { LOCALAPPDATA: 'c:\\users\\ann\\appdata\\local' } });
    assert.equal(sameFolder.socket, usual.socket);
    const sockets = [usual, local, await windows({ userName: 'Bob' })].map(({ socket }) => socket);
    assert.equal(new Set(sockets).size, sockets.length);
  });

  it('are where the variable says, which must be a full path', async () => {
    for (const platform of ['linux', 'darwin'] as const) {
      const named = await found('/t', { platform, variables: { [folderVariable]: '/named/here/' } });
      assert.equal(named.folder, '/named/here');
      assert.equal(named.log, '/named/here/daemon.log');
    }
    const relative = await findPlaces(surroundingsIn('/t', { variables: { [folderVariable]: 'here' } }));
    assert.ok(!relative.ok && relative.error.code === 'folder');
    assert.match(relative.error.message.en, /VIDEOGENIUS_RUNTIME_DIR must be the full path/);
    assert.match(relative.error.message['zh-cn'], /完整路径/);
  });

  it('keep the path of the socket short enough, counted in bytes', async () => {
    const at = (folder: string, temporary: string) =>
      found('/t', { platform: 'linux', variables: { [folderVariable]: folder }, temporaryFolder: temporary });
    const room = longestSocketBytes - '/daemon.sock'.length;
    const fits = `/${'a'.repeat(room - 1)}`;
    assert.equal((await at(fits, '/t')).socket, `${fits}/daemon.sock`);
    for (const folder of [`${fits}a`, `/${'字'.repeat(40)}`]) {
      const short = await at(folder, '/t');
      assert.equal(short.folder, folder);
      assert.match(short.socket, /^\/t\/videogenius-[0-9a-f]{16}\/daemon\.sock$/);
      assert.equal(`${short.socketFolder}/daemon.sock`, short.socket);
      const shortest = await at(folder, `/${'t'.repeat(100)}`);
      assert.match(shortest.socket, /^\/tmp\/videogenius-[0-9a-f]{16}\/daemon\.sock$/);
    }
    const [one, other] = [await at(`${fits}a`, '/t'), await at(`${fits}b`, '/t')];
    assert.notEqual(one.socket, other.socket);
  });
});

describe('private folders', () => {
  afterEach(cleanUp);

  const placesIn = async (folder: string): Promise<Places> => unwrap(await findPlaces(surroundingsIn(folder)));

  const complaint = async (places: Places): Promise<string> => {
    const prepared = await preparePlaces(places);
    const inspected = await inspectPlaces(places);
    assert.ok(!prepared.ok && !inspected.ok);
    assert.equal(prepared.error.code, 'folder');
    assert.deepEqual(inspected.error, prepared.error);
    assert.match(prepared.error.message['zh-cn'], /\p{Script=Han}/u);
    return prepared.error.message.en;
  };

  it('are made for their user alone, with those above them', async () => {
    const folder = join(await temporaryFolder(), 'not', 'there');
    const places = await placesIn(folder);
    assert.deepEqual(await inspectPlaces(places), { ok: true, value: 'missing' });
    assert.ok((await preparePlaces(places)).ok);
    assert.deepEqual(await inspectPlaces(places), { ok: true, value: 'ready' });
    for (const each of [folder, places.folder]) assert.equal((await stat(each)).mode & 0o777, 0o700);
    assert.ok((await preparePlaces(places)).ok, 'a second time');
  });

  it('are both made when the socket has one of its own', async () => {
    const folder = await temporaryFolder();
    const variables = { [folderVariable]: join(folder, 'long'.repeat(30)) };
    const places = unwrap(await findPlaces(surroundingsIn(folder, { variables })));
    assert.notEqual(places.socketFolder, places.folder);
    assert.ok((await preparePlaces(places)).ok);
    assert.equal((await stat(places.socketFolder)).mode & 0o777, 0o700);
    await chmod(places.socketFolder, 0o755);
    assert.ok((await complaint(places)).includes(places.socketFolder));
  });

  it('are not used when others may open them', async () => {
    const places = await placesIn(await temporaryFolder());
    await mkdir(places.folder);
    for (const mode of [0o750, 0o705, 0o701, 0o720]) {
      await chmod(places.folder, mode);
      assert.match(await complaint(places), /^Other users may open .+\/run\. Make it private/);
    }
  });

  it('are not used when they are a link or a file', async () => {
    const folder = await temporaryFolder();
    const places = await placesIn(folder);
    await mkdir(join(folder, 'elsewhere'), { mode: 0o700 });
    await symlink(join(folder, 'elsewhere'), places.folder);
    assert.match(await complaint(places), /must be a folder, not a file or a link/);
    const other = await placesIn(join(folder, 'elsewhere'));
    await writeFile(other.folder, '');
    assert.match(await complaint(other), /must be a folder, not a file or a link/);
    const dangling = await placesIn(await temporaryFolder());
    await symlink('/nowhere/at/all', dangling.folder);
    assert.match(await complaint(dangling), /must be a folder, not a file or a link/);
  });

  it('are not used when they belong to somebody else', async () => {
    const folder = await temporaryFolder();
    const places = { ...(await placesIn(folder)), userId: userId + 1 };
    await mkdir(places.folder, { mode: 0o700 });
    assert.match(await complaint(places), /belongs to another user\. Set VIDEOGENIUS_RUNTIME_DIR/);
  });

  it('are explained when they cannot be made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const places = await placesIn(join(folder, 'file'));
    assert.match(await complaint(places), /cannot be used \(ENOTDIR\)/);
  });
});

describe('surroundings of a process', () => {
  it('tell who lives', () => {
    assert.equal(holder.processId, process.pid);
    assert.equal(holder.isAlive(process.pid), true);
    assert.equal(holder.isAlive(2 ** 30), false);
  });
});
