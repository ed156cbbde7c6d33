import { table, unchanged } from './clean-tables.ts';

describe('clean: labels that are words of the text', () => {
  unchanged({
    'a phone review in Chinese':
      '这台手机到底值不值？先看三点。\n\n屏幕：六点七英寸，亮度很高。\n\n镜头：一英寸大底，夜景很稳。\n\n音效：双扬声器，声音饱满。\n\n时长：续航一天半没问题。',
    'a phone review in English':
      'Here is what I found.\n\nSpeaker: loud and clear.\n\nShot: every photo looks sharp.\n\nVisuals: stunning.',
    'numbers of an espresso': 'Great espresso.\n\nShot: 18 grams in, 36 grams out, in 28 seconds.',
    'names of hosts': 'Two people.\n\nHost: Jimmy Fallon brought warmth.\n\nAnnouncer: Steve Higgins brought wit.',
    'a hook, a line and a sinker': 'Hook: a fish bites it. Line: it holds. Sinker: it drops.',
    'an address in Arabic': 'العنوان: شارع النيل رقم خمسة.\n\nالنحل يعود إلى البيت.',
    'a scene in Russian': 'Сцена: театр начинается с вешалки.\n\nПчёлы летят.',
    'a scene in Korean': '네, 오늘은 꿀벌 이야기입니다.\n\n장면: 꿀벌이 춤을 춥니다.',
    'a beginning in Chinese': '开头：三秒定生死。结尾：一句话记住。',
    'a title with a full stop': 'Title: The fight. It was long.\n\nBees.',
    'a time of the day': '10:30-11:00: rush hour begins. 12:00 is noon.',
    'an instruction': 'Note: hold the pose for 30 seconds.\n\nThen rest.',
    'an instruction at the end': 'Bees.\n\nNote: hold the pose for 30 seconds.',
    'only a title': 'Title: Bees',
  });

  table({
    'bold labels that no script has': [
      '**Battery:** all day.\n\n**Shot:** every photo is sharp.\n\n**Speaker:** loud.',
      'Battery: all day.\n\nShot: every photo is sharp.\n\nSpeaker: loud.',
    ],
    'times of the day in two lines': [
      '8:00-9:00: breakfast.\n9:00-10:00: school.',
      '8:00-9:00: breakfast.\n\n9:00-10:00: school.',
    ],
  });
});

describe('clean: shot lists', () => {
  table({
    'a label that was in doubt until the narrator came': [
      'Visual: a meadow\nNarrator: Bees fly.\n\nVisual: a hive\nNarrator: They rest.',
      'Bees fly.\n\nThey rest.',
    ],
    'several labels in doubt': ['画面1：蜜蜂飞舞\n音效：嗡嗡\n旁白1：蜜蜂会回家。', '蜜蜂会回家。'],
    'parts in doubt until a part came that only scripts have': [
      'Hook: Ever get lost?\n\nIntro: Bees do not.\n\nOutro: Bye.',
      'Ever get lost?\n\nBees do not.\n\nBye.',
    ],
    'a picture is not left out because of a part': [
      'Visuals: stunning.\n\nOutro: Buy it.',
      'Visuals: stunning.\n\nBuy it.',
    ],
    'bold labels': ['**Visual:** a meadow\nBees fly.\n**Visual:** a hive\nThey rest.', 'Bees fly.\n\nThey rest.'],
    'numbered parts': ['Paragraph 1: Bees fly.\n\nParagraph 2: They land.', 'Bees fly.\n\nThey land.'],
    'a host on camera': ['Host (on camera): Ever get lost?', 'Ever get lost?'],
    'times in sequence': [
      '0:00-0:05: Bees fly.\n0:05-0:10: They rest.\n1:00-1:10: Home.',
      'Bees fly.\n\nThey rest.\n\nHome.',
    ],
    'a title in Hindi': ['शीर्षक: मधुमक्खियाँ\n\nमधुमक्खियाँ घर लौटती हैं।', 'मधुमक्खियाँ घर लौटती हैं।'],
  });
});

