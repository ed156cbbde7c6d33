import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clean, createStreamCleaner } from '../../server/writing/clean.ts';
import { answers } from './answers.ts';
import { inPieces, table } from './clean-tables.ts';

describe('clean: spoken words stay', () => {
  table({
    'text between two brackets': [
      'The sun (our star) is hot. It has planets. Life needs light. Earth (third rock) wins.',
      'The sun (our star) is hot. It has planets. Life needs light. Earth (third rock) wins.',
    ],
    'text between two stage directions': [
      'Bees [buzz] fly far. They [zoom] come home.',
      'Bees fly far. They come home.',
    ],
    'C#, #1 and 5*3': [
      'C# is a language. It is the #1 choice, 5*3 times.\n\n#1 again.',
      'C# is a language. It is the #1 choice, 5*3 times.\n\n#1 again.',
    ],
    'spaced stars, powers and masked words': ['2 * 3 * 4, 2**3 and f***.', '2 * 3 * 4, 2**3 and f***.'],
    'snake_case and array[0]': ['Use my_own_name and array[0].', 'Use my_own_name and array[0].'],
    'an error message': ['Error: nothing works, he read.', 'Error: nothing works, he read.'],
    'a colon after an ordinary word': ['Remember: bees matter.', 'Remember: bees matter.'],
    'a label inside a sentence': ['The narrator: a tired man.', 'The narrator: a tired man.'],
    'a first sentence that announces something else': [
      'Here is the truth: honey never spoils.',
      'Here is the truth: honey never spoils.',
    ],
    'a first sentence about a script': [
      'Here is the script that changed Hollywood: Casablanca.',
      'Here is the script that changed Hollywood: Casablanca.',
    ],
    'a sentence that begins like an acknowledgement': ['Sure, honey is sweet.', 'Sure, honey is sweet.'],
    'great white sharks': ['Great white sharks are old.', 'Great white sharks are old.'],
    'a short hook on its own line': ['Stop scrolling\n\nHoney never spoils.', 'Stop scrolling\n\nHoney never spoils.'],
    'a hook in Chinese without a full stop': ['别划走\n\n蜂蜜不会变质。', '别划走\n\n蜂蜜不会变质。'],
    'a bold first sentence': [
      '**Did you know honey never spoils?**\nIt does not.',
      'Did you know honey never spoils?\n\nIt does not.',
    ],
    'the only line, even when it looks like a title': ['Honey Never Spoils', 'Honey Never Spoils'],
    'a parenthesis about music': [
      'Life began. (Music came later.) He loves art (music) too.',
      'Life began. (Music came later.) He loves art (music) too.',
    ],
    'a German date': ['1. Januar: Das Jahr beginnt.', '1. Januar: Das Jahr beginnt.'],
    'a year at the start of a line': ['2026. A year of bees.', '2026. A year of bees.'],
    'a number out of sequence': ['7. That is the number of days.', '7. That is the number of days.'],
    'a time at the start of a line': ['10:30 in the morning.', '10:30 in the morning.'],
    'a spoken note': [
      'Honey is food.\nNote: babies must not eat it.',
      'Honey is food.\n\nNote: babies must not eat it.',
    ],
    'a call to action in the last line': [
      'Bees fly.\nLet me know in the comments!',
      'Bees fly.\n\nLet me know in the comments!',
    ],
    'a bracket that never closes': ['Bees (and wasps fly.\n\nFar [away.', 'Bees (and wasps fly.\n\nFar [away.'],
    'a smaller-than sign': ['3 < 5 and <thin> ice', '3 < 5 and <thin> ice'],
    'a Russian dialogue': ['— Привет, — сказал он.', '— Привет, — сказал он.'],
    'Chinese brackets that hold a word': [
      '蜂蜜（一种食物）很甜。它叫【金子】吗？',
      '蜂蜜（一种食物）很甜。它叫【金子】吗？',
    ],
    'a soft line end is not glued': ['hello\nworld', 'hello\nworld'],
    'sentences of two paragraphs are not glued': ['one.\nPara two.', 'one.\n\nPara two.'],
    'words of a cutter in a sentence': [
      'Cut to the chase.\nFade out. That is all.',
      'Cut to the chase.\n\nFade out. That is all.',
    ],
    'an emoji': ['Bees 🐝 fly 👩‍🚀.', 'Bees 🐝 fly 👩‍🚀.'],
  });
});

