import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { endingsOf } from '../../server/core/comparable.ts';
import { anchorOf, createSeam, resumePoint, type SeamOptions } from '../../server/core/index.ts';
import { read, scriptText } from './seam-support.ts';

const chunks = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });
const mode = fc.constantFrom('anchor' as const, 'prefix' as const);

/** A text that broke off somewhere: what is kept of it and what is missing. */
const broken = fc
  .tuple(scriptText, fc.nat())
  .map(([text, at]) => {
    const point = resumePoint(text.slice(0, at % (text.length + 1)));
    return { text, kept: text.slice(0, point), missing: text.slice(point) };
  })
  .filter(({ kept }) => kept !== '');

const optionsFor = (kept: string, how: SeamOptions['mode'] = 'anchor'): SeamOptions => ({
  kept,
  anchor: anchorOf(kept),
  mode: how,
});

/** The ways in which models write a fragment differently. */
const distortions: readonly ((fragment: string) => string)[] = [
  (fragment) => fragment,
  (fragment) => fragment.replace(/[“”„«»「」]/gu, '"'),
  (fragment) => fragment.replaceAll('"', '”').replaceAll("'", '’'),
  (fragment) => fragment.replace(/\s+/gu, ' '),
  (fragment) => fragment.replaceAll(' ', '\n'),
  (fragment) => fragment.replace(/[–—]+/gu, '-'),
  (fragment) => fragment.replaceAll('…', '...').replaceAll('！', '!').replaceAll('？', '?'),
  (fragment) => fragment.replaceAll(',', '，').replaceAll(':', '：'),
];
const distortion = fc.array(fc.constantFrom(...distortions), { maxLength: 3 });
const distorted = (fragment: string, by: readonly ((fragment: string) => string)[]): string =>
  by.reduce((text, change) => change(text), fragment);

const lead = fc.constantFrom(
  '',
  ' \n',
  '\n\n',
  'Sure: ',
  'OK, ',
  '... ',
  '好的：',
  '> ',
  '```\n',
  '```text\n',
  '~~~\n',
);

/** Texts that are the same up to white space at the place where they were joined. */
const assertJoined = (kept: string, output: string, text: string, missing: string): void => {
  assert.equal(output.trimStart(), missing.trim());
  const bare = (value: string): string => value.replace(/\s+/gu, '');
  assert.equal(bare(kept + output), bare(text));
  const gap = (kept + output).slice(kept.trimEnd().length).slice(0, -missing.trim().length || undefined);
  // Words of scripts with spaces are never glued.
  if (missing.trim() !== '' && /[a-zа-яё.!?]$/iu.test(kept.trimEnd()) && /^[a-zа-яё]/iu.test(missing.trim())) {
    assert.match(gap, /^\s+$/u);
  }
};

