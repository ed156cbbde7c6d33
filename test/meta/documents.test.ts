import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { commandNames } from '../../server/cli/command.ts';
import {
  isRecord,
  methodPrefix,
  methods,
  notifications,
  sessionMethods,
  windowMethods,
} from '../../server/protocol/index.ts';
import { projectFiles, readProjectFile } from './project.ts';

/** npm scripts that a text tells a person to run. */
function namedScripts(text: string): string[] {
  const matches = text.matchAll(/\bnpm (?:run (?<script>[\w:-]+)|(?<short>start|test)\b)/g);
  return [...matches].map((match) => match.groups?.script ?? match.groups?.short ?? '');
}

/** Links of a Markdown text that lead into the project. */
function relativeLinks(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
  return links.filter((link) => !/^(?:[a-z]+:|#)/i.test(link));
}

const manifest: unknown = JSON.parse(readProjectFile('package.json'));
const scriptTable = isRecord(manifest) && isRecord(manifest.scripts) ? manifest.scripts : {};
const scripts = Object.keys(scriptTable);

describe('the document scanners', () => {
  it('find scripts and links', () => {
    assert.deepEqual(namedScripts('Run `npm ci && npm test`, `npm start`, then `npm run test:vscode`.'), [
      'test',
      'start',
      'test:vscode',
    ]);
    assert.deepEqual(relativeLinks('[a](docs/a.md#x) [b](https://example.org) [c](#c) ![d](d.png "title")'), [
      'docs/a.md#x',
      'd.png',
    ]);
  });
});

describe('documents', () => {
  const documents = projectFiles().filter((path) => path.endsWith('.md') && !path.startsWith('test/'));

  it('are there', () => {
    for (const path of ['README.md', 'CONTRIBUTING.md', 'docs/settings.md']) assert.ok(documents.includes(path), path);
  });

  it('name only commands that exist', () => {
    const unknown = documents.flatMap((path) =>
      namedScripts(readProjectFile(path))
        .filter((script) => !scripts.includes(script))
        .map((script) => `${path}: npm run ${script}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('have links that lead somewhere', () => {
    const broken = documents.flatMap((path) =>
      relativeLinks(readProjectFile(path))
        .filter((link) => !existsSync(join(projectDirectory, dirname(path), decodeURI(link.replace(/[#?].*$/, '')))))
        .map((link) => `${path}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });
});

describe('what the documents promise', () => {
  const names = (from: object) => Object.keys(from).map((name) => `${methodPrefix}${name}`);

  it('README.md has every command of the editor and of the command line', () => {
    const readme = readProjectFile('README.md');
    const titles: unknown = JSON.parse(readProjectFile('package.nls.json'));
    const commands = Object.entries(isRecord(titles) ? titles : {}).filter(([key]) => key.startsWith('command.'));
    assert.ok(commands.length > 10);
    for (const [, title] of commands) {
      const name = String(title).replace(/ \(.*\)$/, '');
      assert.match(readme, new RegExp(`^\\| (?:[^|]*, )?${name}(?:, [^|]*)? \\|`, 'm'), name);
    }
    for (const name of commandNames) assert.match(readme, new RegExp(`^\\| \`${name}(?: TOPIC)?\` \\|`, 'm'), name);
  });

  it('docs/editor.md has every call and every notification of the daemon', () => {
    const document = readProjectFile('docs/editor.md');
    const all = [methods, sessionMethods, windowMethods, notifications].flatMap(names);
    const missing = all.filter((name) => !document.includes(`\`${name}\``));
    assert.deepEqual(missing, []);
  });

  it('docs/engine.md names only files that exist', () => {
    const document = readProjectFile('docs/engine.md');
    const named = [...document.matchAll(/`((?:server|test)\/[\w/.-]+)`/g)].map((match) => match[1] ?? '');
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((path) => !existsSync(join(projectDirectory, path))),
      [],
    );
  });
});

describe('npm scripts', () => {
  it('run files that exist', () => {
    const files = Object.values(scriptTable).flatMap(
      (value) => /^node (?:--\S+ )*(\S+)/.exec(String(value))?.[1] ?? [],
    );
    assert.ok(files.length > 5);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(projectDirectory, file))),
      [],
    );
  });
});