describe('clean: what is not spoken goes', () => {
  table({
    'a closed think block': ['<think>plan\n\nplan</think>\n\nBees fly.', 'Bees fly.'],
    'a think block in capitals': ['<THINK>plan</THINK>Bees fly.', 'Bees fly.'],
    'an unclosed think block': ['Bees fly.\n<think>and then', 'Bees fly.'],
    'only thinking': ['<think>and then', ''],
    'a fence around everything': ['```text\nBees fly.\n\nFar.\n```', 'Bees fly.\n\nFar.'],
    headings: ['# Bees\n\n## Scene\nBees fly.', 'Bees fly.'],
    'bold, italic, struck and code': [
      '**Bees** *fly* ~~not~~ `far`, _really_ __far__.',
      'Bees fly not far, really far.',
    ],
    'a star and a list': ['* Bees fly.\n* Bees dance.', 'Bees fly.\n\nBees dance.'],
    'a numbered list': ['1. Bees fly.\n2. Bees dance.\n3) They rest.', 'Bees fly.\n\nBees dance.\n\nThey rest.'],
    'a quotation mark of Markdown': ['> Bees fly.', 'Bees fly.'],
    'a link': ['Look at [our page](https://example.org/a) now.', 'Look at our page now.'],
    'rules between scenes': ['Bees fly.\n\n---\n\nFar.\n***', 'Bees fly.\n\nFar.'],
    'English labels': ['Narrator: Bees fly.\n\n**Narrator (V.O.):** Far.\n\nHost 2: Yes.', 'Bees fly.\n\nFar.\n\nYes.'],
    'labels of parts': [
      '**Hook (0:00-0:03):** Bees fly.\n\nScene 2: Far.\n\n**Conclusion:** Home.',
      'Bees fly.\n\nFar.\n\nHome.',
    ],
    'a label alone on its line': ['**Hook**\nBees fly.\n\nOutro:\nHome.', 'Bees fly.\n\nHome.'],
    'Chinese labels': ['旁白：蜜蜂飞。\n\n场景二：回家。\n\n画面：花海', '蜜蜂飞。\n\n回家。'],
    'labels in other languages': [
      'Диктор: Пчёлы летят.\n\nNarrador: Vuelan.\n\nSprecher: Sie fliegen.\n\nナレーター：飛ぶ。\n\n내레이션: 난다.',
      'Пчёлы летят.\n\nVuelan.\n\nSie fliegen.\n\n飛ぶ。\n\n난다.',
    ],
    'a label in brackets': ['[Narrator]: Bees fly.', 'Bees fly.'],
    'scene brackets': ['[Scene 1: a meadow]\nBees fly.\n\n【镜头一】花开了。', 'Bees fly.\n\n花开了。'],
    'stage directions': [
      '(upbeat music)\nBees fly. (Music fades)\n\nThey rest (pause) now.',
      'Bees fly.\n\nThey rest now.',
    ],
    'stage directions in full width': ['（轻快的音乐）\n花开了（停顿）真美。', '花开了真美。'],
    'a space in front of a full stop': ['Bees fly [buzzing].', 'Bees fly.'],
    'times of scenes': ['0:00-0:05 Bees fly.\n\n(0:05 - 0:10) Far.', 'Bees fly.\n\nFar.'],
    'a line for the editor': ['Bees fly.\nVisual: a meadow\nSFX: buzz\nFar.', 'Bees fly.\n\nFar.'],
    'an announcement': ["Sure! Here's a 60-second script about bees:\n\nBees fly.", 'Bees fly.'],
    'an announcement in the same line': ["Sure, here's the script: Bees fly.", 'Bees fly.'],
    'a bare acknowledgement': ['Certainly!\n\nBees fly.', 'Bees fly.'],
    'announcements in other languages': ['当然，以下是一个关于蜜蜂的视频脚本：\n\n蜜蜂飞。', '蜜蜂飞。'],
    'an announcement in Russian': ['Конечно! Вот сценарий:\n\nПчёлы летят.', 'Пчёлы летят.'],
    'an announcement in Spanish': ['¡Claro! Aquí tienes el guion:\n\nVuelan.', 'Vuelan.'],
    'an announcement in German': ['Gerne! Hier ist dein Skript:\n\nSie fliegen.', 'Sie fliegen.'],
    'an announcement in French': ['Bien sûr ! Voici le script :\n\nElles volent.', 'Elles volent.'],
    'an announcement in Japanese': ['はい、こちらが台本です：\n\n飛ぶ。', '飛ぶ。'],
    'an announcement in Korean': ['네, 다음은 벌에 대한 대본입니다:\n\n난다.', '난다.'],
    'a labelled title': ['Title: The Bees\n\nBees fly.', 'Bees fly.'],
    'a bold title': ['**The Bees**\nBees fly.', 'Bees fly.'],
    'a Chinese title': ['《蜜蜂》\n蜜蜂飞。', '蜜蜂飞。'],
    'a plain title': ['The Secret Life of Bees\n\nBees fly.', 'Bees fly.', 'why a bee dances'],
    'a title that repeats the subject': ['为什么蜂蜜不会变质\n\n蜂蜜很甜。', '蜂蜜很甜。', '为什么蜂蜜不会变质'],
    'a word count': ['Bees fly.\n\nWord count: 150', 'Bees fly.'],
    'a bold word count': ['Bees fly.\n\n**Word Count:** 150 words', 'Bees fly.'],
    'a word count in brackets': ['Bees fly.\n\n(Word count: 150)\n\n（约150字）', 'Bees fly.'],
    'a note about the script': ['Bees fly.\n\nNote: This script has 150 words.', 'Bees fly.'],
    'a farewell': ["Bees fly.\n\nLet me know if you'd like the script shorter!", 'Bees fly.'],
    'a farewell in Chinese': ['蜜蜂飞。\n\n希望这个脚本对您有帮助！', '蜜蜂飞。'],
    'line ends of every kind and empty lines': [
      'Bees fly.\r\n\r\n \r\n\r\nFar.\rHome.\n\n',
      'Bees fly.\n\nFar.\n\nHome.',
    ],
    'spaces at the ends and in between': ['  Bees   fly.\t \n\n\u3000\u3000蜜蜂飞。', 'Bees fly.\n\n蜜蜂飞。'],
    'a list of paragraphs in an object': [
      '{"title":"Bees","paragraphs":["Bees \\"fly\\".","They rest.", "Far."],"words":5}',
      'Bees "fly".\n\nThey rest.\n\nFar.',
    ],
    'scenes in an object': [
      '{"title": "Bees", "scenes": [{"id": 1, "narration": "Bees fly.", "visual": "a meadow"},\n {"visual": "a hive, wide",\n "narration": "They rest."}, {"visual": "end"}]}',
      'Bees fly.\n\nThey rest.',
    ],
    'an object in a fence behind an announcement': [
      'Here is the JSON:\n\n```json\n{"paragraphs": [\n  "Bees fly.",\n  "They rest."\n]}\n```',
      'Bees fly.\n\nThey rest.',
    ],
    'an object behind an announcement': ['Here is the script:\n{"script": "Bees fly."}', 'Bees fly.'],
    'a list of other things in an object stays': ['{"bees": ["fly"]}', '{"bees": ["fly"]}'],
    'an announcement behind a dash': ["Absolutely — here's your script:\n\nBees fly.", 'Bees fly.'],
    'transitions of a screenplay': [
      'FADE IN:\n\nBees fly.\n\n**CUT TO:**\n\nThey rest.\n\nFADE OUT.',
      'Bees fly.\n\nThey rest.',
    ],
    'a label for the sound, marked as one': [
      '**Visual:** a meadow\n**Audio:** Bees fly.\n\n**Audio:** Far.',
      'Bees fly.\n\nFar.',
    ],
    'labels of a review': [
      'Display: stunning.\n\nShot: each photo pops.\n\nAudio: rich and loud.\n\nVisuals: crisp on every page.',
      'Display: stunning.\n\nShot: each photo pops.\n\nAudio: rich and loud.\n\nVisuals: crisp on every page.',
    ],
    'labels of a text about film': [
      '拍视频有四件事。\n\n镜头：要稳。\n\n配音：要清楚。\n\n字幕：要大。',
      '拍视频有四件事。\n\n镜头：要稳。\n\n配音：要清楚。\n\n字幕：要大。',
    ],
    'an underlined title': ['The Secret Life of Bees\n=====\nBees fly.', 'Bees fly.', 'why a bee dances'],
    nothing: ['', ''],
    'white space alone': [' \n\n\t', ''],
  });
});

