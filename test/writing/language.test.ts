import assert from 'node:assert/strict';
import {
  detectLanguage,
  isInLanguage,
  languageTag,
  languageTitle,
  type WritingSystem,
  writingSystemOf,
  writingSystemOfLanguage,
} from '../../server/writing/language.ts';

describe('language', () => {
  const samples: readonly (readonly [text: string, system: WritingSystem, language: string])[] = [
    ['春天的花海', 'chinese', 'zh'],
    ['用AI写视频脚本', 'chinese', 'zh'],
    ['優の良品店在这里有很多东西', 'chinese', 'zh'],
    ['東京タワーの歴史', 'japanese', 'ja'],
    ['ハチミツ', 'japanese', 'ja'],
    ['꿀은 왜 상하지 않을까요?', 'korean', 'ko'],
    ['Почему мёд не портится?', 'cyrillic', 'ru'],
    ['Чому мед не псується і як його зберігати', 'cyrillic', 'uk'],
    ['لماذا لا يفسد العسل؟', 'arabic', 'ar'],
    ['چرا عسل فاسد نمی‌شود؟', 'arabic', 'fa'],
    ['ทำไมน้ำผึ้งไม่เสีย', 'thai', 'th'],
    ['शहद खराब क्यों नहीं होता', 'devanagari', 'hi'],
    ['למה דבש לא מתקלקל', 'hebrew', 'he'],
    ['Γιατί το μέλι δεν χαλάει', 'greek', 'el'],
    ['Why the honey is not spoiled', 'latin', 'en'],
    ['Warum der Honig nicht verdirbt', 'latin', 'de'],
    ['Pourquoi le miel ne se gâte pas dans la ruche', 'latin', 'fr'],
    ['Por qué la miel no se echa a perder en el frasco', 'latin', 'es'],
    ['Honey', 'latin', 'und'],
    ['2026', 'unknown', 'und'],
    ['', 'unknown', 'und'],
  ];
  for (const [text, system, language] of samples) {
    it(`reads ${JSON.stringify(text)} as ${system}, ${language}`, () => {
      assert.equal(writingSystemOf(text), system);
      assert.equal(detectLanguage(text), language);
    });
  }

  const names: readonly (readonly [name: string, tag: string | undefined, system: WritingSystem])[] = [
    ['en', 'en', 'latin'],
    ['zh-CN', 'zh-CN', 'chinese'],
    ['zh_TW', 'zh-TW', 'chinese'],
    ['Chinese', 'zh', 'chinese'],
    ['中文', 'zh', 'chinese'],
    ['Deutsch', 'de', 'latin'],
    ['russian', 'ru', 'cyrillic'],
    ['日本語', 'ja', 'japanese'],
    ['한국어', 'ko', 'korean'],
    ['auto', undefined, 'unknown'],
    ['the language of bees', undefined, 'unknown'],
  ];
  for (const [name, tag, system] of names) {
    it(`knows ${name}`, () => {
      assert.equal(languageTag(name), tag);
      assert.equal(writingSystemOfLanguage(name), system);
    });
  }

  it('names languages in English', () => {
    assert.equal(languageTitle('de'), 'German');
    assert.equal(languageTitle('zh-CN'), 'Chinese (China)');
    assert.equal(languageTitle('Klingon of old'), 'Klingon of old');
  });

  it('checks whether an answer is in the asked letters', () => {
    assert.equal(isInLanguage('Honey never spoils.', 'en'), true);
    assert.equal(isInLanguage('蜂蜜不会变质。', 'en'), false);
    assert.equal(isInLanguage('Honey never spoils.', 'zh-CN'), false);
    assert.equal(isInLanguage('用 AI 写一个关于 OpenAI 的脚本。', 'zh-CN'), true);
    assert.equal(isInLanguage('ハチミツは腐りません。', 'zh'), false);
    assert.equal(isInLanguage('東京', 'ja'), true);
    assert.equal(isInLanguage('Мёд не портится.', 'russian'), true);
    assert.equal(isInLanguage('anything', 'the language of bees'), true);
    assert.equal(isInLanguage('2026', 'zh'), true);
  });
});
