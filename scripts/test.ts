import { closingLine, runMocha, runNode } from './mocha-run.ts';

/** What must hold before the tests run, in the order of how fast each says no. */
const checks: readonly (readonly [name: string, script: readonly string[]])[] = [
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--max-diagnostics=50', '--diagnostic-level=error']],
  ['generated files are fresh', ['scripts/generate.ts', '--check']],
  ['typecheck', ['node_modules/typescript/bin/tsc', '-b']],
  ['build', ['scripts/build.ts']],
];

let failedChecks = 0;
for (const [name, script] of checks) {
  const passed = (await runNode(script)) === 0;
  if (!passed) failedChecks += 1;
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name}`);
}
const given = process.argv.slice(2);
const counts = await runMocha(given.length > 0 ? given : ['test/**/*.test.ts', '--ignore', 'test/vscode/**']);
const total = { ...counts, failed: counts.failed + failedChecks };
console.log(closingLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
