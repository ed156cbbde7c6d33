import { existsSync } from 'node:fs';
import { addCounts, type Counts, closingLine, runMocha, runNode } from '../../scripts/mocha-run.ts';
import { packagePath } from '../../scripts/package.ts';
import { findChromium, missingPrerequisite } from './chromium.ts';
import { runInCodeServer } from './code-server.ts';
import { canDownload, runInDesktop } from './desktop.ts';
import { suites } from './driver-extension.ts';

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
  const panel = isWanted('panel') ? await panelTests(chromium) : nothing;
  return suites.some(isWanted) ? addCounts(panel, await editor(chromium)) : panel;
}

const nothing: Counts = { passed: 0, failed: 0, skipped: 0 };

async function panelTests(chromium: string | undefined): Promise<Counts> {
  return chromium === undefined ? skipped(missingPrerequisite) : runMocha(['test/vscode/panel.test.ts']);
}

async function editor(chromium: string | undefined): Promise<Counts> {
  try {
    if (await canDownload()) return await runInDesktop(packagePath());
    if (chromium === undefined) return skipped(missingPrerequisite);
    let counts = nothing;
    for (const suite of suites.filter(isWanted)) {
      console.log(`== ${suite}`);
      counts = addCounts(counts, await runInCodeServer(packagePath(), chromium, suite));
    }
    return counts;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const parts = ['panel', ...suites] as const;

/** Everything is, unless some parts are named on the command line: `npm run test:vscode -- editor`. */
function isWanted(part: (typeof parts)[number]): boolean {
  const named = parts.filter((each) => process.argv.includes(each));
  return named.length === 0 || named.includes(part);
}

function skipped(why: string): Counts {
  console.log(`skipped: ${why}`);
  const inCi = process.env.CI === 'true';
  return { passed: 0, failed: inCi ? 1 : 0, skipped: inCi ? 0 : 1 };
}

const counts = await main();
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