describe('laws of the seam', () => {
  it('a text that broke off is whole again, however the fragment is written and in whatever pieces it comes', () => {
    fc.assert(
      fc.property(
        broken,
        distortion,
        lead,
        fc.constantFrom('', ' ', '\n', '\n\n'),
        mode,
        chunks,
        (it, by, front, gap, how, sizes) => {
          const { text, kept, missing } = it;
          const fence = /^(```|~~~)/.exec(front)?.[1];
          const answer = `${front}${distorted(anchorOf(kept), by)}${gap}${missing.trim()}${fence === undefined ? '' : `\n${fence}`}`;
          const { text: output, reason } = read(optionsFor(kept, how), answer, sizes);
          assert.equal(reason, undefined);
          assertJoined(kept, output, text, missing);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('so it is when the model repeats less or more than it was asked to', () => {
    fc.assert(
      fc.property(
        broken,
        fc.integer({ min: 12, max: 400 }),
        mode,
        chunks,
        ({ text, kept, missing }, length, how, sizes) => {
          const repeated = kept
            .trimEnd()
            .slice(-length)
            .replace(/^[\udc00-\udfff]/, '');
          fc.pre(repeated.replace(/\s/g, '').length >= 8);
          const { text: output, reason } = read(optionsFor(kept, how), `${repeated} ${missing.trim()}`, sizes);
          assert.equal(reason, undefined);
          assertJoined(kept, output, text, missing);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('a model that goes on directly makes the text whole', () => {
    fc.assert(
      fc.property(broken, chunks, fc.boolean(), ({ text, kept, missing }, sizes, trims) => {
        const answer = trims ? missing.trim() : missing;
        const { text: output, reason } = read(optionsFor(kept, 'prefix'), answer, sizes);
        assert.equal(reason, undefined);
        assertJoined(kept, output, text, missing);
      }),
      { numRuns: 2000 },
    );
  });

  it('unrelated text is rejected', () => {
    const other = fc.constantFrom(
      'I am sorry, but I cannot help with that request at all.',
      'Bees find their way home by the position of the sun. They dance.',
      '当然可以！以下是完整的脚本，希望你喜欢。',
      'Certainly! Here is the rest of your script, from the beginning on:',
      '{"title": "Bees", "scenes": []}',
    );
    fc.assert(
      fc.property(broken, other, lead, chunks, ({ kept }, answer, front, sizes) => {
        const { text, reason } = read(optionsFor(kept), front + answer, sizes);
        assert.deepEqual([text, reason], ['', 'noOverlap']);
      }),
      { numRuns: 1000 },
    );
  });

  it('a restart never tells anything twice', () => {
    fc.assert(
      fc.property(broken, fc.nat(), mode, chunks, ({ text, kept, missing }, at, how, sizes) => {
        const whole = read(optionsFor(kept, how), text, sizes);
        assert.equal(whole.reason, undefined);
        assertJoined(kept, whole.text, text, missing);
        // A restart that soon tells it in another way.
        const told = kept.trimEnd().slice(0, at % kept.trimEnd().length);
        fc.pre(told.replace(/\s/g, '').length >= 24);
        const other = read(optionsFor(kept, how), `${told} @ something else was there all the time.`, sizes);
        assert.deepEqual([other.text, other.reason], ['', 'restart']);
      }),
      { numRuns: 1500 },
    );
  });

  it('pieces change nothing, and nothing throws', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '.', ' ', '"', '\n', '-', '`', '🎉', '海') }),
      scriptText,
    );
    fc.assert(
      fc.property(
        anything,
        anything,
        fc.boolean(),
        mode,
        chunks,
        chunks,
        fc.nat(60),
        (kept, more, repeats, how, one, two, reach) => {
          const answer = repeats ? kept.slice(-reach) + more : more;
          const options = { ...optionsFor(kept, how), holdCharacters: 60 };
          const [first, second] = [read(options, answer, one), read(options, answer, two)];
          assert.deepEqual([first.text, first.reason], [second.text, second.reason]);
          assert.deepEqual(
            first.steps.filter(({ kind }) => kind === 'rejected').length > 0,
            first.reason !== undefined,
          );
          if (first.reason !== undefined) assert.equal(first.text, '');
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('holds no more than it may, unless the text is being repeated', () => {
    fc.assert(
      fc.property(scriptText, fc.string({ minLength: 300, maxLength: 400 }), (kept, answer) => {
        const seam = createSeam(optionsFor(kept));
        assert.notEqual(seam.push(answer).kind, 'hold');
      }),
    );
  });

  it('long texts are compared in one pass', () => {
    for (const kept of ['a'.repeat(100_000), 'The sea. '.repeat(11_000), '大海很深。'.repeat(20_000)]) {
      for (const told of [kept, kept.slice(0, 5000)]) {
        const { text, reason } = read(optionsFor(kept), `${told}@ And then?`, [7]);
        // A part of the last sentence at most is told again.
        assert.ok(reason === 'restart' || (text.endsWith('@ And then?') && text.length < 30));
      }
    }
  }).timeout(20_000);
});

describe('endingsOf', () => {
  it('knows for each place how much in front of it the text ends with', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 }), (text) => {
        const slow = Array.from({ length: text.length + 1 }, (_, place) => {
          let length = 0;
          while (length < place && text[place - length - 1] === text[text.length - length - 1]) length += 1;
          return length;
        });
        assert.deepEqual([...endingsOf(text)], slow);
      }),
      { numRuns: 1000 },
    );
  });
});
