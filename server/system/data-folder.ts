import { posix, win32 } from 'node:path';

/** Names a folder for what must survive, in place of the usual one. */
export const dataFolderVariable = 'VIDEOGENIUS_DATA_DIR';

/** What decides where data is kept. */
export interface DataSurroundings {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/**
 * The folder for what must survive a restart: the one that VIDEOGENIUS_DATA_DIR names, which must be an absolute path, or where data of
 * programs belongs on each system. Nothing is created.
 */
export function dataFolder({
  platform,
  variables,
  homeFolder,
}: DataSurroundings): { readonly ok: true; readonly path: string } | { readonly ok: false; readonly asked: string } {
  const path = platform === 'win32' ? win32 : posix;
  const named = (name: string): string | undefined => {
    const value = variables[name]?.trim() ?? '';
    return value === '' ? undefined : value;
  };
  const asked = named(dataFolderVariable);
  if (asked !== undefined) {
    return path.isAbsolute(asked) ? { ok: true, path: path.resolve(asked) } : { ok: false, asked };
  }
  if (platform === 'win32') {
    return {
      ok: true,
      path: win32.join(named('LOCALAPPDATA') ?? win32.join(homeFolder, 'AppData', 'Local'), 'VideoGenius'),
    };
  }
  if (platform === 'darwin') {
    return { ok: true, path: posix.join(homeFolder, 'Library', 'Application Support', 'VideoGenius') };
  }
  // The XDG Base Directory Specification has relative paths ignored.
  const data = named('XDG_DATA_HOME');
  const base = data !== undefined && posix.isAbsolute(data) ? data : posix.join(homeFolder, '.local', 'share');
  return { ok: true, path: posix.join(base, 'videogenius') };
}
