import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

/** Who may read and write a new file: its owner. */
const ownerOnly = 0o600;
const permissionBits = 0o777;

/**
 * Puts a text into a file so that at every moment there is either the old one or the new one, even when the power fails.
 * Permissions stay; behind a link the file it leads to is written. Rejects with the system's error.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const target = await unlessMissing(realpath(path), path);
  const mode = (await unlessMissing(stat(target), undefined))?.mode ?? ownerOnly;
  const beside = `${target}.${randomUUID()}.tmp`;
  try {
    const handle = await open(beside, 'wx', ownerOnly);
    try {
      await handle.chmod(mode & permissionBits);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function unlessMissing<Found, Otherwise>(looking: Promise<Found>, otherwise: Otherwise) {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
