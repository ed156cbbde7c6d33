import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { testKey } from './keys.ts';
import { pieces, secretTopic } from './vendors.ts';

/** Comes last: what all the tests before it have left behind. */
export function definePrivacyTests(): void {
  describe('what is left behind', () => {
    it('holds no key, no topic and no script text, in any log', () => {
      const logs = [
        ...filesBelow(join(process.env.VIDEOGENIUS_TEST_USER_DATA ?? '', 'logs')),
        ...filesBelow(process.env.VIDEOGENIUS_RUNTIME_DIR ?? ''),
      ];
      const ours = logs.filter((path) => /videogenius/i.test(path));
      assert.ok(ours.length > 0, `no log of ours among ${logs.length} files`);
      for (const path of logs) {
        const text = readFileSync(path, 'utf8');
        for (const secret of [testKey, secretTopic, pieces[1]])
          assert.ok(!text.includes(secret), `${path} holds ${secret}`);
      }
    });

    it('holds no key in settings.json', () => {
      const settings = readFileSync(
        join(process.env.VIDEOGENIUS_TEST_USER_DATA ?? '', 'User', 'settings.json'),
        'utf8',
      );
      assert.ok(!settings.includes(testKey));
    });
  });
}

function filesBelow(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) return filesBelow(path);
    return found?.isFile() ? [path] : [];
  });
}
