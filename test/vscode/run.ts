import { existsSync } from 'node:fs';
import { addCounts, type Counts, closingLine, runMocha, runNode } from '../../scripts/mocha-run.ts';
import { packagePath } from '../../scripts/package.ts';
import { findChromium, missingPrerequisite } from './chromium.ts';
import { runInCodeServer } from './code-server.ts';
import { canDownload, runInDesktop } from './desktop.ts';

/**
 * `npm run test:vscode`: the panel in a real browser, and the packaged extension in a real VS Code. A missing
 * prerequisite is told to a person as "skipped: why"; with CI set it is a failure.
 */
async function main(): Promise<Counts> {
  if (!existsSync(packagePath()) || process.env.CI !== 'true') {
    const code = await runNode(['scripts/package.ts']);
    if (code !== 0) return { passed: 0, failed: 1, skipped: 0 };
  }
  const chromium = findChromium();
  const panel = chromium === undefined ? skipped(missingPrerequisite) : await runMocha(['test/vscode/panel.test.ts']);
  return addCounts(panel, await editor(chromium));
}

async function editor(chromium: string | undefined): Promise<Counts> {
  try {
    if (await canDownload()) return await runInDesktop(packagePath());
    if (chromium === undefined) return skipped(missingPrerequisite);
    return await runInCodeServer(packagePath(), chromium);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function skipped(why: string): Counts {
  console.log(`skipped: ${why}`);
  const inCi = process.env.CI === 'true';
  return { passed: 0, failed: inCi ? 1 : 0, skipped: inCi ? 0 : 1 };
}

const counts = await main();
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
