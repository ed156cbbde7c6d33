import assert from 'node:assert/strict';
import { answerOf, fixture, networkVendors } from '../wire/setup.ts';
import { cutSuite } from './cuts.ts';

/** Every byte for one vendor of each wire format, every ninth for the others; `npm run test:cuts` makes all cuts in all ways. */
const whole = ['claude', 'gemini'];

describe('a recorded stream', () => {
  for (const vendor of networkVendors) {
    it(`${vendor}: is the script with everything around it`, async () => {
      const answer = await answerOf(vendor, [fixture(`${vendor}/script.txt`)]);
      assert.equal(answer.text, fixture(`${vendor}/script.md`).trimEnd());
      assert.match(answer.finish ?? '', /^stop /);
      assert.ok((answer.usage?.outputTokens ?? 0) > 20);
      assert.equal(answer.reasoning !== '', ['deepseek', 'claude', 'ollama'].includes(vendor));
    });
  }

  it('comes with the line ends of Windows from one of them', () => {
    assert.match(fixture('gemini/script.txt'), /^data: [^\r\n]*\r\n\r\n/);
  });

  describe('cut', cutSuite({ stride: (vendor) => (whole.includes(vendor) ? 1 : 9), allWays: false }));
});
