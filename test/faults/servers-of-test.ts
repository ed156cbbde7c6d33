import assert from 'node:assert/strict';
import { type FaultScript, type FaultServer, startFaultServer } from './fault-server.ts';

/** The servers of a suite: what is started lives until the end of its test. */
export interface ServersOfTest {
  serve(...scripts: readonly FaultScript[]): Promise<FaultServer>;
  /** Is called after the test, before its servers are closed. */
  later(end: () => unknown): void;
}

/** To be called in a `describe`. Closes what its tests started, and finds promises that failed while nobody looked. */
export function serversOfTest(): ServersOfTest {
  const servers: FaultServer[] = [];
  const ends: (() => unknown)[] = [];
  const rejections: unknown[] = [];
  const noteRejection = (reason: unknown) => rejections.push(reason);
  before(() => process.on('unhandledRejection', noteRejection));
  after(() => process.off('unhandledRejection', noteRejection));
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    // Node tells of a rejection after the microtasks in which it went unhandled.
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(rejections.splice(0), [], 'no unhandled rejection');
  });
  return {
    async serve(...scripts) {
      const server = await startFaultServer(...scripts);
      servers.push(server);
      return server;
    },
    later: (end) => ends.push(end),
  };
}