describe('clean: brackets that are words of the text', () => {
  unchanged({
    'a musician': '他走进了房间。（音乐家贝多芬当时已经失聪了）但他仍在作曲',
    'a short musician': '他走进了房间。（音乐家失聪了）但他仍在作曲',
    'a background': '1939年，战争开始了。（背景是欧洲的经济危机）很多人失去了家园。',
    translators: '这部剧很火。（字幕组的翻译功不可没）观众都在讨论。',
    'the first camera': 'Photography changed everything. (The first camera needed eight hours) It was slow.',
    silence: '(Silence is golden, they say) But not here.',
    'a film': '(The Sound of Music) is a film.',
    'opening hours': 'The bus leaves. (9:00-17:00) Then night.',
    'a duration': 'It took time. (About 40 seconds) Then silence.',
    'words a writer put in': 'He said "[it] was fine" and [the whole village] agreed. See array[0].',
    'one noun put in': 'He dropped the [camera] and [music] stopped.',
    'a bracket in a quotation': '"[Music] was my first love," he sang. «[Musique] encore», « [pause] ».',
    'a bracket at the start of a line': '[The bees are dancing] all day long.',
    'a heading in Chinese': '【第一，蜜蜂会跳舞】它们用舞蹈说话。\n\n【第二】它们认路。',
    'narration in a bracket': '[Narrator: Bees fly.]\n\nThey rest.',
  });

  table({
    'emphasis on words of the sentence': [
      '*Silence* is golden.\n\n*Pause* and think. Let us *pause* now. Wait. *Pause* there, he said.',
      'Silence is golden.\n\nPause and think. Let us pause now. Wait. Pause there, he said.',
    ],
  });
});

describe('clean: directions', () => {
  table({
    'a pause in emphasis': [
      'Bees fly. *pause* They rest. *sighs*\n\n*music fades*\nHome.',
      'Bees fly. They rest.\n\nHome.',
    ],
    'a line in square brackets': ['[Bees flying over a meadow]\nThey rest.\n*[Note: cut here]*', 'They rest.'],
    'a cut': ['(Cut to: a hive)\nBees fly. [Camera pans left] Home. (Drone shot)', 'Bees fly. Home.'],
    'directions in Chinese': [
      '【画面：航拍】\n（镜头切换到蜂巢）\n蜜蜂飞。（掌声响起）回家。（停顿两秒）',
      '蜜蜂飞。回家。',
    ],
    'directions in other languages': [
      '(Музыка стихает)\nПчёлы летят.\n\n[Música suave]\n(Musik wird leiser)',
      'Пчёлы летят.',
    ],
    'a label in square brackets': [
      '**[HOOK]**\nBees fly.\n\n[SCENE START]\n[Intro - 0:00]\nHome.',
      'Bees fly.\n\nHome.',
    ],
    'tags of speech synthesis': [
      '<speak><p>Bees <break time="1s"/> fly.</p><break/><p>They <emphasis level="strong">re</emphasis>st.</p></speak>',
      'Bees fly. They rest.',
    ],
    'a pause between two words': ['Bees<break time="200ms"/>fly. 蜜蜂<break time="1s"/>飞。', 'Bees fly. 蜜蜂飞。'],
  });

  unchanged({
    'tags that are talked about': 'In HTML, <p> and <s> and <break> and <voice> are tags. 3 < 5 > 2.',
    'a think tag in a sentence': 'In HTML you write <think> to nothing. And the rest of the script goes on here.',
  });
  table({
    'two think blocks at the start of a line': ['<think>a</think> <think>b</think>\nBees fly.', 'Bees fly.'],
    'a closing think tag': ['Plan.</think>\n\nBees fly.', 'Plan.\n\nBees fly.'],
  });
});

