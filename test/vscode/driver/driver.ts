import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Mocha from 'mocha';
import { defineCommandTests } from './commands.ts';
import { defineSettingTests } from './settings.ts';

/** Runs the tests as soon as the editor is ready and writes what came of it. */
export function activate(): void {
  const { VIDEOGENIUS_TEST_PROJECT: project, VIDEOGENIUS_TEST_RESULT: resultFile } = process.env;
  if (project === undefined || resultFile === undefined) return;
  const MochaConstructor: typeof Mocha = createRequire(project)('mocha');
  const mocha = new MochaConstructor({ ui: 'bdd', reporter: 'min', timeout: 90_000 });
  mocha.suite.emit('pre-require', globalThis, 'driver', mocha);
  defineSettingTests();
  defineCommandTests();
  const lines: string[] = [];
  const runner = mocha.run(() => {
    const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
    const result = { passed: passes, failed: failures, skipped: pending, lines };
    // Written under another name first, so that nobody reads half of it.
    writeFileSync(`${resultFile}.part`, JSON.stringify(result));
    renameSync(`${resultFile}.part`, resultFile);
  });
  runner.on('pass', (test) => lines.push(`  ok      ${test.fullTitle()}`));
  runner.on('fail', (test, error: Error) => lines.push(`  FAILED  ${test.fullTitle()}`, error.stack ?? error.message));
}
