import assert from 'node:assert/strict';
import { editorSettingsFiles, type PathsInput, userPaths } from '../../server/system/index.ts';

const linux: PathsInput = { platform: 'linux', homeFolder: '/home/ann', environment: {} };
const mac: PathsInput = { platform: 'darwin', homeFolder: '/Users/ann', environment: {} };
const windows: PathsInput = {
  platform: 'win32',
  homeFolder: 'C:\\Users\\ann',
  environment: { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming', LOCALAPPDATA: 'D:\\Local' },
};

describe('userPaths', () => {
  it('follows the custom of each platform', () => {
    assert.deepEqual(userPaths(linux), {
      configFolder: '/home/ann/.config/videogenius',
      dataFolder: '/home/ann/.local/share/videogenius',
      cacheFolder: '/home/ann/.cache/videogenius',
    });
    assert.deepEqual(userPaths(mac), {
      configFolder: '/Users/ann/Library/Application Support/videogenius',
      dataFolder: '/Users/ann/Library/Application Support/videogenius/data',
      cacheFolder: '/Users/ann/Library/Caches/videogenius',
    });
    assert.deepEqual(userPaths(windows), {
      configFolder: 'C:\\Users\\ann\\AppData\\Roaming\\videogenius',
      dataFolder: 'D:\\Local\\videogenius\\data',
      cacheFolder: 'D:\\Local\\videogenius\\cache',
    });
  });

  it('takes absolute XDG folders and ignores relative or empty ones', () => {
    const environment = { XDG_CONFIG_HOME: '/etc/ann', XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' };
    assert.deepEqual(userPaths({ ...linux, environment }), {
      configFolder: '/etc/ann/videogenius',
      dataFolder: '/home/ann/.local/share/videogenius',
      cacheFolder: '/home/ann/.cache/videogenius',
    });
  });
});

describe('editorSettingsFiles', () => {
  it('knows where VS Code keeps its user settings', () => {
    assert.equal(editorSettingsFiles(linux)[0], '/home/ann/.config/Code/User/settings.json');
    assert.equal(editorSettingsFiles(mac)[0], '/Users/ann/Library/Application Support/Code/User/settings.json');
    assert.equal(editorSettingsFiles(windows)[0], 'C:\\Users\\ann\\AppData\\Roaming\\Code\\User\\settings.json');
    assert.ok(editorSettingsFiles(linux).includes('/home/ann/.local/share/code-server/User/settings.json'));
    assert.ok(editorSettingsFiles(linux).includes('/home/ann/.config/VSCodium/User/settings.json'));
  });

  it('looks into a portable installation first', () => {
    const files = editorSettingsFiles({ ...linux, environment: { VSCODE_PORTABLE: '/opt/code/data' } });
    assert.equal(files[0], '/opt/code/data/user-data/User/settings.json');
  });
});
