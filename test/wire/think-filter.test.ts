import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createAnswerFilter } from '../../server/providers/wire/think-filter.ts';

const run = (chunks: readonly string[], startMayBeMissing = false) => {
  const filter = createAnswerFilter(startMayBeMissing);
  const pieces = [...chunks.flatMap((chunk) => filter.push(chunk)), ...filter.end()];
  const join = (kind: 'text' | 'reasoning') =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map((piece) => piece.text)
      .join('');
  return { text: join('text'), reasoning: join('reasoning'), hasText: filter.hasText() };
};

/** Of a model whose template may have written the opening tag into the prompt. */
const runOpen = (chunks: readonly string[]) => run(chunks, true);

const cases: readonly (readonly [string, string, string])[] = [
  ['Hello', 'Hello', ''],
  ['<think>a</think>Hello', 'Hello', 'a'],
  ['\n <think>a</think>\n\nHello', 'Hello', 'a'],
  ['<thinking>a</thinking> Hello ', 'Hello ', 'a'],
  ['<think></think>Hello', 'Hello', ''],
  ['<think>a</think><think>b</think>Hello', 'Hello', 'ab'],
  ['<think>a < b </thin c</think>Hello', 'Hello', 'a < b </thin c'],
  ['<think>never closed', '', 'never closed'],
  ['<think>half closed</thi', '', 'half closed</thi'],
  ['<thi', '<thi', ''],
  ['<thorn> Hello', '<thorn> Hello', ''],
  ['Hello <think>no</think>', 'Hello <think>no</think>', ''],
  ['  Hello', '  Hello', ''],
  [' \n ', '', ''],
  ['', '', ''],
];

describe('thinking inside an answer', () => {
  for (const [answer, text, reasoning] of cases) {
    it(JSON.stringify(answer), () => {
      const expected = { text, reasoning, hasText: text !== '' };
      assert.deepEqual(run([answer]), expected);
      assert.deepEqual(run([...answer]), expected, 'one character at a time');
    });
  }

  const long = 'word '.repeat(39);
  const openCases: readonly (readonly [string, string, string])[] = [
    ['Okay, a greeting.\n</think>\n\nHello', 'Hello', 'Okay, a greeting.\n'],
    ['Okay.\n\n</think>\n\nHello', 'Hello', 'Okay.\n\n'],
    ['</think>Hello', 'Hello', ''],
    ['Okay.</thinking>Hello </think> again', 'Hello </think> again', 'Okay.'],
    ['<think>a</think>Hello </think> again', 'Hello </think> again', 'a'],
    [`${long}five</think>Hello`, 'Hello', `${long}five`],
    [`${long}seven. </think>Hello`, `${long}seven. </think>Hello`, ''],
    ['Hello.\n\nAgain </think> there', 'Hello.\n\nAgain </think> there', ''],
    ['Hello <think>no</think>', 'Hello <think>no</think>', ''],
    ['  Hello', '  Hello', ''],
    ['Hello </thi', 'Hello </thi', ''],
    ['Okay.</think>', '', 'Okay.'],
  ];
  for (const [answer, text, reasoning] of openCases) {
    it(`the opening tag may be missing: ${JSON.stringify(answer.replace(long, '... '))}`, () => {
      const expected = { text, reasoning, hasText: text !== '' };
      assert.deepEqual(runOpen([answer]), expected);
      assert.deepEqual(runOpen([...answer]), expected, 'one character at a time');
    });
  }

  it('is awaited no longer than to the first blank line or for 200 characters, and not at all elsewhere', () => {
    const textOf = (pieces: readonly { readonly text: string }[]) => pieces.map(({ text }) => text).join('');
    assert.equal(textOf(createAnswerFilter(false).push('Hello')), 'Hello');
    const filter = createAnswerFilter(true);
    assert.equal(textOf(filter.push('Hello.\n')), '');
    assert.equal(textOf(filter.push('\nA')), 'Hello.\n\nA');
    assert.equal(textOf(filter.push('gain')), 'gain');
    const wordy = createAnswerFilter(true);
    assert.equal(textOf(wordy.push('x'.repeat(200))), '');
    assert.equal(textOf(wordy.push('x')), 'x'.repeat(201));
    const known = createAnswerFilter(true);
    known.reasonsApart();
    assert.equal(textOf(known.push('Hello')), 'Hello', 'thinking has a field of its own');
  });

  it('is the same however the answer is cut (law)', () => {
    const part = fc.constantFrom('<think>', '</think>', '<', 'th', '>', ' ', '\n', 'words', '</', '海', 'x'.repeat(90));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(300), { maxLength: 8 }), (parts, cuts) => {
        const answer = parts.join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, answer.length)).sort((a, b) => a - b), answer.length];
        const chunks = places.slice(1).map((end, index) => answer.slice(places[index], end));
        assert.deepEqual(run(chunks), run([answer]));
        assert.deepEqual(runOpen(chunks), runOpen([answer]));
      }),
    );
  });
});
