import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../scripts/generate.ts';
import { runChaos } from './chaos.ts';
import { readChaosOptions } from './chaos-options.ts';
import { judge } from './chaos-promises.ts';
import { chaosReport } from './chaos-report.ts';

/** What stands above the report in docs/chaos.md. */
const introduction = `# The chaos run

Written by \`npm run bench -- chaos --write\`; \`--help\` tells what can be varied.

A real daemon, started as the editor starts it, and nine vendors made with [aimock](https://www.npmjs.com/package/@copilotkit/aimock), which knows
the vendors' forms of the API and was not written by us. Six windows, one for each strategy, ask for scripts through the daemon's
own protocol while the vendors answer with errors, rate limits, broken and stalled streams, and are down for a while. Every script
consists of numbered sentences that differ from vendor to vendor, so that a missing, doubled or damaged one shows. In between the daemon is
killed (kill -9); whoever was cut off asks once more, as a person would. All is taken from a seed: who asks in which order changes nothing
about the faults a script meets at a vendor.

A promise that is not kept makes the command fail; times are only shown.`;

/** `npm run bench -- chaos`: gives the exit code. */
export async function chaosMain(given: readonly string[]): Promise<number> {
  const options = readChaosOptions(given);
  if ('text' in options) {
    (options.ok ? process.stdout : process.stderr).write(options.text);
    return options.ok ? 0 : 2;
  }
  const findings = await runChaos(options);
  const promises = judge(findings);
  const report = chaosReport(findings, promises);
  console.log(report);
  if (options.write) writeFileSync(join(projectDirectory, 'docs', 'chaos.md'), `${introduction}\n\n${report}\n`);
  const broken = promises.filter(({ isKept }) => !isKept);
  console.log(broken.length === 0 ? '\nAll promises were kept.' : `\n${broken.length} promises were not kept.`);
  return broken.length === 0 ? 0 : 1;
}
