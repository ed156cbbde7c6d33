import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface PathsInput {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** Where this person's files belong. Nothing is created. */
export interface UserPaths {
  readonly configFolder: string;
  /** What must survive: the ledger, health history. */
  readonly dataFolder: string;
  /** What may be deleted at any time. */
  readonly cacheFolder: string;
}

const applicationName = 'videogenius';

export const systemPathsInput = (): PathsInput => ({
  platform: process.platform,
  environment: process.env,
  homeFolder: homedir(),
});

/** Folders after the XDG Base Directory Specification 0.8 on Linux, Apple's Library on macOS, AppData on Windows. */
export function userPaths(input: PathsInput = systemPathsInput()): UserPaths {
  const { platform, homeFolder } = input;
  if (platform === 'win32') {
    const roaming = absolute(input, 'APPDATA') ?? win32.join(homeFolder, 'AppData', 'Roaming');
    const local = absolute(input, 'LOCALAPPDATA') ?? win32.join(homeFolder, 'AppData', 'Local');
    return {
      configFolder: win32.join(roaming, applicationName),
      dataFolder: win32.join(local, applicationName, 'data'),
      cacheFolder: win32.join(local, applicationName, 'cache'),
    };
  }
  if (platform === 'darwin') {
    const library = posix.join(homeFolder, 'Library');
    return {
      configFolder: posix.join(library, 'Application Support', applicationName),
      dataFolder: posix.join(library, 'Application Support', applicationName, 'data'),
      cacheFolder: posix.join(library, 'Caches', applicationName),
    };
  }
  const xdg = (variable: string, ...fallback: string[]): string =>
    posix.join(absolute(input, variable) ?? posix.join(homeFolder, ...fallback), applicationName);
  return {
    configFolder: xdg('XDG_CONFIG_HOME', '.config'),
    dataFolder: xdg('XDG_DATA_HOME', '.local', 'share'),
    cacheFolder: xdg('XDG_CACHE_HOME', '.cache'),
  };
}

/** Editors whose user settings can hold ours, most common first: folder names of their user data. */
const editorFolders = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'] as const;

/**
 * Places where the user's `settings.json` may be, in the order in which they should be looked at. A portable
 * installation (`VSCODE_PORTABLE`) comes first, because it ignores the usual place.
 */
export function editorSettingsFiles(input: PathsInput = systemPathsInput()): readonly string[] {
  const { platform, homeFolder } = input;
  const { join } = platform === 'win32' ? win32 : posix;
  const portable = absolute(input, 'VSCODE_PORTABLE');
  const userFile = ['User', 'settings.json'] as const;
  const base =
    platform === 'win32'
      ? (absolute(input, 'APPDATA') ?? join(homeFolder, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(homeFolder, 'Library', 'Application Support')
        : (absolute(input, 'XDG_CONFIG_HOME') ?? join(homeFolder, '.config'));
  const remote =
    platform === 'win32'
      ? []
      : [
          join(absolute(input, 'XDG_DATA_HOME') ?? join(homeFolder, '.local', 'share'), 'code-server', ...userFile),
          join(homeFolder, '.vscode-server', 'data', 'Machine', 'settings.json'),
        ];
  return [
    ...(portable === undefined ? [] : [join(portable, 'user-data', ...userFile)]),
    ...editorFolders.map((folder) => join(base, folder, ...userFile)),
    ...remote,
  ];
}

/** A folder from the environment; the XDG specification says that a relative one is to be ignored. */
function absolute(input: PathsInput, variable: string): string | undefined {
  const value = input.environment[variable];
  if (value === undefined || value === '') return undefined;
  const { isAbsolute } = input.platform === 'win32' ? win32 : posix;
  return isAbsolute(value) ? value : undefined;
}
