import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { commands } from '../../client/commands.ts';
import { activate, deactivate } from '../../client/extension.ts';
import { panelViewId } from '../../client/features/panel.ts';
import { projectDirectory } from '../../scripts/generate.ts';
import { isRecord } from '../../server/protocol/outline.ts';
import { fake, commands as vscodeCommands, window } from './fake-vscode.ts';

const manifest: unknown = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));

function declaredCommands(): string[] {
  const contributes = isRecord(manifest) ? manifest.contributes : undefined;
  const declared = isRecord(contributes) ? contributes.commands : undefined;
  assert.ok(Array.isArray(declared));
  return declared.map((each: unknown) => (isRecord(each) ? String(each.command) : ''));
}

describe('the extension', () => {
  const registered = new Map<string, (...values: unknown[]) => Promise<void>>();
  const views: string[] = [];
  const { registerCommand } = vscodeCommands;
  const { registerWebviewViewProvider } = window;

  beforeEach(() => {
    registered.clear();
    views.length = 0;
    Object.assign(vscodeCommands, {
      registerCommand(id: string, run: (...values: unknown[]) => Promise<void>) {
        registered.set(id, run);
        return { dispose: () => registered.delete(id) };
      },
    });
    window.registerWebviewViewProvider = (id: string) => {
      views.push(id);
      return { dispose: () => undefined };
    };
  });
  afterEach(async () => {
    await deactivate();
    Object.assign(vscodeCommands, { registerCommand });
    window.registerWebviewViewProvider = registerWebviewViewProvider;
    fake.reset();
  });

  /** Only what `activate` itself touches; anything else it reads fails the test. */
  function context(packageJSON: unknown): vscode.ExtensionContext {
    return Object.create(null, {
      subscriptions: { value: [] },
      extension: { value: { packageJSON } },
    });
  }

  it('knows what to do for every command of the manifest, and no others', () => {
    assert.deepEqual(Object.keys(commands).sort(), declaredCommands().sort());
  });

  it('registers the commands and the view when it is activated, and nothing else', () => {
    activate(context(manifest));
    assert.deepEqual([...registered.keys()].sort(), declaredCommands().sort());
    assert.deepEqual(views, [panelViewId]);
  });

  it('says in plain words when a command cannot be done, and tries again the next time', async () => {
    activate(context(manifest));
    const showLog = registered.get('videogenius.showLog');
    assert.ok(showLog !== undefined);
    await showLog();
    await showLog();
    assert.deepEqual(
      fake.messages.map(({ kind, text }) => [kind, /^VideoGenius could not do that: /.test(text)]),
      [
        ['error', true],
        ['error', true],
      ],
    );
    assert.ok(!fake.messages.some(({ text }) => text.includes('\n')), 'no stack trace');
  });

  it('ends quietly when it was never used', async () => {
    activate(context(manifest));
    await deactivate();
    assert.deepEqual(fake.messages, []);
  });
});