describe('clean in a stream', () => {
  for (const [name, answer] of Object.entries(answers)) {
    it(`gives the same text in single UTF-16 units: ${name}`, () => {
      const cuts = Array.from({ length: answer.length }, (_, index) => index);
      assert.equal(inPieces(answer, cuts).join(''), clean(answer));
    });

    it(`gives the same text when cut in two anywhere: ${name}`, () => {
      const whole = clean(answer);
      for (let cut = 0; cut <= answer.length; cut += 1) assert.equal(inPieces(answer, [cut]).join(''), whole);
    });

    it(`has nothing left to clean: ${name}`, () => {
      assert.equal(clean(clean(answer)), clean(answer));
    });
  }

  const fragments = fc.constantFrom(
    ...[
      '*',
      '**',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '（',
      '）',
      '【',
      '】',
      '\n',
      '\n\n',
      '\r\n',
      '\r',
      ' ',
      '#',
      '# ',
      '- ',
      '1. ',
      '2. ',
      '>',
    ],
    ...[
      '<think>',
      '</think>',
      '<th',
      '```',
      '---',
      ':',
      '：',
      'Narrator',
      '旁白',
      'Sure! ',
      'CUT TO:',
      'FADE ',
      'Here is your script',
      'pause',
      'music',
      'Note: ',
    ],
    ...[
      'The Secret',
      'word',
      '春天',
      '🐝',
      '\ud83d',
      '\udc1d',
      'Привет',
      '.',
      '。',
      '!',
      '0:00-0:05',
      'Word count: 3',
      '~~',
      'a_b',
      '5*3',
      'C#',
    ],
    ...[
      '\u001b[31m',
      '\u001b]0;',
      '\u001b',
      '\u0007',
      '\u202e',
      '<break time="1s"/>',
      '<speak>',
      '<p>',
      '{',
      '{"script": "',
      '{"scenes": [{"narration": "',
      '{"paragraphs": ["',
      '", "',
      '"}, {"narration": "',
      '"]}',
      '"}]}',
      'Here is the JSON:\n',
      '```json\n',
      '", "a": 1}',
      '"',
      '|',
      '| Visual | Audio |\n',
      '|---|---|\n',
      '| a | b |\n',
      '#bees ',
    ],
    ...[
      '\nShot: ',
      'Visual: ',
      'Hook: ',
      '**',
      '**Host:** ',
      'Title: ',
      '\nLet me know if you need any changes.',
      '\nI hope this helps!',
      '全文共150字。',
      '*pause*',
      '[Scene 2]',
      '第一',
    ],
  );
  const messy = fc.array(fragments, { maxLength: 24 }).map((pieces) => pieces.join(''));

  it('law: any split into pieces gives the text of the whole', () => {
    fc.assert(
      fc.property(messy, fc.array(fc.nat(400), { maxLength: 8 }), (answer, cuts) => {
        assert.equal(inPieces(answer, cuts).join(''), clean(answer));
      }),
      { numRuns: 2000 },
    );
  });

  it('law: text is laid out in paragraphs and words of the answer are in their order', () => {
    fc.assert(
      fc.property(messy, (answer) => {
        const text = clean(answer);
        assert.equal(text, text.trim());
        assert.doesNotMatch(text, /\r|\n{3}|[ \t]\n|\n[ \t]/u);
        let position = 0;
        for (const character of text.replace(/\s/gu, '').split('')) {
          const found = answer.indexOf(character, position);
          assert.notEqual(found, -1);
          position = found + character.length;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('law: plain sentences pass unchanged', () => {
    const word = fc.stringMatching(/^[a-zéüßñ]{1,9}$/u);
    const sentence = fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => `The ${words.join(' ')}.`);
    const script = fc
      .array(
        fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.join(' ')),
        { minLength: 1, maxLength: 5 },
      )
      .map((paragraphs) => paragraphs.join('\n\n'));
    fc.assert(fc.property(script, (text) => assert.equal(clean(text), text)));
  });

  it('shows prose while it comes', () => {
    const cleaner = createStreamCleaner();
    assert.equal(cleaner.push('Honey never '), 'Honey never');
    assert.equal(cleaner.push('spoils, '), ' spoils,');
    assert.equal(cleaner.push('(our star'), '');
    assert.equal(cleaner.push(') and'), ' (our star) and');
  });

  it('holds back a bounded amount, whatever comes', () => {
    for (const opening of [
      'Here is ',
      'Note: ',
      '(',
      '[',
      '*',
      'The Secret Of ',
      'Narrator (',
      '- '.repeat(3),
      'Shot: ',
      'Let me know if ',
      '1. ',
      '**Hook:** ',
      '<break ',
      '____',
    ]) {
      const cleaner = createStreamCleaner();
      const given = `Bees.\n${opening}${'word '.repeat(100)}`;
      const shown = cleaner.push(given);
      assert.ok(given.length - shown.length <= 40, `${opening}: ${given.length - shown.length} units are held`);
    }
  });

  it('gives up on frames, rows and sequences that are too long', () => {
    for (const opening of [
      '{"scenes": [{"narration": "a", "visual": "',
      '{"title": "',
      '{"a": "b", ',
      '```json\n{"',
      '| ',
      '\u001b]0;',
      '<break ',
      '1. ',
    ]) {
      const cleaner = createStreamCleaner();
      const given = `${opening}${'word '.repeat(600)}`;
      const shown = cleaner.push(given);
      assert.ok(given.length - shown.length <= 40, `${opening}: ${given.length - shown.length} units are held`);
    }
  });

  it('keeps few lines waiting', () => {
    for (const line of ['Shot: 18 grams.', 'Let me know if you need any changes.', '1. Platz', 'Hook: a fish bites.']) {
      const given = `Bees.\n${`${line}\n`.repeat(50)}`;
      const shown = createStreamCleaner().push(given);
      assert.ok(shown.split(line).length - 1 >= 45, `${line}: ${shown.split(line).length - 1} of 50 are shown`);
    }
  });

  it('takes long and hostile answers in reasonable work', () => {
    for (const piece of [
      '(',
      '[',
      '*',
      '_',
      '(*',
      '[(',
      '<',
      '<think',
      '# ',
      '1. ',
      ': ',
      '\u001b]',
      '\u001b[',
      '|',
      '| a |\n',
      '{"',
      '<break ',
      'Shot: ',
      '1. a\n',
      '#a ',
    ]) {
      assert.equal(typeof clean(piece.repeat(3000)), 'string');
    }
  });
});
