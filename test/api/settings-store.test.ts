import assert from 'node:assert/strict';
import { type SettingsFile, SettingsStore } from '../../server/api/settings-store.ts';

describe('changes of a settings file', () => {
  it('go on after one that failed in a way that nobody foresaw', async () => {
    let text = 'one';
    const file: SettingsFile = {
      name: 'settings.json',
      read: async () => new TextEncoder().encode(text),
      async write(written) {
        text = written;
      },
    };
    const store = new SettingsStore(file);
    const broken = store.change(() => {
      throw new Error('unforeseen');
    }, 'en');
    const next = store.change((before) => ({ ok: true, value: `${before} two` }), 'en');
    await assert.rejects(broken, /unforeseen/);
    assert.equal(await next, undefined);
    assert.equal(text, 'one two');
  });
});
