import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultConfig } from '../../server/protocol/index.ts';
import { planScript } from '../../server/writing/brief.ts';
import { type Measure, measure } from '../../server/writing/measure.ts';
import { spokenCharactersOfNumber, spokenWordsOfNumber } from '../../server/writing/numbers.ts';
import { spokenText } from '../../server/writing/spoken.ts';

const pace = defaultConfig.writing;

describe('measure', () => {
  const rows: readonly (readonly [text: string, amount: number, counted: Measure['counted']])[] = [
    ["Honey never spoils, and it's sweet.", 6, 'words'],
    ['Почему мёд никогда не портится?', 5, 'words'],
    ['لماذا لا يفسد العسل أبدا؟', 5, 'words'],
    ['꿀은 왜 상하지 않을까요?', 4, 'words'],
    ['למה דבש לא מתקלקל?', 4, 'words'],
    ['Γιατί το μέλι δεν χαλάει;', 5, 'words'],
    ['शहद कभी खराब नहीं होता।', 5, 'words'],
    ['Tại sao mật ong không hỏng?', 6, 'words'],
    ['สวัสดีครับ', 2, 'words'],
    ['春天的花海。', 5, 'characters'],
    ['東京タワーは高い。', 8, 'characters'],
    ['2026年。', 5, 'characters'],
    ['用 AI 写一个关于蜜蜂和花海的好脚本。', 16, 'characters'],
    ['Bees 蜜蜂 fly 飞。', 5, 'mixed'],
    ['', 0, 'words'],
  ];
  for (const [text, amount, counted] of rows) {
    it(`counts ${JSON.stringify(text)}`, () => {
      const found = measure(text, pace);
      assert.equal(found.amount, amount);
      assert.equal(found.counted, counted);
      assert.equal(found.words + found.characters, amount);
    });
  }

  it('counts 68 Cyrillic words as half a minute, not as 90 seconds', () => {
    const sentence = 'Пчёлы летят над лугом и собирают сладкий нектар с цветов.';
    const text = Array.from({ length: 7 }, () => sentence).join(' ');
    const found = measure(text, pace);
    assert.equal(found.words, 70);
    assert.ok(found.seconds > 27 && found.seconds < 33, String(found.seconds));
  });

  it('original-system point 15: words or characters by script, plus pauses, spoken text only', () => {
    const english = Array.from({ length: 150 }, () => 'bee').join(' ');
    assert.equal(measure(english, pace).seconds, 60);
    const chinese = '蜂'.repeat(240);
    assert.equal(measure(chinese, pace).seconds, 60);
    assert.ok(measure(`${english}. ${english}`, pace).seconds > 120);
    const silent =
      '---\ntitle: x\n---\n# Heading\n\n> Visual: bees\n\n[Scene]\n\n(upbeat music)\n\n<!-- comment -->\n\n';
    assert.equal(measure(silent + english, pace).seconds, 60);
  });

  it('follows the pace', () => {
    const text = Array.from({ length: 100 }, () => 'bee').join(' ');
    assert.equal(measure(text, { ...pace, wordsPerMinute: 100 }).seconds, 60);
    assert.equal(measure('蜂'.repeat(100), { ...pace, charactersPerMinute: 100 }).seconds, 60);
  });

  it('adds pauses for commas, sentences and paragraphs', () => {
    const plain = measure('one two three four', pace).seconds;
    const comma = measure('one two, three four', pace).seconds;
    const sentence = measure('one two. Three four.', pace).seconds;
    const paragraph = measure('one two.\n\nThree four.', pace).seconds;
    assert.ok(plain < comma && comma < sentence && sentence < paragraph);
    assert.ok(measure('十二，三四。', pace).seconds > measure('十二三四', pace).seconds);
  });

  it('reads numbers as they are spoken', () => {
    const table: readonly (readonly [number: string, words: number])[] = [
      ['7', 1],
      ['20', 1],
      ['42', 2],
      ['305', 3],
      ['1999', 3],
      ['2000', 2],
      ['2026', 3],
      ['2005', 3],
      ['1,500', 4],
      ['1,000,000', 2],
      ['3.14', 4],
      ['٤٢', 2],
    ];
    for (const [number, words] of table) assert.equal(spokenWordsOfNumber(number), words, number);
    assert.equal(spokenCharactersOfNumber('2026'), 4);
    assert.ok(measure('It was in 2026', pace).seconds > measure('It was in May', pace).seconds);
    assert.ok(measure('It costs $5', pace).seconds > measure('It costs 5', pace).seconds);
    assert.equal(measure('It was in 2026', pace).words, 4);
  });

  it('agrees with the target it is checked against', () => {
    const sentence = 'The bees that fly over the wide meadow, one by one, carry golden pollen home.';
    for (const seconds of [30, 60, 180, 600]) {
      const { amount } = planScript({ topic: 'Bees', seconds }, pace);
      const count = Math.round(amount / 15);
      const paragraphs = Array.from({ length: count }, (_, index) => sentence + (index % 3 === 2 ? '\n\n' : ' '));
      const found = measure(paragraphs.join(''), pace);
      assert.ok(Math.abs(found.seconds - seconds) < seconds * pace.lengthTolerance, `${found.seconds} for ${seconds}`);
    }
  });

  it('law: more text never takes less time', () => {
    const word = fc.constantFrom('bee', 'мёд', '蜂蜜', '2026', 'honey,', 'end.', '\n\n');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.constantFrom('bee', '蜂'), (words, more) => {
        const before = measure(`Bee ${words.join(' ')}`, pace);
        const after = measure(`Bee ${words.join(' ')} ${more}`, pace);
        assert.ok(after.amount > before.amount);
        assert.ok(after.seconds >= before.seconds);
      }),
    );
  });
});

describe('spoken text', () => {
  it('keeps words and paragraphs, and asides that are spoken', () => {
    const document =
      '---\ntopic: x\n---\n# One\nBees (and wasps) fly [zoom].\n\n## Two\n> Visual: hive\nNarrator: Far. (Music fades)\n';
    assert.equal(spokenText(document), 'Bees (and wasps) fly .\n\nFar.');
  });
});
