import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextLines } from '../../server/api/text-lines.ts';

describe('places in a text', () => {
  it('are counted from 1, whatever ends the lines', () => {
    const text = 'ab\r\nc\n\rd';
    const places = [...text, ''].map((_, offset) => new TextLines(text).placeOf(offset));
    assert.deepEqual(
      places.map(({ line, column }) => `${line}:${column}`),
      ['1:1', '1:2', '1:3', '1:4', '2:1', '2:2', '3:1', '4:1', '4:2'],
    );
  });

  it('lead back to where they came from', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r')), fc.nat(), (letters, number) => {
        const text = letters.join('');
        const lines = new TextLines(text);
        const offset = number % (text.length + 1);
        const place = lines.placeOf(offset);
        assert.equal(lines.offsetOf(place), offset);
        assert.ok(place.line <= text.slice(0, offset).split(/\r\n|\r|\n/).length);
      }),
    );
  });
});
