import { join } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { runNode } from '../../scripts/mocha-run.ts';
import { packagePath } from '../../scripts/package.ts';
import { findChromium, missingPrerequisite } from './chromium.ts';
import { runInCodeServer } from './code-server.ts';

/** Takes `docs/images/editor.png`: the packaged extension in a real VS Code, with the demo. */
async function main(): Promise<number> {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.log(`skipped: ${missingPrerequisite}`);
    return 0;
  }
  const packaged = await runNode(['scripts/package.ts']);
  if (packaged !== 0) return packaged;
  process.env.VIDEOGENIUS_TEST_PICTURES ??= join(projectDirectory, 'docs', 'images');
  const { failed } = await runInCodeServer(packagePath(), chromium, 'pictures');
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
