import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitParagraphs, splitParagraphs, splitSentences } from '../../server/writing/paragraphs.ts';

const check = (text: string, wanted: number, expected: string) =>
  assert.equal(fitParagraphs(text, wanted).text, expected);

describe('paragraphs', () => {
  it('leaves the right number alone', () => check('One.\n\nTwo.', 2, 'One.\n\nTwo.'));
  it('joins the shortest neighbours with a space', () =>
    check('One.\n\nTwo.\n\nThree is a long one.', 2, 'One. Two.\n\nThree is a long one.'));
  it('joins Chinese without a space', () => check('春天来了。\n\n花开了。', 1, '春天来了。花开了。'));
  it('joins Japanese and Latin with a space', () => check('春です。\n\nSpring.', 1, '春です。 Spring.'));
  it('keeps the line end of an incomplete line', () => check('今天聊聊\n\n春天', 1, '今天聊聊\n春天'));
  it('splits at the sentence end nearest to the middle', () =>
    check('One one. Two two. Three three. Four.', 2, 'One one. Two two.\n\nThree three. Four.'));
  it('splits Chinese', () => check('春天来了。花开了。蜜蜂飞。', 3, '春天来了。\n\n花开了。\n\n蜜蜂飞。'));
  it('splits Hindi and Arabic', () => {
    check('शहद मीठा है। यह अच्छा है।', 2, 'शहद मीठा है।\n\nयह अच्छा है।');
    check('هل العسل حلو؟ نعم هو حلو.', 2, 'هل العسل حلو؟\n\nنعم هو حلو.');
  });
  it('does not split after abbreviations and initials', () => {
    check(
      'Dr. Smith met J. R. Tolkien at 3 p.m. today. He left.',
      2,
      'Dr. Smith met J. R. Tolkien at 3 p.m. today.\n\nHe left.',
    );
  });
  it('says how far it came when there are not enough sentences', () => {
    assert.deepEqual(fitParagraphs('Only one sentence.', 3), { text: 'Only one sentence.', paragraphs: 1 });
    assert.deepEqual(fitParagraphs('', 3), { text: '', paragraphs: 0 });
  });

  it('law: nothing is lost, nothing is glued, the count is reached whenever there are enough sentences', () => {
    const sentence = fc.constantFrom(
      'Bees fly.',
      'They rest!',
      'Why?',
      '花开了。',
      'He said "go." ',
      'Line without end',
      'Мёд — это еда.',
    );
    const text = fc
      .array(
        fc.array(sentence, { minLength: 1, maxLength: 5 }).map((all) => all.join(' ')),
        { minLength: 1, maxLength: 6 },
      )
      .map((all) => all.join('\n\n'));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (given, wanted) => {
        const fitted = fitParagraphs(given, wanted);
        const bare = (each: string) => each.replace(/\s/gu, '');
        assert.equal(bare(fitted.text), bare(given));
        assert.equal(splitParagraphs(fitted.text).length, fitted.paragraphs);
        assert.ok(fitted.paragraphs <= Math.max(wanted, 1));
        assert.doesNotMatch(fitted.text, /[a-z.!?"](?:Bees|They|Why|He|Line)/u);
        const sentences = splitParagraphs(given).flatMap(splitSentences).length;
        if (sentences >= wanted) assert.equal(fitted.paragraphs, wanted);
      }),
    );
  });
});
