import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createWindowChoices } from '../../client/window-choices.ts';
import { settle } from './fake-link.ts';
import { fake } from './fake-vscode.ts';

function memento(entries = new Map<string, unknown>()): vscode.Memento {
  return {
    keys: () => [...entries.keys()],
    get: (key: string) => Object(entries.get(key))?.valueOf(),
    async update(key, value) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    },
  };
}

describe('choices of the window', () => {
  afterEach(() => fake.reset());

  it('keep the pinned model with the workspace, and tell menus and listeners', async () => {
    const entries = new Map<string, unknown>();
    const choices = createWindowChoices(memento(entries));
    let changes = 0;
    choices.onDidChange(() => {
      changes += 1;
    });
    await settle();
    assert.deepEqual([fake.contexts.get('videogenius.pinned'), fake.contexts.get('videogenius.demo')], [false, false]);
    await choices.setPinnedModel('claude');
    await choices.setPinnedModel('claude');
    assert.equal(fake.contexts.get('videogenius.pinned'), true);
    assert.equal(changes, 1);
    assert.equal(createWindowChoices(memento(entries)).pinnedModel(), 'claude');
    await choices.setPinnedModel(undefined);
    assert.equal(choices.pinnedModel(), undefined);
    assert.equal(entries.size, 0);
    assert.equal(fake.contexts.get('videogenius.pinned'), false);
  });

  it('forget the demo with the window', async () => {
    const entries = new Map<string, unknown>();
    const choices = createWindowChoices(memento(entries));
    await choices.setDemo(true);
    assert.equal(choices.isDemo(), true);
    assert.equal(fake.contexts.get('videogenius.demo'), true);
    assert.equal(createWindowChoices(memento(entries)).isDemo(), false);
  });

  it('take a kept value that is none for none', () => {
    const choices = createWindowChoices(memento(new Map([['videogenius.pinnedModel', '']])));
    assert.equal(choices.pinnedModel(), undefined);
  });
});
