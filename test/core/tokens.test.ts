import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { estimateTokens } from '../../server/core/index.ts';

describe('estimateTokens', () => {
  const check = (text: string, expected: number) => {
    it(`${JSON.stringify(text).slice(0, 30)} has ${expected}`, () => assert.equal(estimateTokens(text), expected));
  };
  check('', 0);
  check('a', 1);
  check('four', 1);
  check('eight ch', 2);
  check('海洋很深', 3);
  check('海洋很深。它很蓝。', 6);
  check('こんにちは', 4);
  check('안녕하세요', 4);
  check('ok 海洋很', 3);

  it('never shrinks when a text grows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, more) => {
        assert.ok(estimateTokens(text + more) >= estimateTokens(text));
      }),
    );
  });
});
