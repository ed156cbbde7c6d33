import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { passageStart, resumePoint } from '../../server/core/index.ts';
import { scriptText } from './seam-support.ts';

describe('resumePoint', () => {
  /** `|` shows where the text is kept. */
  const check = (marked: string) => {
    const [kept = '', rest = ''] = marked.split('|');
    it(JSON.stringify(marked).slice(0, 70), () => {
      assert.equal((kept + rest).slice(0, resumePoint(kept + rest)), kept);
    });
  };
  describe('keeps whole sentences and the white space behind them', () => {
    check('|');
    check('|The sea is');
    check('The sea is deep. |It is');
    check('The sea is deep.\n\n|It is');
    check('The sea is deep.\n\n|');
    check('The sea is deep. |');
    check('Why? |Because');
    check('Stop!  |Look');
    check('He left.\r\n\r\n|She');
    check('Er kam. |Sie ging');
    check('“It works.” |She');
    check('(It works.) |She');
    check('**It works.** |She');
    check('Er sagte: „Komm.“ |Dann');
    check('« Viens ! » |Il');
    check('Он ушёл. |Она');
    check('वह गया। |वह');
    check('Wow! |🎉 Then');
    check('In 1969. |Then');
    check('She paid 3.5. |Then');
    check('I said no. |Then');
    check('It ended... |Nobody');
  });
  describe('keeps no half sentence', () => {
    check('One is. |It costs 3.');
    check('One is. |It costs 3. 5');
    check('One is. |It costs 3.5 euros');
    check('One is. |Then Mr.');
    check('One is. |Then Dr. Who');
    check('One is. |Fruit, e.g. Apples');
    check('One is. |The U.S. Navy');
    check('One is. |J. Smith');
    check('One is. |See No. 5');
    check('One is. |Am 3. Mai');
    check('One is. |Really?');
    check('One is. |“Really?” she');
    check('One is. |“Really?” ');
    check('One is. |Привет! — сказал');
    check('One is. |Well... maybe');
    check('One is. |I… I do');
    check('One is. |See example.com/a?b=c!d');
    check('One is. |Look (really? Yes');
  });
  describe('Chinese and Japanese', () => {
    check('海很深。|它很');
    check('海很深。|');
    check('海很深！|你看');
    check('海很深。|真的吗？');
    check('海很深。|他说：“走吧。');
    check('海很深。|他说：“走吧。”然后');
    check('海很深。|他说：“走吧。”');
    check('海很深。\n\n|它');
    check('海很深。|他……没来');
    check('海很深。|看《你好！李焕英》');
    check('海很深。|３．５元');
    check('海は深い。|それは');
  });
  describe('Markdown', () => {
    check('## Scene one\n|The');
    check('## What now? Then\n|The');
    check('The sea.\n\n|## What now? Then');
    check('> Visual: a boat at sea\n|The');
    check('- one\n- two\n|- thr');
    check('The sea.\n|1. First');
    check('The sea. |It is wide,\nwhich');
    check('The sea. |It is wide\nand deep');
    check('Title\n\n|the');
    check('Title\n|');
  });

  it('a carriage return at the very end waits for its line feed', () => {
    assert.equal(resumePoint('It is.\r'), 6);
    assert.equal(resumePoint('It is.\r\n'), 8);
  });

  it('is a place in the text, is no later for a shorter one, and cuts no character and no line end', () => {
    fc.assert(
      fc.property(
        fc.oneof(scriptText, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
        fc.nat(),
        (text, at) => {
          const cut = at % (text.length + 1);
          const point = resumePoint(text.slice(0, cut));
          assert.ok(Number.isInteger(point) && point >= 0 && point <= cut);
          assert.doesNotMatch(text.slice(point - 1, point + 1), /^[\ud800-\udbff][\udc00-\udfff]$|^\r\n$/);
          assert.equal(resumePoint(text.slice(0, point)) <= point, true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('whatever follows the cut, what is kept ends where a sentence of the whole text ends', () => {
    fc.assert(
      fc.property(scriptText, fc.nat(), (text, at) => {
        const point = resumePoint(text.slice(0, at % (text.length + 1)));
        const kept = text.slice(0, point).trimEnd();
        assert.match(kept, /^$|[.!?。！？…”“»"』」*)）]$|(?:^|\n)(?:#|>|-)[^\n]*$/u);
        assert.ok(point === 0 || !/^[.!?。！？”」』]/u.test(text.slice(point)));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads long texts once, whatever they are made of', () => {
    for (const piece of ['a', 'a. b', '。', '\n', ' ', '. ', '#. a', '"', '.\n', ',\n', '(a. ', '\r\n', '…']) {
      const text = piece.repeat(100_000 / piece.length);
      assert.ok(resumePoint(text) <= text.length);
      assert.ok(passageStart(text) <= text.length);
    }
  }).timeout(5000);
});

describe('passageStart', () => {
  const check = (marked: string) => {
    const [before = '', last = ''] = marked.split('|');
    it(JSON.stringify(marked), () => assert.equal(passageStart(before + last), before.length));
  };
  check('|');
  check('|\n\n');
  check('|One.');
  check('|One.\nTwo.\n\n');
  check('|\n\nOne.');
  check('One.\n\n|Two.');
  check('One.\n\n|Two. \n\n');
  check('One.\n\nTwo.\n \n\n|Three.\nFour. ');
  check('One.\r\n\r\n|Two.\r\n');
  check('第一段。\n\n|第二段。');

  it('leaves whole paragraphs', () => {
    fc.assert(
      fc.property(scriptText, (text) => {
        const start = passageStart(text);
        assert.ok(start === 0 || /\n\s*\n$/.test(text.slice(0, start)));
        assert.ok(!/\S\s*\n\s*\n\s*\S/.test(text.slice(start)));
      }),
    );
  });
});
