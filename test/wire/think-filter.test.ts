import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createAnswerFilter } from '../../server/providers/wire/think-filter.ts';

const run = (chunks: readonly string[]) => {
  const filter = createAnswerFilter();
  const pieces = [...chunks.flatMap((chunk) => filter.push(chunk)), ...filter.end()];
  const join = (kind: 'text' | 'reasoning') =>
    pieces
      .filter((piece) => piece.kind === kind)
      .map((piece) => piece.text)
      .join('');
  return { text: join('text'), reasoning: join('reasoning'), hasText: filter.hasText() };
};

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

  it('is the same however the answer is cut (law)', () => {
    const part = fc.constantFrom('<think>', '</think>', '<', 'th', '>', ' ', '\n', 'words', '</', '海');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(80), { maxLength: 8 }), (parts, cuts) => {
        const answer = parts.join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, answer.length)).sort((a, b) => a - b), answer.length];
        const chunks = places.slice(1).map((end, index) => answer.slice(places[index], end));
        assert.deepEqual(run(chunks), run([answer]));
      }),
    );
  });
});
