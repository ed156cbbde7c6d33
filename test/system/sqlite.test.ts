import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { openSqlite } from '../../server/system/sqlite.ts';

describe('SQLite of Node', () => {
  it('opens a database', () => {
    const database = openSqlite(':memory:');
    assert.ok(database);
    assert.deepEqual({ ...database.prepare('SELECT 1 + 1 AS two').get() }, { two: 2 });
    database.close();
  });

  it('is loaded without a word, and silences nobody else', () => {
    const module = new URL('../../server/system/sqlite.ts', import.meta.url).href;
    const program = `
      import { openSqlite } from '${module}';
      const before = process.emitWarning;
      const load = process.getBuiltinModule;
      process.getBuiltinModule = (name) => {
        process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
        process.emitWarning('something else', 'ExperimentalWarning');
        process.emitWarning('SQLite is a word', 'OtherWarning');
        return load(name);
      };
      openSqlite(':memory:');
      if (process.emitWarning !== before) throw new Error('the way to warn was not put back');
    `;
    const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      stderr
        .split('\n')
        .filter((line) => /Warning: /.test(line))
        .map((line) => line.replace(/^.*\) /, '')),
      ['ExperimentalWarning: something else', 'OtherWarning: SQLite is a word'],
    );
  });
});
