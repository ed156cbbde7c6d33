import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the panel, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

/** The files of the panel by the path they are served under. Rejects with an Error in plain words when one is missing. */
export async function readAssets(directory: string): Promise<ReadonlyMap<string, Asset>> {
  const types = { 'panel.js': 'text/javascript; charset=utf-8', 'panel.css': 'text/css; charset=utf-8' };
  try {
    const entries = Object.entries(types).map(
      async ([name, type]) => [`/${name}`, { type, body: await readFile(join(directory, name)) }] as const,
    );
    return new Map(await Promise.all(entries));
  } catch {
    throw new Error(`The status page is not built: panel.js or panel.css is missing in ${directory}.`);
  }
}
