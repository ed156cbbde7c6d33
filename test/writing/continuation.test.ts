import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findIncompleteNote, incompleteNotes, withoutIncompleteNote } from '../../server/protocol/incomplete.ts';
import { type Brief, Config, Part } from '../../server/protocol/index.ts';
import { continuationOf } from '../../server/writing/continuation-work.ts';
import { measure } from '../../server/writing/measure.ts';
import { createStudio } from '../../server/writing/studio.ts';
import { type ScriptedCall, scriptedRouter } from './scripted-router.ts';

/** Goes on from a text; the reader begins with it and folds the parts. */
async function goOn(continuation: string, calls: readonly ScriptedCall[], brief: Partial<Brief> = {}) {
  const router = scriptedRouter(calls);
  const config = Config.parse({});
  const studio = createStudio({ router, config: () => config, newId: () => 'request' });
  let shown = continuation;
  const result = await studio.generateScript(
    { brief: { topic: 'bees', ...brief }, continuation },
    {
      signal: new AbortController().signal,
      onPart(part) {
        const parsed = Part.parse(part);
        if (parsed.type === 'text-delta') shown += parsed.text;
        else if (parsed.type === 'text-rewind') shown = shown.slice(0, parsed.offset);
      },
    },
  );
  assert.equal(router.requests.length, calls.length);
  if (result.ok) assert.equal(result.value.text, shown);
  return { shown, result, requests: router.requests };
}

describe('the note of an incomplete script', () => {
  it('is found again in both languages, and is not spoken', () => {
    for (const note of Object.values(incompleteNotes)) {
      const text = `One two.\n\nThree\n\n${note}`;
      assert.equal(withoutIncompleteNote(text), 'One two.\n\nThree');
      assert.deepEqual(findIncompleteNote(`${text}\n\nMore.`), { textEnd: 15, noteEnd: text.length });
      assert.equal(measure(text, Config.parse({}).writing).words, 3);
      assert.equal(withoutIncompleteNote(`${note}\n`), '');
    }
    assert.equal(withoutIncompleteNote('We say [incomplete: x] here.'), 'We say [incomplete: x] here.');
    assert.equal(findIncompleteNote(''), undefined);
  });

  it('costs little in a long document', () => {
    const text = `${' '.repeat(50_000)}${'[incomplete:'.repeat(5000)}`;
    assert.equal(findIncompleteNote(text), undefined);
  });
});

