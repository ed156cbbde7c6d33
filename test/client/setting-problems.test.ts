import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findProblem } from '../../client/problem-places.ts';
import { SettingProblems } from '../../client/setting-problems.ts';
import type { SettingProblem } from '../../server/protocol/index.ts';
import { fake, Uri, workspace } from './fake-vscode.ts';

const text = `{
  // A comment.
  "editor.fontSize": 12,
  "videogenius.strategy": "fastest",
  "videogenius.fallbackChain": ["claude", "no such model"],
  "videogenius.models": {
    "mine": { "provider": "opanai", "headers": { "X-A": "1" }, },
    "mine.two": { "enabled": "yes" },
  },
  "videogenius": { "failover.maxAttempts": 99 },
}
`;

function shown(setting: string, ...path: string[]): string | undefined {
  const span = findProblem(text, { setting, path });
  return span === undefined ? undefined : text.slice(span.offset, span.offset + span.length);
}

describe('the place of a problem in settings.json', () => {
  it('is the value', () => {
    assert.equal(shown('videogenius.strategy'), '"fastest"');
    assert.equal(shown('videogenius.models', 'mine', 'provider'), '"opanai"');
    assert.equal(shown('videogenius.fallbackChain', '1'), '"no such model"');
    assert.equal(shown('videogenius.failover.maxAttempts'), '99');
  });

  it('is the name where the value is long, and where the value is missing', () => {
    assert.equal(shown('videogenius.models'), '"videogenius.models"');
    assert.equal(shown('videogenius.models', 'mine', 'headers'), '"headers"');
    assert.equal(shown('videogenius.models', 'mine', 'baseUrl'), '"mine"');
    assert.equal(shown('videogenius.models', 'mine.two', 'enabled'), '"yes"');
  });

  it('is nowhere when the setting is not written there', () => {
    assert.equal(shown('videogenius.modelWeights'), undefined);
    assert.equal(findProblem('', { setting: 'videogenius.strategy', path: [] }), undefined);
    assert.equal(findProblem('[1]', { setting: 'videogenius.strategy', path: [] }), undefined);
    assert.equal(findProblem('{"a": ', { setting: 'a.b', path: ['c'] }), undefined);
  });

  it('is found inside a workspace file, and in the last of several that VS Code reads', () => {
    const workspaceText = '{"folders": [], "settings": {"videogenius.strategy": "one", "videogenius.strategy": "two"}}';
    const span = findProblem(workspaceText, { setting: 'videogenius.strategy', path: [] }, ['settings']);
    assert.equal(workspaceText.slice(span?.offset, (span?.offset ?? 0) + 5), '"two"');
  });
});

const storage = vscode.Uri.file('/home/me/Code/User/globalStorage/videogenius.videogenius');
const userFile = 'vscode-userdata:/home/me/Code/User/settings.json';

/** Files on disk by path, and documents that are open by uri. */
function files(contents: Readonly<Record<string, string>>, open: Readonly<Record<string, string>> = {}): void {
  workspace.fs = {
    async readFile(uri: Uri) {
      const content = contents[uri.path];
      if (content === undefined) throw new Error('no such file');
      return new TextEncoder().encode(content);
    },
  };
  workspace.textDocuments = Object.entries(open).map(([uri, content]) => ({
    uri: Uri.parse(uri),
    getText: () => content,
  }));
}

function marks(): unknown {
  return Object.fromEntries(
    [...fake.diagnostics].map(([uri, list]) => [
      uri,
      list.map(({ message, range: { start, end } }) => [message, start.line, start.character, end.character]),
    ]),
  );
}

const strategyProblem: SettingProblem = {
  severity: 'error',
  setting: 'videogenius.strategy',
  path: [],
  message: 'There is no strategy named fastest.',
};

describe('problems of settings', () => {
  let problems: SettingProblems;
  beforeEach(() => {
    problems = new SettingProblems(storage);
  });
  afterEach(() => {
    problems.dispose();
    fake.reset();
  });

  it('stand on their line in the settings of the person, and disappear when mended', async () => {
    files({ '/home/me/Code/User/settings.json': text });
    await problems.show([strategyProblem]);
    assert.deepEqual(marks(), { [userFile]: [[strategyProblem.message, 3, 26, 35]] });
    await problems.show([]);
    assert.deepEqual(marks(), {});
  });

  it('stand in the folder whose word counts, in what is shown rather than on disk', async () => {
    workspace.workspaceFolders = [{ uri: Uri.file('/videos') }];
    files(
      {
        '/home/me/Code/User/settings.json': text,
        '/videos/.vscode/settings.json': '{"videogenius.strategy": "fastest"}',
      },
      { 'file:///videos/.vscode/settings.json': '{\r\n  "videogenius.strategy": "fastest"}' },
    );
    await problems.show([strategyProblem]);
    assert.deepEqual(marks(), { 'file:///videos/.vscode/settings.json': [[strategyProblem.message, 1, 26, 35]] });
  });

  it('stand where the wrong value is when an outer file holds it', async () => {
    workspace.workspaceFolders = [{ uri: Uri.file('/videos') }];
    files({
      '/home/me/Code/User/settings.json': '{"videogenius.modelWeights": {"claude": 5}}',
      '/videos/.vscode/settings.json': '{"videogenius.modelWeights": {"qwen": 1}}',
    });
    await problems.show([
      { severity: 'error', setting: 'videogenius.modelWeights', path: ['claude'], message: 'At most 2.' },
    ]);
    assert.deepEqual(marks(), { [userFile]: [['At most 2.', 0, 40, 41]] });
  });

  it('stand in a workspace file', async () => {
    workspace.workspaceFile = Uri.file('/videos/all.code-workspace');
    files({ '/videos/all.code-workspace': '{"settings": {"videogenius.strategy": "fastest"}}' });
    await problems.show([strategyProblem]);
    assert.deepEqual(marks(), { 'file:///videos/all.code-workspace': [[strategyProblem.message, 0, 38, 47]] });
  });

  it('are said once in one message, which opens the place', async () => {
    files({ '/home/me/Code/User/settings.json': text });
    const other = { ...strategyProblem, setting: 'videogenius.gone', message: 'There is no such setting.' };
    await problems.show([strategyProblem, other]);
    await problems.show([strategyProblem, other]);
    assert.equal(fake.messages.length, 1);
    assert.match(fake.messages[0]?.text ?? '', /no strategy named fastest\. \(and 1 more\)/);
    await problems.show([]);
    await problems.show([{ ...strategyProblem, message: 'There is no strategy named slowest.' }]);
    assert.equal(fake.messages.length, 2);
  });

  it('that stand nowhere are said all the same, and lead to the Settings editor', async () => {
    files({});
    fake.answers.push('Open Settings');
    await problems.show([strategyProblem]);
    assert.deepEqual(marks(), {});
    assert.deepEqual(fake.executed, [
      { command: 'workbench.action.openSettings', values: ['@id:videogenius.strategy'] },
    ]);
  });
});
