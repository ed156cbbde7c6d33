import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scriptFormats } from '../../server/protocol/brief-values.ts';
import { type Brief, defaultConfig, paragraphsLimits, secondsLimits } from '../../server/protocol/index.ts';
import { formats } from '../../server/writing/formats.ts';
import { measure } from '../../server/writing/measure.ts';
import { type OutlineLanguage, offlineOutline, sceneTexts } from '../../server/writing/outline.ts';
import { outlineShapes, planOutline } from '../../server/writing/outline-plan.ts';
import { spokenText } from '../../server/writing/spoken.ts';

const settings = defaultConfig.writing;
const label = /^> Offline outline: made on this machine, without any model · 离线大纲：由本机生成，没有使用任何模型 *$/;
const languages: readonly OutlineLanguage[] = ['en', 'zh'];

/** What a scene says of itself in its heading. */
interface Heading {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  readonly paragraphs: number | null;
}

const secondsOf = (clock: string): number => {
  const [minutes = '', seconds = ''] = clock.split(':');
  return Number(minutes) * 60 + Number(seconds);
};

function headingsOf(text: string): Heading[] {
  const lines = text.split('\n').filter((line) => line.startsWith('#'));
  return lines.map((line) => {
    const found = /\((\d+:\d\d)–(\d+:\d\d) · (\d+) (?:s|秒)(?: · (\d+) (?:paragraphs?|段))? · (?:about|约) \d+/.exec(
      line,
    );
    assert.ok(found, line);
    const [, from = '', to = '', seconds, paragraphs] = found;
    return {
      from: secondsOf(from),
      to: secondsOf(to),
      seconds: Number(seconds),
      paragraphs: paragraphs === undefined ? null : Number(paragraphs),
    };
  });
}

/** Everything that must hold for any outline. */
function check(brief: Brief): string {
  const { text, seconds } = offlineOutline(brief, settings);
  const format = brief.format ?? 'short';
  const [first = ''] = text.split('\n');
  assert.match(first, label);
  assert.deepEqual(offlineOutline(brief, settings), { ...offlineOutline(brief, settings), text });
  assert.equal(spokenText(text), '');
  assert.equal(measure(text, settings).amount, 0);
  assert.equal(measure(`---\ntopic: x\n---\n\nTwo words.\n\n${text}\nTwo words.`, settings).words, 4);

  const headings = headingsOf(text);
  const sum = headings.reduce((total, each) => total + each.seconds, 0);
  assert.equal(sum, seconds);
  const { secondsPerParagraph, defaultSeconds } = formats[format];
  const asked =
    brief.seconds ?? (brief.paragraphs === undefined ? defaultSeconds : brief.paragraphs * secondsPerParagraph);
  assert.equal(seconds, asked);
  let end = 0;
  for (const { from, to, seconds: length } of headings) {
    assert.equal(from, end);
    assert.ok(length >= 2);
    assert.equal(to - from, length);
    end = to;
  }
  if (brief.paragraphs !== undefined) {
    assert.equal(
      headings.reduce((total, each) => total + (each.paragraphs ?? 0), 0),
      brief.paragraphs,
    );
    assert.ok(headings.every(({ paragraphs }) => (paragraphs ?? 0) >= 1));
  }
  // No scene without guidance, a picture and a question; the first one opens and the last one asks for something.
  const scenes = text.split(/^## /m).slice(1);
  assert.equal(scenes.length, headings.length);
  for (const scene of scenes) {
    assert.match(scene, /^> (?:Say: |要说的话：)\S/m);
    assert.match(scene, /^> Visual: \S/m);
    assert.match(scene, /^\[[^[\]]{4,190}\]$/m);
  }
  const texts = sceneTexts(format, offlineOutline(brief, settings).language);
  assert.ok(scenes[0]?.includes(texts[0]?.title ?? 'none'));
  assert.ok(scenes.at(-1)?.includes(texts.at(-1)?.title ?? 'none'));
  return text;
}

describe('offline outline', () => {
  it('has a text for every scene of every format, in both languages, without marks that would end a bracket or a cell', () => {
    for (const language of languages) {
      const seen = new Set<string>();
      for (const format of scriptFormats) {
        const texts = sceneTexts(format, language);
        assert.equal(texts.length, outlineShapes[format].length, format);
        for (const { title, say, visual, ask } of texts) {
          for (const cell of [title, say, visual, ask]) assert.notEqual(cell, '', `${format}: ${title}`);
          assert.match(ask, /[?？]$/u);
          assert.doesNotMatch(`${title}${visual}${ask}`, /[[\]<>`*|{}]/u);
          assert.equal(/\p{Script=Han}/u.test(title + say + visual + ask), language === 'zh', title);
        }
        assert.ok(texts.some(({ say }) => say.includes('{topic}')));
        seen.add(texts.map(({ title }) => title).join());
      }
      assert.equal(seen.size, scriptFormats.length, 'each format has a structure of its own');
    }
  });

  it('gives each share of a video once', () => {
    for (const format of scriptFormats) {
      assert.equal(
        outlineShapes[format].reduce((sum, { share }) => sum + share, 0),
        100,
        format,
      );
    }
  });

  for (const format of scriptFormats) {
    it(`builds a ${format} of any length, in any language`, () => {
      const lengths = [
        {},
        ...[5, 6, 7, 8, 9, 10, 11, 13, 15, 20, 30, 45, 59, 60, 90, 120, 300, 481, 1800, secondsLimits.most].map(
          (seconds) => ({ seconds }),
        ),
        ...Array.from({ length: paragraphsLimits.most }, (_, index) => ({ paragraphs: index + 1 })),
      ];
      for (const length of lengths) {
        for (const [topic, language] of [
          ['Bees', undefined],
          ['蜜蜂回家', undefined],
          ['Bees', 'zh-CN'],
          ['蜜蜂回家', 'German'],
          ['Мёд', undefined],
        ] as const) {
          const text = check({ topic, format, ...length, ...(language === undefined ? {} : { language }) });
          assert.ok(text.includes(topic));
        }
      }
    });
  }

  it('keeps the hook short, and the call to action, however long the video is', () => {
    for (const format of scriptFormats) {
      for (const seconds of [30, 60, 300, 3600]) {
        const headings = headingsOf(offlineOutline({ topic: 'Bees', format, seconds }, settings).text);
        assert.ok((headings[0]?.seconds ?? 99) <= 20, `${format} ${seconds}`);
        assert.ok((headings.at(-1)?.seconds ?? 99) <= 15, `${format} ${seconds}`);
      }
    }
    const [hook] = headingsOf(offlineOutline({ topic: 'Bees', seconds: 45 }, settings).text);
    assert.equal(hook?.seconds, 3);
  });

  it('has more scenes for a longer video, and never more than a person fills in', () => {
    const amount = (seconds: number) => planOutline('long', seconds, 'seconds', 1).length;
    assert.ok(amount(120) < amount(600) && amount(600) < amount(1800));
    for (const format of scriptFormats) assert.ok(planOutline(format, 3600, 'seconds', 1).length <= 30);
  });

  it('is in the language of the order: Chinese, otherwise English with a note where another one was wanted', () => {
    const languageOf = (brief: Brief) => offlineOutline(brief, settings).language;
    assert.equal(languageOf({ topic: '蜜蜂' }), 'zh');
    assert.equal(languageOf({ topic: 'Bees', language: 'Chinese' }), 'zh');
    assert.equal(languageOf({ topic: '蜜蜂', language: 'en-GB' }), 'en');
    assert.equal(languageOf({ topic: '蜜蜂', language: 'auto' }), 'zh');
    const noteIn = (brief: Brief) =>
      /English and Chinese only|只有中文和英文/.test(offlineOutline(brief, settings).text);
    assert.deepEqual(
      [{ topic: 'Bees' }, { topic: '蜜蜂' }, { topic: 'Why the bees fly to the hive', language: 'en-US' }].map(noteIn),
      [false, false, false],
    );
    const german = offlineOutline({ topic: 'Bienen', language: 'German' }, settings).text;
    assert.match(german, /English and Chinese only; the script is meant to be in German\./);
    assert.match(offlineOutline({ topic: 'x', language: 'Klingon*' }, settings).text, /in Klingon\\\*\./);
    assert.equal(noteIn({ topic: 'ミツバチはなぜ踊るのか' }), true);
  });

  it('names tone and audience', () => {
    const { text } = offlineOutline({ topic: 'Bees', tone: 'dry', audience: 'children' }, settings);
    assert.match(text, /^> Tone: dry *$/m);
    assert.match(text, /^> For: children *$/m);
  });

  const nasty = [
    '<!-- swallowed',
    '-->',
    '# Heading\n## Scene\n\nSpoken words',
    '```\ncode',
    ']( javascript:alert(1) ) [x](http://example.org)',
    '![image](http://example.org/a.png)',
    '<script>alert(1)</script>',
    '&lt;b&gt; **bold** _it_ ~~no~~ | cell |',
    '---\ntopic: other\n---',
    '> Visual: other',
    '\u202eturned around\u2066',
    '$& $1 {topic} {0}',
    'a'.repeat(2000),
    '\ud800 half',
  ];
  const shape = (text: string): string[] =>
    text.split('\n').map((line) => (line.startsWith('#') || line.startsWith('[') ? line : line.slice(0, 8)));

  it('takes nothing in a topic for anything but text', () => {
    const plain = offlineOutline({ topic: 'bees' }, settings).text;
    for (const topic of nasty) {
      const text = check({ topic, tone: topic.slice(0, 200), audience: topic.slice(0, 200), language: 'en' });
      const bare = offlineOutline({ topic, language: 'en' }, settings).text;
      assert.deepEqual(shape(bare), shape(plain), topic);
      // What has a meaning in Markdown stands behind a backslash; brackets of the outline's own have a line of their own.
      const quoted = text.split('\n').filter((line) => line.startsWith('>'));
      for (const line of quoted)
        assert.doesNotMatch(line.slice(1), /(?<!\\)[<>`*_|~[\]]|[\u202a-\u202e\u2066-\u2069]/u);
      assert.ok(!text.includes('<!--') && !/\p{Surrogate}/u.test(text));
    }
  });

  it('keeps its laws for any order', () => {
    const length = fc.oneof(
      fc.constant({}),
      fc.record({ seconds: fc.integer({ min: secondsLimits.least, max: secondsLimits.most }) }),
      fc.record({ paragraphs: fc.integer({ min: paragraphsLimits.least, max: paragraphsLimits.most }) }),
    );
    const topic = fc
      .oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), fc.constantFrom(...nasty))
      .filter((text) => text.trim() !== '');
    const language = fc.constantFrom(undefined, 'en', 'zh', 'ja', 'Klingon [x]');
    fc.assert(
      fc.property(topic, fc.constantFrom(...scriptFormats), length, language, (subject, format, asked, wanted) => {
        check({ topic: subject, format, ...asked, ...(wanted === undefined ? {} : { language: wanted }) });
      }),
      { numRuns: 300 },
    );
  });
});