describe('clean: first lines', () => {
  unchanged(
    {
      'a place and a year': 'Paris 1889\n\nA tower rises over the city.',
      'a line in capitals about something else': 'The Quick Answer Is Simple\n\nHoneybees use the sun.',
      'a name': 'Neil Armstrong\n\nHe walked on the moon.',
      'a video that is not this one': 'Of course, here is a video everyone remembers: the moon landing.',
      'a video with a line end': 'Here is the video that shook the world:\n\nIn 1995, a man spoke.',
      'a script that is not this one': 'Here is the script that changed Hollywood.\n\nIt was 1942.',
      'a script somebody wrote': 'I wrote this script in prison.\n\nIt changed my life.',
      'a word that could acknowledge': 'Okay.\n\nLet me tell you a story.',
      'a story about a video': '这是一个关于视频的故事：\n\n它改变了世界。',
      'a German ordinal': '1. FC Köln gewann das Spiel. Die Fans feierten.',
      'a German ordinal in front of a colon': '1. Platz: Köln.\n\nEs war toll.',
      'one tag': '#MeToo\n\nIn 2017 a word changed everything.',
    },
    'bees',
  );

  table({
    'a word broken off at a line end': ['Great\nBritain is an island.', 'Great\nBritain is an island.'],
    'a list counting 1 and 2': [
      '1. Bees dance.\n\n2. Bees smell.\n\n3. Bees rest.',
      'Bees dance.\n\nBees smell.\n\nBees rest.',
    ],
    'a number without a second': ['3. That is it.\n1. One more.', '3. That is it.\n\n1. One more.'],
    'numbers with a bracket': ['1) Bees dance.\n2) Bees smell.', 'Bees dance.\n\nBees smell.'],
    'labels in a list': ['1. **Hook:** Bees dance.\n2. **Outro:** Bees rest.', 'Bees dance.\n\nBees rest.'],
  });
});

describe('clean: what an assistant says first', () => {
  table({
    'a reply in the same line': ['Sure thing! Bees fly.', 'Bees fly.'],
    'an offer': ['Sure! Happy to help.\n\nBees fly.', 'Bees fly.'],
    'a Chinese announcement without a noun': ['没问题，这是为你写的：\n\n蜜蜂会飞。', '蜜蜂会飞。'],
    'a Japanese announcement': ['60秒の台本です：\n\n蜂。', '蜂。'],
    'a Korean announcement': ['다음은 60초 분량의 대본입니다.\n\n꿀벌.', '꿀벌.'],
    'an announcement with a full stop': ['Here is a 60-second video script about bees.\n\nBees fly.', 'Bees fly.'],
    'a script in an object': [
      '{"script": "Bees fly.\\n\\nThey \\"rest\\" \\ud83d\\udc1d \\u00e9."}',
      'Bees fly.\n\nThey "rest" 🐝 é.',
    ],
    'an object in a fence with more in it': [
      '```json\n{\n  "title": "Bees",\n  "script": "Bees fly.",\n  "words": 2\n}\n```\nI hope this helps!',
      'Bees fly.',
    ],
    'an object with quotation marks that are not masked': [
      '{"script": "He said "hi", and left."}',
      'He said "hi", and left.',
    ],
    'an object that was cut off': ['{"script": "Bees fl', 'Bees fl'],
    'a table with a spoken column': [
      '| # | Visual | Narration (VO) |\n|:-:|---|---|\n| 1 | Bee \\| hive | **Bees** fly.<br>Far. |\n| 2 | x | They rest. |\n\nHome.',
      'Bees fly.\n\nFar.\n\nThey rest.\n\nHome.',
    ],
    'a table with an audio column': ['| 时间 | 画面 | 旁白 |\n|---|---|---|\n| 0:00 | 花 | 蜜蜂飞。 |', '蜜蜂飞。'],
  });

  unchanged({
    'an object with several texts': '{"hook": "a", "body": "b"}',
    'a set': '{x} is a set.',
    'a table without a spoken column': '| Bees | Wasps |\n|---|---|\n| nice | not |',
    'a table that is only a header': '| Visual | Audio |',
  });
});

