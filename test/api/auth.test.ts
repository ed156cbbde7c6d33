import assert from 'node:assert/strict';
import { createGate } from '../../server/api/auth.ts';

describe('the gate of the status page', () => {
  const refused = (port: number, headers: Record<string, string>) =>
    createGate('token', port).refuseForeign(headers)?.status;

  it('knows itself by the names of this machine and its port', () => {
    for (const host of ['127.0.0.1:4180', 'localhost:4180', 'LOCALHOST:4180'])
      assert.equal(refused(4180, { host }), undefined);
    for (const host of ['127.0.0.1', 'localhost', 'localhost:80', 'example.org:4180', '']) {
      assert.equal(refused(4180, { host }), 421, host);
    }
  });

  it('at port 80 knows itself without the port, which browsers leave out there', () => {
    for (const host of ['127.0.0.1', 'localhost', '127.0.0.1:80']) {
      assert.equal(refused(80, { host }), undefined, host);
      assert.equal(refused(80, { host, origin: `http://${host}` }), undefined, host);
    }
    assert.equal(refused(80, { host: 'example.org' }), 421);
    assert.equal(refused(80, { host: 'localhost', origin: 'http://example.org' }), 403);
    assert.equal(refused(80, { host: 'localhost', origin: 'http://localhost:8080' }), 403);
  });
});
