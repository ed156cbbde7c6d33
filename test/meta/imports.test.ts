import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { moduleImports, productSources } from './project.ts';
import { findCycle, importProblem } from './rooms.ts';
import { codeOf, importsOf } from './source-text.ts';

describe('the import scanner', () => {
  const sample = [
    "import type { A } from './a.ts';",
    '// import { b } from "./b.ts";',
    "import { type C, c } from '../c.ts';",
    "export * from './d.ts';",
    "import './e.css';",
    "const f = await import('./f.ts');",
    'const text = "import x from \'./not.ts\'"; const r = /["\']\\/\\//; // end',
    'import {',
    '  g,',
    "} from './g.ts';",
  ].join('\n');

  it('finds every kind of import, and none in comments', () => {
    assert.deepEqual(
      importsOf(sample).filter((each) => each.from !== './not.ts'),
      [
        { from: './a.ts', typesOnly: true },
        { from: '../c.ts', typesOnly: false },
        { from: './d.ts', typesOnly: false },
        { from: './e.css', typesOnly: false },
        { from: './f.ts', typesOnly: false },
        { from: './g.ts', typesOnly: false },
      ],
    );
  });

  it('takes comments and strings out and leaves the code', () => {
    const code = codeOf(`a = 'x // y'; /* Date */ b = \`\${Date}\`; c = /['"]/; d = 4 / 2; // Date`, false);
    assert.equal(code.replace(/\s+/g, ' ').trim(), "a = ''; b = ''; c = ''; d = 4 / 2;");
  });

  it('objects to a wrong direction, a wrong package and a value where only types may be', () => {
    const own = (target: string, typesOnly: boolean) => ({ target, ours: true, typesOnly });
    assert.match(importProblem('server/core/a.ts', own('server/engine/b.ts', true)) ?? '', /may not import/);
    assert.match(
      importProblem('webview/main.ts', own('server/protocol/index.ts', false)) ?? '',
      /other than for types/,
    );
    assert.match(
      importProblem('server/core/a.ts', { target: 'node:fs', ours: false, typesOnly: false }) ?? '',
      /package/,
    );
    const zod = (typesOnly: boolean) => ({ target: 'zod', ours: false, typesOnly });
    assert.match(importProblem('server/rpc/a.ts', zod(false)) ?? '', /package/);
    assert.equal(importProblem('server/rpc/a.ts', zod(true)), undefined);
    assert.match(importProblem('client/a.ts', own('server/protocol/index.ts', false)) ?? '', /other than for types/);
    assert.match(importProblem('client/a.ts', own('server/daemon/b.ts', true)) ?? '', /may not import/);
    for (const light of [
      'server/protocol/mirror.ts',
      'server/rpc/index.ts',
      'server/link/index.ts',
      'server/version.ts',
    ])
      assert.equal(importProblem('client/a.ts', own(light, false)), undefined, light);
    assert.equal(importProblem('webview/main.ts', own('server/protocol/index.ts', true)), undefined);
    assert.equal(importProblem('server/main.ts', own('server/providers/index.ts', false)), undefined);
  });

  it('finds a cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    assert.deepEqual(findCycle(graph), ['b', 'c', 'b']);
    assert.equal(findCycle(new Map([['a', ['b']]])), undefined);
  });
});

describe('imports', () => {
  const sources = productSources();

  it('go only in the directions of the architecture', () => {
    assert.ok(sources.length > 50);
    const problems = sources.flatMap((path) =>
      moduleImports(path).flatMap((each) => {
        const problem = importProblem(path, each);
        return problem === undefined ? [] : [problem];
      }),
    );
    assert.deepEqual(problems, []);
  });

  it('lead to files that exist', () => {
    const missing = sources.flatMap((path) =>
      moduleImports(path)
        .filter(({ ours, target }) => ours && !existsSync(join(projectDirectory, target)))
        .map(({ target }) => `${path}: ${target}`),
    );
    assert.deepEqual(missing, []);
  });

  it('make no circle', () => {
    const graph = new Map(
      sources.map((path) => {
        const needed = moduleImports(path).filter((each) => each.ours && !each.typesOnly);
        return [path, needed.map((each) => each.target)] as const;
      }),
    );
    assert.equal(findCycle(graph)?.join(' -> '), undefined);
  });
});
