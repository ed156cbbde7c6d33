import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDirectory } from '../../scripts/generate.ts';
import { isRecord } from '../../server/protocol/outline.ts';
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

describe('npm scripts', () => {
  it('run files that exist', () => {
    const files = Object.values(scriptTable).flatMap((value) => /^node (\S+)/.exec(String(value))?.[1] ?? []);
    assert.ok(files.length > 5);
    assert.deepEqual(
      files.filter((file) => !existsSync(join(projectDirectory, file))),
      [],
    );
  });
});
