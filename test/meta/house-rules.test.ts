import assert from 'node:assert/strict';
import {
  exportedValues,
  type Finding,
  methodNames,
  names,
  sleeps,
  strayWords,
  typeEscapes,
  vendorComparisons,
  worldUses,
} from './house-rules.ts';
import { productSources, projectFiles, readProjectFile } from './project.ts';
import { codeOf } from './source-text.ts';

/** Longest source file, in lines. Beyond it a file has more than one concept in it. */
const longestFile = 300;

describe('the rule scanners', () => {
  const lines = (findings: readonly Finding[]) => findings.map((each) => each.line);

  it('find the clock, chance, process, timers and console in code, and nowhere else', () => {
    const sample = [
      'const a = Date.now();',
      '// Date.now() in a comment',
      "const b = 'process.exit';",
      'const c = Math.random();',
      'clock.setTimeout(1);',
      'setTimeout(() => 1, 2);',
      'console.log(1);',
      'const d = process.env;',
      'const e = new Date();',
      'order.process.start(); const expectedDate = 1; type T = Date | string;',
      'placesOf(process);',
      'const { process: facts } = options;',
    ];
    assert.deepEqual(lines(worldUses(sample.join('\n'))), [1, 4, 6, 7, 8, 9, 11]);
  });

  it('find comparisons with a vendor or a strategy', () => {
    const sample = [
      "if (id === 'deepseek') x();",
      "if ('random' !== strategy) y();",
      "switch (s) { case 'roundRobin': }",
      "if (provider === 'simulated') z();",
      "// id === 'claude'",
      "const list = ['deepseek', 'claude'];",
      "if (kind === 'simulated') k();",
      "if (record.providerId === 'simulated') l();",
      "if ('simulated' !== settings.provider) m();",
    ];
    assert.deepEqual(lines(vendorComparisons(sample.join('\n'))), [1, 2, 3, 4, 8, 9]);
  });

  it('find names of methods that are written out', () => {
    const sample = [
      "connection.sendRequest('videogenius/state/get');",
      'peer.notify(`videogenius/state/get`);',
      '// videogenius/state/get',
      ['const agent = `videogenius/$', '{version}`;'].join(''),
      "call('state/get');",
    ];
    assert.deepEqual(lines(methodNames(sample.join('\n'))), [1, 2]);
  });

  it('find ways around the type checker', () => {
    const sample = [
      'let a: any;',
      'b as any',
      'c as unknown as D',
      'e!.f',
      'const any = 1;',
      'if (!x) y();',
      'z !== 1;',
    ];
    assert.deepEqual(lines(typeEscapes(sample.join('\n'))), [1, 2, 3, 4]);
    assert.equal(typeEscapes(`// ${'@ts'}-ignore`).length, 1);
  });

  it('find waits of a fixed length', () => {
    const sample = [
      "import { setTimeout as delay } from 'node:timers/promises';",
      "import { setImmediate } from 'node:timers/promises';",
      'await new Promise((resolve) => setTimeout(resolve, 100));',
      'setTimeout(() => process.exit(9), 60_000).unref();',
    ];
    assert.deepEqual(lines(sleeps(sample.join('\n'))), [1, 3]);
  });

  it('find what a module gives away', () => {
    const sample = [
      'export const one = 1;',
      'const two = 2;',
      'export async function three() {}',
      'export type Four = 4;',
    ];
    assert.deepEqual(
      exportedValues(sample.join('\n')).map(({ text }) => text),
      ['one', 'three'],
    );
    assert.ok(names('one(two)', 'two'));
    assert.ok(!names('twofold', 'two'));
  });

  it('find words that do not belong here', () => {
    assert.equal(strayWords(`see ${'/wo'}rk/notes`).length, 1);
    assert.deepEqual(strayWords('network/ and paperwork/ and user-agent'), []);
  });
});

describe('house rules', () => {
  const report = (paths: readonly string[], rule: (text: string) => Finding[]): string[] =>
    paths.flatMap((path) => rule(readProjectFile(path)).map(({ line, text }) => `${path}:${line} ${text}`));
  const sources = productSources();
  const server = sources.filter((path) => path.startsWith('server/'));
  const allCode = projectFiles().filter((path) => path.endsWith('.ts'));

  /** The two files that are a process: the command line's, and the daemon's. */
  const around = ['server/bin.ts', 'server/daemon-process.ts'];

  it('only server/system, and the process around it, touches clock, chance, process and console', () => {
    const bound = server.filter((path) => !path.startsWith('server/system/') && !around.includes(path));
    assert.deepEqual(report(bound, worldUses), []);
  });

  it('no shared code knows a vendor or a strategy', () => {
    // The composition root puts the providers in and so knows that one of them is simulated.
    const shared = sources.filter((path) => !path.startsWith('server/providers/') && path !== 'server/main.ts');
    assert.deepEqual(report(shared, vendorComparisons), []);
  });

  it('names of methods stand in the contract, and nowhere else', () => {
    const users = sources.filter((path) => !/^server\/(?:protocol|rpc)\//.test(path));
    assert.ok(readProjectFile('server/protocol/names.ts').includes('videogenius/'));
    assert.deepEqual(report(users, methodNames), []);
  });

  it('nobody goes around the type checker', () => {
    const bound = allCode.filter((path) => !path.startsWith('test/meta/house-rules'));
    assert.deepEqual(report(bound, typeEscapes), []);
  });

  it('no stray words', () => {
    const texts = projectFiles().filter((path) => /\.(ts|cjs|js|json|md|css|yml|yaml|html)$|run$|ignore$/.test(path));
    assert.ok(texts.includes('package.json'));
    assert.deepEqual(report(texts, strayWords), []);
  });

  it('no test sleeps', () => {
    /** They look again and again until a condition holds. */
    const helpers = [
      'test/process/until.ts',
      'test/vscode/code-server.ts',
      'test/vscode/driver/browser.ts',
      'test/vscode/result.ts',
    ];
    const tests = allCode.filter((path) => path.startsWith('test/') && !path.startsWith('test/meta/'));
    assert.deepEqual(
      report(
        tests.filter((path) => !helpers.includes(path)),
        sleeps,
      ),
      [],
    );
  });

  it('nothing is given away that nobody takes', () => {
    // The contract is for readers outside, too; the stand-in for VS Code has what its module has.
    const isOpen = (path: string) => /^(?:server\/protocol\/|webview\/|test\/client\/fake-vscode\.ts$)/.test(path);
    const modules = allCode.map((path) => ({ path, code: codeOf(readProjectFile(path), false) }));
    const unused = modules
      .filter(({ path }) => !isOpen(path))
      .flatMap(({ path, code }) =>
        exportedValues(code)
          .filter(({ text }) => !modules.some((other) => other.path !== path && names(other.code, text)))
          .map(({ text }) => `${path}: ${text}`),
      );
    assert.deepEqual(unused, []);
  });

  it('no declaration stands beside its source', () => {
    const files = new Set(projectFiles());
    const strays = [...files].filter((path) => path.endsWith('.d.ts') && files.has(path.replace(/\.d\.ts$/, '.ts')));
    assert.deepEqual(strays, []);
  });

  it('files stay short enough to read', () => {
    const lengths = sources.map((path) => ({ path, lines: readProjectFile(path).trimEnd().split('\n').length }));
    const isTable = (path: string) => /protocol\/config\.ts$|texts|price|phrases/.test(path);
    assert.deepEqual(
      lengths.filter(({ path, lines }) => lines > longestFile && !isTable(path)),
      [],
    );
  });
});
