import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Mocha from 'mocha';
import { defineChatModelTests } from './chat-models.ts';
import { defineCommandTests } from './commands.ts';
import { defineEditorPicture } from './editor-picture.ts';
import { defineGenerationTests } from './generation.ts';
import { defineKeyTests } from './keys.ts';
import { definePanelTests } from './panel.ts';
import { definePrivacyTests } from './privacy.ts';
import { defineRestrictedTests } from './restricted.ts';
import { defineSettingTests } from './settings.ts';

/** Runs the tests as soon as the editor is ready and writes what came of it. */
export function activate(): void {
  const { VIDEOGENIUS_TEST_PROJECT: project, VIDEOGENIUS_TEST_RESULT: resultFile } = process.env;
  if (project === undefined || resultFile === undefined) return;
  const MochaConstructor: typeof Mocha = createRequire(project)('mocha');
  const mocha = new MochaConstructor({ ui: 'bdd', reporter: 'min', timeout: 90_000 });
  mocha.suite.emit('pre-require', globalThis, 'driver', mocha);
  if (process.env.VIDEOGENIUS_TEST_ONLY !== undefined) mocha.fgrep(process.env.VIDEOGENIUS_TEST_ONLY);
  define(process.env.VIDEOGENIUS_TEST_SUITE);
  const lines: string[] = [];
  /** The runner prints these as they come: a run that hangs says how far it got. */
  const tell = (...news: string[]): void => {
    lines.push(...news);
    appendFileSync(`${resultFile}.lines`, news.map((line) => `${line}\n`).join(''));
  };
  console.log = (text: unknown) => tell(String(text));
  const runner = mocha.run(() => {
    const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
    const result = { passed: passes, failed: failures, skipped: pending, lines };
    // Written under another name first, so that nobody reads half of it.
    writeFileSync(`${resultFile}.part`, JSON.stringify(result));
    renameSync(`${resultFile}.part`, resultFile);
  });
  runner.on('pass', (test) => tell(`  ok      ${test.fullTitle()}`));
  runner.on('fail', (test, error: Error) => tell(`  FAILED  ${test.fullTitle()}`, error.stack ?? error.message));
}

function define(suite: string | undefined): void {
  if (suite === 'restricted') defineRestrictedTests();
  else if (suite === 'chatModels') defineChatModelTests();
  else if (suite === 'pictures') defineEditorPicture();
  else {
    defineCommandTests();
    defineGenerationTests();
    defineSettingTests();
    definePanelTests();
    defineKeyTests();
    definePrivacyTests();
  }
}
