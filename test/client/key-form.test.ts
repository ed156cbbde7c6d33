import assert from 'node:assert/strict';
import { keyProblem, trimmedKey } from '../../client/models/key-form.ts';
import { l10n } from './fake-vscode.ts';

describe('the form of a key', () => {
  it('takes keys as vendors give them, with white space around them', () => {
    for (const key of ['sk-abc123', '  sk-proj-A_b.C-1=\n', 'bce-v3/ALTAK-x/9f', 'abcdef0123456789.XyZ', '1']) {
      assert.equal(keyProblem(key, l10n), undefined, key);
      assert.equal(trimmedKey(key), key.trim());
    }
  });

  const wrong: [string, RegExp][] = [
    ['', /empty/],
    ['  \n', /empty/],
    ['sk-abc def', /no spaces/],
    ['sk-abc\nsk-def', /no spaces and no line breaks/],
    ['"sk-abc"', /quotation marks/],
    ["'sk-abc'", /quotation marks/],
    ['\u201Csk-abc\u201D', /quotation marks/],
    ['Bearer sk-abc', /Bearer/],
    ['DEEPSEEK_API_KEY=sk-abc', /behind the "="/],
    ['export OPENAI_API_KEY = sk-abc', /behind the "="/],
    ['https://api.example.com/keys', /address/],
    ['sk-ключ', /plain letters/],
    ['sk-abc\u200B', /plain letters/],
    ['x'.repeat(10_001), /too long/],
  ];
  for (const [typed, problem] of wrong) {
    it(`refuses ${JSON.stringify(typed.slice(0, 40))}`, () => {
      const said = keyProblem(typed, l10n) ?? '';
      assert.match(said, problem);
      assert.ok(!said.includes('abc'), 'the key is never repeated');
    });
  }
});
