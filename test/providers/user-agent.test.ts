import assert from 'node:assert/strict';
import { createApplication } from '../../server/main.ts';
import { Config } from '../../server/protocol/index.ts';
import { version } from '../../server/version.ts';

describe('the name under which requests leave', () => {
  it('is that of the program, with its version', async () => {
    const seen: (string | null)[] = [];
    const application = createApplication({
      config: Config.parse({ models: { deepseek: {} } }),
      environment: { DEEPSEEK_API_KEY: 'vg-test-key-0123456789' },
      models: 'configured',
      fetch: async (_input, init) => {
        seen.push(new Headers(init?.headers).get('user-agent'));
        return Response.json({ data: [{ id: 'deepseek-flash' }] });
      },
    });
    try {
      const options = { paid: false, signal: new AbortController().signal };
      const [check] = await application.engine.check(['deepseek'], options);
      assert.deepEqual([check?.outcome, seen], ['ok', [`videogenius/${version}`]]);
    } finally {
      await application.close();
    }
  });
});
