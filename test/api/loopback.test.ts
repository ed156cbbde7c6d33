import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { newToken, startStatusServer } from '../../server/api/http.ts';
import { systemClock, systemRandom } from '../../server/system/index.ts';
import { emptySnapshot } from '../engine/empty-snapshot.ts';

describe('the status page listens on loopback only', () => {
  it('takes the port on 127.0.0.1 and on no other address', async function () {
    // Elsewhere than on Linux there is no second loopback address to try.
    if (process.platform !== 'linux') return this.skip();
    const random = systemRandom();
    const server = await startStatusServer({
      source: { snapshot: () => emptySnapshot, subscribe: () => () => undefined },
      host: () => ({ fleet: 'configured', changes: 'session' }),
      actions: { perform: async () => ({ ok: true, message: '' }) },
      port: 0,
      token: newToken(random),
      assetsDirectory: 'dist/webview',
      clock: systemClock(),
      random,
    });
    const other = createServer();
    try {
      // A server on all addresses would hold this one, too.
      other.listen(server.port, '127.0.0.2');
      await once(other, 'listening');
      assert.equal(new URL(server.url).hostname, '127.0.0.1');
    } finally {
      other.close();
      await server.close();
    }
  });
});
