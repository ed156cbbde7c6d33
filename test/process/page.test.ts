import assert from 'node:assert/strict';
import type { PanelAction } from '../../server/protocol/index.ts';
import { describeAtHome, type Home } from './home.ts';
import { KeyChest } from './key-chest.ts';
import { codeOf, mustGive, openWindow, type WindowOptions } from './window.ts';

const action: PanelAction = { type: 'setStrategy', strategy: 'random' };

describeAtHome('what is done on a page', (home) => {
  it('is carried out by the window that was used last, and never by one with a simulated fleet', async () => {
    const done: string[] = [];
    const settings = { 'videogenius.models': { ollama: { enabled: false } } };
    const open = (name: string) => openWindow(home(), { settings, keys: new KeyChest(), act: () => done.push(name) });
    const page = await openPage(home());
    assert.equal(codeOf(await page.caller.call('panel/act', { action })), 'invalidRequest');
    const first = await open('first');
    const second = await open('second');
    const demo = await open('demo');
    await demo.configure({ settings, fleet: 'simulated' });
    const act = async () => mustGive(await page.caller.call('panel/act', { action }));
    await act();
    mustGive(await first.caller.call('routing/explain', { brief: { topic: 'bees' } }));
    await act();
    assert.deepEqual(done, ['second', 'first']);
    first.close();
    second.close();
    await act().catch(() => undefined);
    assert.deepEqual(
      done.slice(2).filter((name) => name === 'demo'),
      [],
    );
    await demo.configure({ settings });
    await act();
    assert.equal(done.at(-1), 'demo', 'after the demo it is a window like any other');
  });
});

const openPage = (home: Home, options: WindowOptions = {}) => openWindow(home, options);