describe('clean: what an assistant says last', () => {
  const farewells = [
    'I hope this helps!',
    'Hope this helps! Let me know if you would like any changes to the tone or length.',
    'I hope this helps!\nLet me know if you need any changes.',
    'Let me know if you want me to make it longer!',
    'Feel free to adjust the tone.',
    'Would you like a shorter version?',
    '*Would you like me to adjust the tone?*',
    "If you'd like, I can make it shorter.",
    'If you need any changes, just let me know!',
    'This script runs about 60 seconds.',
    'Total: ~150 words',
    '[Total: 150 words]',
    '**Total word count:** 150\n\nThis script is about 150 words long, perfect for a 60-second video.',
    'Hashtags: #bees #nature',
    '#bees #nature',
    '希望对您有帮助！',
    '需要我调整语气吗？',
    '如需修改请告诉我。',
    '全文共150字。',
    '（全文约150字）',
    'ご希望があれば台本を調整します。',
    '수정이 필요하시면 말씀해 주세요.',
    '수정이 필요하면 알려주세요.',
    '¿Quieres que ajuste el guion?',
    'Avísame si quieres cambiar el tono.',
    'Espero que goste do roteiro!',
    'Möchtest du, dass ich es kürze?',
    'Sag mir gerne Bescheid, wenn du Änderungen am Skript möchtest.',
    'Dites-moi si vous voulez un script plus court.',
    "N'hésitez pas à me demander des modifications.",
    'Fammi sapere se vuoi modifiche allo script.',
    'Дайте знать, если нужен сценарий короче.',
  ];
  table(
    Object.fromEntries(farewells.map((farewell) => [farewell, [`Bees fly.\n\n---\n\n${farewell}\n`, 'Bees fly.']])),
  );

  const spoken = [
    'Let me know in the comments if you want a longer version!',
    'Would you like a longer life?',
    'Let me know if you change your mind.',
    'If you need to change your life, I can tell you: start small.',
    'I hope this helps you sleep better tonight.',
    'Feel free to adjust the recipe to your taste.',
    'I can change the world, and so can you.',
    'Length: 150 metres.',
    'Total: 150 million people.',
    'Tags: honey and milk.',
    '#bees are great',
    '如果你想调整作息，请从今晚开始。',
    '希望你也能找到自己的花海。',
    '如果你喜欢，请在评论区告诉我想看的版本。',
    'Möchtest du dein Leben ändern?',
    '¿Quieres cambiar tu vida?',
    'Espero que este guion cambie tu vida, dijo el director.',
    'Vuoi che il mondo cambi?',
    'Хотите, чтобы я вам рассказал секрет?',
  ];
  unchanged(Object.fromEntries(spoken.map((text) => [text, `Bees fly.\n\n${text}`])));

  const last = 'Let me know if you need any changes.';
  table({
    'what stands in the middle is spoken': [
      `Bees fly.\n\n${last}\n\nThey said so.`,
      `Bees fly.\n\n${last}\n\nThey said so.`,
    ],
    'what stands alone is all there is': [last, last],
  });
});

describe('clean: control characters', () => {
  table({
    colours: ['\u001b[1;31mBees\u001b[0m fly.', 'Bees fly.'],
    'a title of the terminal and a link': [
      '\u001b]0;title\u0007Bees \u001b]8;;http://x\u001b\\fly\u001b]8;;\u001b\\.',
      'Bees fly.',
    ],
    'controls of eight bits': ['a\u009b31mb\u0090x\u009cc', 'abc'],
    'single functions and charsets': ['\u001bcBees \u001b7fly\u001b8 \u001b(Bfar.', 'Bees fly far.'],
    'words behind a broken sequence': ['\u001bcats \u001b(like milk) \u001b[蜜蜂 \u001b', 'cats (like milk) 蜜蜂'],
    'a string that never ends': ['Bees. \u001b]0;never ends and\nHome.', 'Bees. never ends and\nHome.'],
    'a sequence inside a string': ['\u001b]0;Bees \u001b[31mfly.', 'Bees fly.'],
    'a very long string': [`\u001b]${'word '.repeat(200)}`, 'word '.repeat(200).trim()],
    'other controls': ['a\u0000b\u0007c\u007fd\be', 'abcde'],
    'tabs, form feeds and line ends': ['a\tb\fc\vd\n\ne', 'a b c d\n\ne'],
    'overrides of the direction': ['a\u202eb\u2066c\u2069d', 'abcd'],
    'marks that Arabic and Persian need': ['می\u200cخواهم\u200f', 'می\u200cخواهم\u200f'],
    'in an object': ['{"script": "\\u001b[31mBees\\u001b[0m fly."}', 'Bees fly.'],
    'a label behind a colour': ['\u001b[1mNarrator:\u001b[0m Bees fly.', 'Bees fly.'],
  });
});
