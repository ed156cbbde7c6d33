import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../scripts/generate.ts';
import { runChaos } from './chaos.ts';
import type { RunFindings } from './chaos-findings.ts';
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
about the faults a script meets at a vendor. A model that is asked to go on from a broken text does so exactly in 85 of 100 cases; otherwise it
repeats more than it was asked to, says something first, leaves the asked words out, or begins anew.

The settings are the defaults but for shorter clocks (5 s to the first text, 4 s for a stall, 60 s for a script), a day's budget of $1,000 that stops,
and room for 12 requests at the local model. A promise that is not kept makes the command fail; times and the rate of success are only
shown. Attempts that a kill has cut off have no end that anybody could report: they are counted apart.`;

/** `npm run bench -- chaos`: gives the exit code. */
export async function chaosMain(given: readonly string[]): Promise<number> {
  const options = readChaosOptions(given);
  if ('text' in options) {
    (options.ok ? process.stdout : process.stderr).write(options.text);
    return options.ok ? 0 : 2;
  }
  let findings: RunFindings;
  try {
    findings = await runChaos(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
  const promises = judge(findings);
  const report = chaosReport(findings, promises);
  console.log(report);
  if (options.write) writeFileSync(join(projectDirectory, 'docs', 'chaos.md'), `${introduction}\n\n${report}\n`);
  const broken = promises.filter(({ isKept }) => !isKept);
  console.log(broken.length === 0 ? '\nAll promises were kept.' : `\n${broken.length} promises were not kept.`);
  return broken.length === 0 ? 0 : 1;
}
