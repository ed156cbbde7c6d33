import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeySource } from '../../server/protocol/index.ts';
import { faults, openAiSse } from '../faults/fault-server.ts';
import { describeAtHome } from './home.ts';
import { KeyChest } from './key-chest.ts';
import { runningProcesses } from './processes.ts';
import { writeStory } from './story.ts';
import { until } from './until.ts';
import { startVendor, type Vendor } from './vendor.ts';
import { codeOf, type LinkedWindow, linkOnly, mustGive, openWindow } from './window.ts';

const answer = faults.answer(openAiSse(['The violet lantern ', 'hums at night.']));
const key = 'sk-testkey-4c1b90d2e7f84a5c9b60';
const otherKey = 'sk-otherkey-a7713f5d09be4d12a1ff';

/** The vendor DeepSeek, at another address: it needs a key. */
const deepseekAt = ({ url }: Vendor) => ({
  'videogenius.models': { deepseek: { baseUrl: url }, ollama: { enabled: false } },
});

describeAtHome('keys', (home) => {
  it('are asked from the window, used for their own server, and for no other', async () => {
    const vendor = await startVendor(home(), answer);
    const stranger = await startVendor(home(), answer);
    const keys = new KeyChest();
    keys.set('deepseek', vendor.url, key);
    const window = await openWindow(home(), { keys, settings: deepseekAt(vendor) });
    const query = keys.asked.find(({ provider, origin }) => provider === 'deepseek' && origin === vendor.url);
    assert.equal(query?.stored, true);
    assert.equal(await keySourceOf(window), 'stored');
    mustGive(await writeStory(window.caller, 'lanterns').result);
    assert.equal(vendor.requests[0]?.headers.authorization, `Bearer ${key}`);

    await window.configure({ settings: deepseekAt(stranger) });
    assert.equal(await keySourceOf(window), 'missing');
    const refused = await writeStory(window.caller, 'lanterns').result;
    assert.equal(codeOf(refused), 'noModelConfigured');
    const checks = mustGive(await window.caller.call('models/check', { modelIds: ['deepseek'], paid: true })).checks;
    assert.deepEqual(
      checks.map(({ outcome }) => outcome),
      ['notConfigured'],
    );
    assert.equal(stranger.requests.length, 0);
    const state = mustGive(await window.caller.call('state/get', {}));
    const reason = JSON.stringify(state.models.find(({ modelId }) => modelId === 'deepseek')?.reason);
    assert.ok(reason.includes(vendor.url), 'it says for which server there is a key');

    await window.configure({ settings: deepseekAt(vendor) });
    mustGive(await writeStory(window.caller, 'lanterns').result);
    assert.equal(vendor.requests[1]?.headers.authorization, `Bearer ${key}`);
  });

  it('can be set, changed and removed while the process runs', async () => {
    const vendor = await startVendor(home(), answer);
    const keys = new KeyChest();
    const window = await openWindow(home(), { keys, settings: deepseekAt(vendor) });
    assert.equal(await keySourceOf(window), 'missing');
    const changed = async () => void mustGive(await window.caller.call('session/secretsChanged', {}));
    keys.set('deepseek', vendor.url, key);
    await changed();
    mustGive(await writeStory(window.caller, 'lanterns').result);
    keys.set('deepseek', vendor.url, otherKey);
    await changed();
    mustGive(await writeStory(window.caller, 'lanterns').result);
    assert.deepEqual(
      vendor.requests.map(({ headers }) => headers.authorization),
      [`Bearer ${key}`, `Bearer ${otherKey}`],
    );
    keys.remove('deepseek', vendor.url);
    await changed();
    assert.equal(await keySourceOf(window), 'missing');
    assert.equal(codeOf(await writeStory(window.caller, 'lanterns').result), 'noModelConfigured');
    assert.equal(vendor.requests.length, 2);
  });

  it('go with the window that lent them', async () => {
    const vendor = await startVendor(home(), answer);
    const keys = new KeyChest();
    keys.set('deepseek', vendor.url, key);
    const lender = await openWindow(home(), { keys, settings: deepseekAt(vendor) });
    const other = await openWindow(home(), { settings: deepseekAt(vendor) });
    mustGive(await writeStory(other.caller, 'lanterns').result);
    assert.equal(vendor.requests.length, 1);
    await other.watch();
    lender.close();
    await until('the other window is told', () =>
      other.mirror
        .snapshot()
        ?.models.some(({ modelId, keySource }) => modelId === 'deepseek' && keySource === 'missing'),
    );
    assert.equal(codeOf(await writeStory(other.caller, 'lanterns').result), 'noModelConfigured');
    assert.equal(vendor.requests.length, 1);
    other.close();
    const linked = await linkOnly(home(), { kind: 'commandLine' });
    assert.ok(linked.ok, 'the process waits for the next window');
    linked.value.socket.destroy();
  });

  it('and prompts and texts stand in no log, no event, no file, no command line and no environment', async () => {
    // A server that repeats what it was sent is the likeliest way for a key into a log.
    const parrot = faults.status(401, {
      error: { message: `The key ${key} is wrong, said of: the secret topic marmalade` },
    });
    const vendor = await startVendor(home(), answer, parrot);
    const keys = new KeyChest();
    keys.set('deepseek', vendor.url, key);
    const window = await openWindow(home(), { keys, settings: deepseekAt(vendor) });
    await window.watch();
    const brief = { topic: 'the secret topic marmalade', instructions: 'mention the word periwinkle' };
    const script = mustGive(await window.caller.call('script/generate', { brief }));
    assert.match(script.text, /violet lantern/);
    const failed = await window.caller.call('script/generate', { brief });
    assert.equal(failed.ok, false);
    mustGive(await window.caller.call('state/get', {}));
    assert.equal(JSON.stringify(failed).includes(key), false);

    const secret = new RegExp(`${key}|marmalade|periwinkle|violet lantern`);
    const places: [string, string][] = [
      ['an event', JSON.stringify(window.events)],
      ['the state', JSON.stringify(window.mirror.snapshot())],
    ];
    assert.ok(window.events.some(({ type }) => type === 'attempt-end'));
    const { folder } = home().places;
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) places.push([file.name, await readFile(join(file.parentPath, file.name), 'utf8')]);
    }
    assert.ok(places.some(([name]) => name === 'daemon.log'));
    assert.ok(places.some(([name]) => name === 'daemon.json'));
    const [daemon] = home().daemons();
    for (const { id, commandLine } of runningProcesses())
      places.push([`the command line of ${id}`, commandLine.join(' ')]);
    places.push(['the environment', daemon?.environment.join('\n') ?? '']);
    for (const [name, text] of places) assert.doesNotMatch(text, secret, name);
    const inherited = Object.entries(home().environment).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual([...(daemon?.environment ?? [])].sort(), [...inherited, 'ELECTRON_RUN_AS_NODE=1'].sort());
  });
});

async function keySourceOf({ caller }: LinkedWindow): Promise<KeySource | undefined> {
  const { models } = mustGive(await caller.call('state/get', {}));
  return models.find(({ modelId }) => modelId === 'deepseek')?.keySource;
}
