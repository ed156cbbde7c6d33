import { chmod, lstat, mkdir } from 'node:fs/promises';
import { errorCode, type LinkResult, linkFailure } from './failure.ts';
import { folderVariable, type Places } from './places.ts';
import { linkTexts } from './texts.ts';

/**
 * Whether the private folders can be trusted: `missing` while one of them is not there. They must be real folders of this user,
 * closed to everyone else: whoever may write there could be taken for the daemon and be told keys.
 */
export async function inspectPlaces(places: Places): Promise<LinkResult<'ready' | 'missing'>> {
  let state: 'ready' | 'missing' = 'ready';
  for (const folder of foldersOf(places)) {
    const found = await inspectFolder(folder, places);
    if (!found.ok) return found;
    if (found.value === 'missing') state = 'missing';
  }
  return { ok: true, value: state };
}

/** Makes the private folders where they are missing, and inspects them. */
export async function preparePlaces(places: Places): Promise<LinkResult<void>> {
  for (const folder of foldersOf(places)) {
    let trouble = 'ENOENT';
    try {
      const created = await mkdir(folder, { recursive: true, mode: 0o700 });
      // The process may have been told to leave rights out of everything it creates.
      if (created !== undefined && places.platform !== 'win32') await chmod(folder, 0o700);
    } catch (error) {
      trouble = errorCode(error);
    }
    const found = await inspectFolder(folder, places);
    if (!found.ok) return found;
    if (found.value === 'missing') return linkFailure('folder', linkTexts.folderUnusable(folder, trouble));
  }
  return { ok: true, value: undefined };
}

const foldersOf = ({ folder, socketFolder }: Places): ReadonlySet<string> => new Set([folder, socketFolder]);

async function inspectFolder(
  folder: string,
  { platform, userId }: Pick<Places, 'platform' | 'userId'>,
): Promise<LinkResult<'ready' | 'missing'>> {
  try {
    const found = await lstat(folder);
    if (!found.isDirectory()) return linkFailure('folder', linkTexts.folderNoFolder(folder));
    if (platform !== 'win32') {
      if (found.uid !== userId) return linkFailure('folder', linkTexts.folderNotOurs(folder, folderVariable));
      if ((found.mode & 0o077) !== 0) return linkFailure('folder', linkTexts.folderOpen(folder));
    }
    return { ok: true, value: 'ready' };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { ok: true, value: 'missing' };
    return linkFailure('folder', linkTexts.folderUnusable(folder, code));
  }
}
