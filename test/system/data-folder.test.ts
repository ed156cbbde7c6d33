import assert from 'node:assert/strict';
import { dataFolder } from '../../server/system/data-folder.ts';

type Variables = Readonly<Record<string, string>>;

const folderOf = (platform: NodeJS.Platform, variables: Variables, homeFolder = '/home/me') => {
  const found = dataFolder({ platform, variables, homeFolder });
  return found.ok ? found.path : `not absolute: ${found.asked}`;
};

describe('the folder for data', () => {
  for (const [what, found, expected] of [
    ['Linux', folderOf('linux', {}), '/home/me/.local/share/videogenius'],
    ['Linux with XDG_DATA_HOME', folderOf('linux', { XDG_DATA_HOME: '/data' }), '/data/videogenius'],
    [
      'a relative XDG_DATA_HOME, which does not count',
      folderOf('linux', { XDG_DATA_HOME: 'data' }),
      '/home/me/.local/share/videogenius',
    ],
    [
      'macOS',
      folderOf('darwin', { XDG_DATA_HOME: '/data' }, '/Users/me'),
      '/Users/me/Library/Application Support/VideoGenius',
    ],
    ['Windows', folderOf('win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\me'), 'D:\\Local\\VideoGenius'],
    [
      'Windows without LOCALAPPDATA',
      folderOf('win32', {}, 'C:\\Users\\me'),
      'C:\\Users\\me\\AppData\\Local\\VideoGenius',
    ],
    [
      'a folder of one’s own',
      folderOf('linux', { VIDEOGENIUS_DATA_DIR: ' /mine/a/../b ', XDG_DATA_HOME: '/data' }),
      '/mine/b',
    ],
    ['one of one’s own on Windows', folderOf('win32', { VIDEOGENIUS_DATA_DIR: 'E:\\mine' }), 'E:\\mine'],
    [
      'an empty name, which is none',
      folderOf('linux', { VIDEOGENIUS_DATA_DIR: ' ' }),
      '/home/me/.local/share/videogenius',
    ],
    ['a relative folder of one’s own', folderOf('linux', { VIDEOGENIUS_DATA_DIR: 'mine' }), 'not absolute: mine'],
  ] as const) {
    it(`${what}: ${expected}`, () => assert.equal(found, expected));
  }
});
