/**
 * Words by which answers of models are told from spoken text. They are matched at the start of a line or as the whole of a
 * bracket, never in the middle of a sentence.
 */

/** What happens to a line that starts with a label and a colon. */
export type LabelKind =
  /** The voice of the video, nothing else: the label goes, the words stay, and the answer is a shot list. */
  | 'narrator'
  /** A part only scripts have: the label goes, the words stay. */
  | 'section'
  /** Who speaks, or which part it is, but also a word of its own ("Host: a friend of mine"): only in a shot list. */
  | 'role'
  /** The same for scenes. */
  | 'scene'
  /** A part whose name could be a spoken word: only when it is bold or alone on its line. */
  | 'part'
  /** Never spoken and nothing else: the whole line goes. */
  | 'silent'
  /** Never spoken in a shot list, but also a word of its own ("Shot: 18 grams"): the whole line goes, only in a shot list. */
  | 'visual'
  /** A title: the line goes when it is the first one. */
  | 'title'
  /** The whole line goes when it talks about the script and nothing follows. */
  | 'note';

const list = (words: string): readonly string[] => words.split('|').map((word) => word.trim());

/**
 * Words that only a script uses as labels. "Audio", "Narration" and their like are not among them: reviews and texts about film use them too,
 * and one such line would turn every other label of the text into a direction.
 */
const narrators = list(
  'narrator|voiceover|voice-over|voice over|vo|v.o.|旁白|解说|解说词|口播稿|口播文案|диктор|голос за кадром|закадровый голос|' +
    'narrador|narradora|voz en off|narrateur|narratrice|voix off|voix-off|sprecher|sprecherin|erzähler|off-stimme|narratore|voce narrante|' +
    'ナレーション|ナレーター|내레이션|나레이션|내레이터|성우|الراوي|التعليق الصوتي|ผู้บรรยาย|เสียงบรรยาย|वाचक|सूत्रधार|narator|anlatıcı|seslendirme',
);

const sections = list('intro|outro|cta|call to action|钩子|开场白|フック');

const roles = list(
  'narration|audio|配音|口播|speaker|host|presenter|announcer|script|hook|paragraph|主播|主持人|文案|脚本|正文|开头|开场|结尾|结语|段落|ведущий|ведущая|рассказчик|абзац|' +
    'locutor|locutora|gancho|párrafo|accroche|paragraphe|absatz|المعلق',
);

const scenes = list('scene|场景|сцена|escena|scène|szene|scena|シーン|장면|مشهد');

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

const parts = [
  ...list(
    'introduction|conclusion|body|opening|closing|beat|setup|payoff|part|section|segment|transition|summary|ending|climax|主体|总结|高潮|' +
      'вступление|введение|заключение|кульминация|introducción|conclusión|einleitung|schluss|fazit|introduzione|conclusione',
  ),
  ...numerals.flatMap((numeral) => [`第${numeral}段`, `第${numeral}幕`]),
];

const silent = list(
  'video title|working title|b-roll|broll|sfx|on-screen text|text on screen|word count|total words|total word count|estimated duration|estimated length|' +
    '视频标题|字数|总字数|预计时长|количество слов|número de palabras|recuento de palabras|nombre de mots|wortanzahl|文字数',
);

const visuals = list(
  'visual|visuals|sound effect|sound effects|background music|shot|画面|镜头|音效|字幕|背景音乐|配乐|bgm|时长',
);

const titles = list('title|标题|заголовок|название|título|titre|titel|titolo|タイトル|제목|العنوان|عنوان|ชื่อเรื่อง|शीर्षक');

const notes = list(
  'note|notes|注|注意|备注|说明|примечание|nota|remarque|hinweis|anmerkung|注記|참고|ملاحظة|หมายเหตุ|नोट',
);

const kinds: ReadonlyMap<string, LabelKind> = new Map([
  ...narrators.map((label) => [label, 'narrator'] as const),
  ...sections.map((label) => [label, 'section'] as const),
  ...roles.map((label) => [label, 'role'] as const),
  ...scenes.map((label) => [label, 'scene'] as const),
  ...parts.map((label) => [label, 'part'] as const),
  ...silent.map((label) => [label, 'silent'] as const),
  ...visuals.map((label) => [label, 'visual'] as const),
  ...titles.map((label) => [label, 'title'] as const),
  ...notes.map((label) => [label, 'note'] as const),
]);

/** Every label in lower case with its kind. */
export const labels: readonly (readonly [label: string, kind: LabelKind])[] = [...kinds];

/** What an assistant says before it gets to the point. */
export const acknowledgements = list(
  'sure thing|sure|certainly|of course|absolutely|okay|ok|great|got it|no problem|understood|当然可以|当然|好的|没问题|конечно|хорошо|разумеется|claro que sí|claro|' +
    'por supuesto|desde luego|bien sûr|natürlich|gerne|selbstverständlich|certo|certamente|はい|もちろんです|もちろん|承知しました|かしこまりました|네|물론입니다|물론|알겠습니다|' +
    'بالتأكيد|بالطبع|ได้เลย|แน่นอน|ज़रूर|बिल्कुल|tentu saja|tentu|tabii',
);

/** Acknowledgements that open no script: with an exclamation mark they go even in front of the first sentence. */
export const replies = list(
  'sure thing|sure|certainly|understood|got it|当然可以|承知しました|かしこまりました|물론입니다|알겠습니다|claro que sí|bien sûr|gerne|certamente',
);

/** How an assistant announces what it has written. */
export const announcements = list(
  "here is|here's|here are|here you go|below is|the following is|this is the|this is a|this is your|i've written|i have written|i wrote|i'd be happy|i would be happy|" +
    'happy to|以下是|以下为|下面是|这是|这里是|为您|为你|根据您|根据你|我为|вот|ниже|предлагаю|aquí tienes|aquí está|a continuación|este es|voici|ci-dessous|hier ist|hier kommt|' +
    'im folgenden|nachfolgend|ecco|di seguito|aqui está|segue|以下は|以下に|以下が|こちらが|こちらは|다음은|아래는|여기|إليك|فيما يلي|นี่คือ|ต่อไปนี้|यहाँ|यह रहा|berikut|işte|aşağıda',
);

/** Words that can only mean the script itself. */
export const scriptWords =
  /\bscripts?\b|voice-?over|脚本|文案|稿|台本|原稿|スクリプト|대본|스크립트|원고|сценари|скрипт|\bgui[oó]n\b|scénario|\bskript\b|drehbuch|copione|roteiro|سيناريو|สคริปต์|स्क्रिप्ट|naskah|\bskrip\b|senaryo|\bjson\b/iu;

/** Words that mean the script when they stand in an announcement. */
export const announcedWords = new RegExp(
  `${scriptWords.source}|narration|\\bversion|\\bvideos?\\b|\\btext|旁白|解说|视频|版本|ナレーション|動画|텍스트|영상|верси|текст|видео|\\btexto|\\bvídeo|\\btexte|\\bvidéo|fassung|\\btesto|نص|บท|वीडियो|metin`,
  'iu',
);