describe('going on from a script that broke off', () => {
  const rows: readonly (readonly [given: string, kept: string])[] = [
    ['Bees fly home. They da', 'Bees fly home. '],
    ['Bees fly home.', 'Bees fly home.'],
    ['Bees fly home. They ask Dr.', 'Bees fly home. '],
    ['Bees fly home.\n\n', 'Bees fly home.\n\n'],
    ['Bees', ''],
    ['', ''],
    ['蜜蜂回家。它们跳', '蜜蜂回家。'],
    ['蜜蜂回家。它们跳舞！', '蜜蜂回家。它们跳舞！'],
    [`Bees fly home. They da\n\n${incompleteNotes.en}`, 'Bees fly home. '],
    [`Bees fly home.\n\n${incompleteNotes['zh-cn']}\n`, 'Bees fly home.'],
  ];
  for (const [given, kept] of rows) {
    it(`keeps ${JSON.stringify(kept)} of ${JSON.stringify(given)}`, () => {
      assert.deepEqual(continuationOf(given), { given, kept });
    });
  }

  it('sends what is kept, and shows the new text behind it', async () => {
    const { shown, result, requests } = await goOn('Bees fly home. They da', [
      { text: ['They ', 'dance. ', 'All day.'] },
    ]);
    assert.equal(shown, 'Bees fly home. They dance. All day.');
    assert.equal(requests[0]?.continueFrom, 'Bees fly home. ');
    assert.ok(result.ok);
    assert.equal(result.value.words, 7);
  });

  it('keeps the gap that the answer begins with', async () => {
    const paragraph = await goOn('Bees fly home.', [{ text: ['\n', '\nThey dance.'] }]);
    assert.equal(paragraph.shown, 'Bees fly home.\n\nThey dance.');
    const space = await goOn('Bees fly home.', [{ text: [' ', 'They dance.'] }]);
    assert.equal(space.shown, 'Bees fly home. They dance.');
    const chinese = await goOn('蜜蜂回家。', [{ text: ['它们跳舞。'] }], { topic: '蜜蜂' });
    assert.equal(chinese.shown, '蜜蜂回家。它们跳舞。');
  });

  it('takes offsets of the answer for offsets of the new text', async () => {
    const { shown } = await goOn('Bees fly home. They da', [{ text: ['They sing. And', 11, 'They dance.'] }]);
    assert.equal(shown, 'Bees fly home. They sing. They dance.');
    const all = await goOn('Bees fly home. They da', [{ text: ['They sing.', 0, 'They dance.'] }]);
    assert.equal(all.shown, 'Bees fly home. They dance.');
  });

  it('takes nothing back when nobody can go on', async () => {
    const given = `Bees fly home. They da\n\n${incompleteNotes.en}`;
    const { shown, result } = await goOn(given, [{ error: 'allModelsFailed' }]);
    assert.equal(shown, given);
    assert.equal(result.ok ? 'ok' : result.error.code, 'allModelsFailed');
    const broken = await goOn(given, [{ text: ['They dance. And'], error: 'streamBroken' }]);
    assert.equal(broken.shown, 'Bees fly home. They dance. And');
  });

  it('asks another model when the first one refuses, and keeps the text when it does, too', async () => {
    const refusal = "I'm sorry, but I can't help with that.";
    const given = 'Bees fly home. They da';
    const second = await goOn(given, [{ text: [refusal] }, { model: 'beta', text: ['They dance.'] }]);
    assert.equal(second.shown, 'Bees fly home. They dance.');
    assert.deepEqual(second.requests[1]?.exclude, ['alpha']);
    const both = await goOn(given, [{ text: [refusal] }, { model: 'beta', text: [refusal] }]);
    assert.equal(both.shown, given);
    assert.equal(both.result.ok, false);
  });

  it('begins anew where no sentence is complete', async () => {
    const { shown, requests } = await goOn('Bees fl', [{ text: ['Honeybees dance.'] }]);
    assert.equal(shown, 'Honeybees dance.');
    assert.equal(requests[0]?.continueFrom, undefined);
  });

  it('counts the whole text, and never rewrites what was there', async () => {
    const given = 'Bees fly home. '.repeat(20);
    const { shown, result, requests } = await goOn(given, [{ text: ['They dance.'] }], { seconds: 200 });
    assert.ok(result.ok && shown.startsWith(given));
    assert.equal(result.value.words, 62);
    assert.equal(result.value.warnings.length, 1);
    const whole = await goOn('', [{ text: ['They dance.'] }], { paragraphs: 1 });
    const paragraphs = await goOn('One. Two.\n\nThree. ', [{ text: ['Four. Five. Six.'] }], { paragraphs: 3 });
    assert.match(paragraphs.shown, /^One\. Two\.\n\nThree\. Four\.(?: Five\.)?\n\n(?:Five\. )?Six\.$/);
    assert.ok((requests[0]?.expectedOutputTokens ?? 0) > 0 && whole.result.ok);
  });

  it('expects less of a model the more is there', async () => {
    const expectedAfter = async (words: number) => {
      const { requests } = await goOn('Bees fly home. '.repeat(words), [{ text: ['They dance.'] }], { paragraphs: 3 });
      return requests[0]?.expectedOutputTokens ?? 0;
    };
    const [none, some, all] = [await expectedAfter(0), await expectedAfter(10), await expectedAfter(300)];
    assert.ok(none > some && some > all && all > 0);
  });

  it('loses no complete sentence of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Bees fly home. ', '蜜蜂回家。', 'One\n\n', 'half ', '"Go." ', '3.')),
        (pieces) => {
          const given = pieces.join('');
          const { kept } = continuationOf(given);
          assert.ok(given.startsWith(kept));
          assert.ok(!given.slice(kept.length).includes('Bees fly home. Bees'));
        },
      ),
    );
  });
});
