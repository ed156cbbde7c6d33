import assert from 'node:assert/strict';
import type { ModelTarget } from '../../server/ports/index.ts';
import { vendors } from '../../server/providers/index.ts';
import { createClients } from '../../server/providers/wire/clients.ts';
import { provider, ready } from './setup.ts';

const noNetwork: typeof globalThis.fetch = async () => {
  throw new Error('nothing is sent here');
};

for (const id of ['openai', 'claude'] as const) {
  describe(`the clients that are kept: ${id}`, () => {
    const vendor = vendors.find((each) => each.id === id);
    const target = ready(provider(id));

    const keeper = () => {
      assert.ok(vendor);
      const clients = createClients(noNetwork, 'test');
      return (key: string, changes: Partial<ModelTarget> = {}): Promise<object> =>
        id === 'openai'
          ? clients.openai(vendor, { ...target, ...changes }, key)
          : clients.anthropic(vendor, { ...target, ...changes }, key);
    };

    it('one is made per key, address, version and set of headers', async () => {
      const client = keeper();
      const first = await client('key-1');
      assert.equal(await client('key-1'), first);
      assert.equal(await client('key-1', { model: 'another' }), first);
      for (const other of [
        await client('key-2'),
        await client('key-1', { baseUrl: 'https://other.example' }),
        await client('key-1', { apiVersion: '2024-10-21' }),
        await client('key-1', { headers: { 'x-team': 'writers' } }),
      ]) {
        assert.notEqual(other, first);
      }
    });

    it('never more than 64: the one that was not used for longest goes', async () => {
      const client = keeper();
      const made: object[] = [];
      for (let number = 0; number < 64; number += 1) made.push(await client(`key-${number}`));
      assert.equal(await client('key-0'), made[0], 'used again, so no longer the oldest');
      await client('key-64');
      assert.equal(await client('key-0'), made[0]);
      assert.equal(await client('key-2'), made[2]);
      assert.notEqual(await client('key-1'), made[1]);
    });
  });
}
