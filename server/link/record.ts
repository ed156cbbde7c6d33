import { open, readFile, rename, rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { BuildShape, ProtocolRange, parseJson } from './shapes.ts';

/** What a running daemon leaves in its private folder, so that others of the same user find it and may speak to it. */
export const DiscoveryRecord = z.object({
  processId: z.int().check(z.gte(1)),
  /** Path of the socket, or name of the pipe. */
  socket: z.string().check(z.minLength(1), z.maxLength(4096)),
  /** 32 random bytes in hexadecimal. Whoever can read the folder may speak to the daemon; nobody else. */
  token: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  protocol: ProtocolRange,
  build: BuildShape,
  startedAtMs: z.number(),
});
export type DiscoveryRecord = z.infer<typeof DiscoveryRecord>;

/** The record at a path; undefined when there is none or it cannot be understood. */
export async function readRecord(path: string): Promise<DiscoveryRecord | undefined> {
  try {
    return parseJson(DiscoveryRecord, await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes a record so that a reader finds the old one, the new one or none, but never half of one, even after a power cut.
 * Throws what the file system throws.
 */
export async function writeRecord(path: string, record: DiscoveryRecord): Promise<void> {
  const temporary = `${path}.${record.processId}`;
  await rm(temporary, { force: true });
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes the record of the daemon with this token; that of another one stays. Never throws: a record left over harms nobody. */
export async function removeRecord(path: string, token: string): Promise<void> {
  const record = await readRecord(path);
  if (record?.token === token) await rm(path, { force: true }).catch(() => {});
}
