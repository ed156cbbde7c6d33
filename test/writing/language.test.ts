import assert from 'node:assert/strict';
import { clean } from '../../server/writing/clean.ts';
import {
  detectLanguage,
  isInLanguage,
  languageTag,
  languageTitle,
  type WritingSystem,
  writingSystemOf,
  writingSystemOfLanguage,
} from '../../server/writing/language.ts';
import { answers } from './answers.ts';

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

/** Paragraphs of a script, each of 25 words or more. */
const paragraphs: Readonly<Record<string, string>> = {
  en: 'Every morning the bees leave the hive and fly to the flowers in the meadow. They carry golden pollen home, and that is how the honey you eat is made. It is a long way for such a small animal, but they never stop.',
  de: 'Jeden Morgen verlassen die Bienen den Stock und fliegen zu den Blumen auf der Wiese. Sie tragen den goldenen Pollen nach Hause, und so wird der Honig gemacht. Es ist ein langer Weg für ein so kleines Tier, aber sie geben nicht auf.',
  fr: 'Chaque matin, les abeilles quittent la ruche et volent vers les fleurs dans le pré. Elles rapportent le pollen doré, et c’est ainsi que le miel est fait pour vous. Le chemin est long pour un si petit animal, mais il ne renonce pas.',
  es: 'Cada mañana las abejas salen de la colmena y vuelan hacia las flores en el prado. Llevan el polen dorado a casa, y así se hace la miel que comes con el pan. Es un camino largo para un animal tan pequeño, pero no se rinden.',
  it: 'Ogni mattina le api lasciano l’alveare e volano verso i fiori che sono nel prato. Portano il polline dorato a casa, e così si fa il miele che mangi con il pane. È una strada lunga per un animale così piccolo, ma non si fermano.',
  pt: 'Todas as manhãs as abelhas saem da colmeia e voam para as flores do prado. Elas levam o pólen dourado para casa, e é assim que se faz o mel que você come com pão. É um caminho longo para um animal tão pequeno, mas não param.',
  nl: 'Elke ochtend verlaten de bijen de korf en vliegen ze naar de bloemen in het veld. Ze brengen het gouden stuifmeel naar huis, en zo wordt de honing gemaakt die je eet. Het is een lange weg voor een klein dier, maar ze stoppen niet.',
  pl: 'Każdego ranka pszczoły wylatują z ula i lecą na łąkę do kwiatów. Niosą złoty pyłek do domu i tak powstaje miód, ale to nie jest łatwa praca. Dla tak małego zwierzęcia jest to długa droga, ale one się nie poddają i wracają z pyłkiem po południu.',
  tr: 'Arılar her sabah kovandan çıkar ve çayırdaki çiçeklere uçar. Altın poleni eve taşır ve bal için çok çalışır. Bu kadar küçük bir hayvan için bu çok uzun bir yol ama arılar da pes etmez. Bir arı ne kadar çalışır ve neden durmaz, bunu bugün bir bir anlatalım.',
  vi: 'Mỗi sáng những con ong rời tổ và bay đến các bông hoa trong đồng cỏ. Ong mang phấn hoa về nhà và đó là cách mật ong được làm cho bạn. Đó là một con đường dài với một con vật nhỏ, không dễ và không ngắn, tại sao ong không dừng lại.',
  id: 'Setiap pagi lebah meninggalkan sarang dan terbang ke bunga di padang. Mereka membawa serbuk sari yang keemasan ke rumah, dan dengan itu madu dibuat untuk kita. Ini adalah jalan yang panjang untuk hewan kecil, tetapi lebah itu tidak berhenti dan bisa pulang dari padang ini.',
};

describe('language of a script in Latin letters', () => {
  for (const [asked, text] of Object.entries(paragraphs)) {
    it(`is not doubted in ${asked}`, () => {
      assert.equal(isInLanguage(text, asked), true);
      assert.equal(isInLanguage(`${text} ${text}`, asked), true);
    });

    it(`is found not to be ${asked}`, () => {
      for (const [other, foreign] of Object.entries(paragraphs)) {
        const script = [foreign, foreign, foreign].join('\n\n');
        if (other !== asked) assert.equal(isInLanguage(script, asked), false, other);
      }
    });

    it(`is not doubted in a short or a mixed text or another language: ${asked}`, () => {
      const short = text.split(' ').slice(0, 20).join(' ');
      for (const [other, foreign] of Object.entries(paragraphs)) {
        assert.equal(isInLanguage(short, other), true, other);
        assert.equal(isInLanguage(`${text} ${foreign}`, asked), true, other);
        assert.equal(isInLanguage(`${foreign} ${text}`, asked), true, other);
      }
      assert.equal(isInLanguage(text, 'fi'), true);
    });
  }

  it('is not doubted in any answer of the corpus', () => {
    const asked: Readonly<Record<string, string>> = { english: 'en', spanish: 'es', german: 'de' };
    for (const [name, language] of Object.entries(asked)) {
      assert.equal(isInLanguage(clean(answers[name] ?? ''), language), true, name);
    }
  });
});
