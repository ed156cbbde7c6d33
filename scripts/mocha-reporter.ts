import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * Mocha's own `dot` reporter (one character per test, every failure in full at the end), which also writes the counts
 * for the closing line of `npm test` to the file named in VIDEOGENIUS_TEST_COUNTS.
 */
export default class CountingReporter extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const path = process.env.VIDEOGENIUS_TEST_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (path !== undefined)
        writeFileSync(path, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}
