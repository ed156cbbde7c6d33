/**
 * Words by which answers of models are told from spoken text. They are matched at the start of a line or as the whole of a
 * bracket, never in the middle of a sentence.
 */

/** What happens to a line that starts with a label and a colon. */
export type LabelKind =
  /** Who speaks, or which part it is: the label goes, the words stay. */
  | 'speaker'
  /** A part whose name could be a spoken word: only when it is bold or alone on its line. */
  | 'part'
  /** Never spoken: the whole line goes. */
  | 'silent'
  /** The whole line goes when it talks about the script. */
  | 'note';

const list = (words: string): readonly string[] => words.split('|').map((word) => word.trim());

const speakers = list(
  'narrator|narration|voiceover|voice-over|voice over|vo|v.o.|speaker|host|presenter|announcer|script|scene|hook|intro|outro|cta|call to action|paragraph|' +
    '旁白|解说|解说词|主播|主持人|配音|口播|口播稿|口播文案|文案|脚本|正文|场景|开头|开场|开场白|结尾|结语|段落|钩子|' +
    'диктор|ведущий|ведущая|рассказчик|голос за кадром|закадровый голос|сцена|абзац|narrador|narradora|locutor|locutora|voz en off|gancho|escena|párrafo|' +
    'narrateur|narratrice|voix off|voix-off|accroche|scène|paragraphe|sprecher|sprecherin|erzähler|off-stimme|szene|absatz|narratore|voce narrante|scena|' +
    'ナレーション|ナレーター|シーン|フック|내레이션|나레이션|내레이터|성우|장면|الراوي|المعلق|التعليق الصوتي|مشهد|ผู้บรรยาย|เสียงบรรยาย|वाचक|सूत्रधार|narator|anlatıcı|seslendirme',
);

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

const parts = [
  ...list(
    'introduction|conclusion|body|opening|closing|beat|setup|payoff|part|section|segment|transition|summary|ending|climax|主体|总结|高潮|' +
      'вступление|введение|заключение|кульминация|introducción|conclusión|einleitung|schluss|fazit|introduzione|conclusione',
  ),
  ...numerals.flatMap((numeral) => [`第${numeral}段`, `第${numeral}幕`]),
];

const silent = list(
  'title|video title|working title|visual|visuals|b-roll|broll|sfx|sound effect|sound effects|on-screen text|text on screen|background music|shot|word count|' +
    'total words|total word count|estimated duration|estimated length|标题|视频标题|画面|镜头|音效|字幕|背景音乐|配乐|bgm|字数|总字数|时长|预计时长|заголовок|название|' +
    'количество слов|título|número de palabras|recuento de palabras|titre|nombre de mots|titel|wortanzahl|titolo|タイトル|文字数|제목|العنوان|عنوان|ชื่อเรื่อง|शीर्षक',
);

const notes = list(
  'note|notes|注|注意|备注|说明|примечание|nota|remarque|hinweis|anmerkung|注記|참고|ملاحظة|หมายเหตุ|नोट',
);

const kinds: ReadonlyMap<string, LabelKind> = new Map([
  ...speakers.map((label) => [label, 'speaker'] as const),
  ...parts.map((label) => [label, 'part'] as const),
  ...silent.map((label) => [label, 'silent'] as const),
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

/** How an assistant announces what it has written. */
export const announcements = list(
  "here is|here's|here are|here you go|below is|the following is|this is the|this is a|this is your|i've written|i have written|i wrote|i'd be happy|i would be happy|" +
    'happy to|以下是|以下为|下面是|这是|这里是|为您|为你|根据您|根据你|我为|вот|ниже|предлагаю|aquí tienes|aquí está|a continuación|este es|voici|ci-dessous|hier ist|hier kommt|' +
    'im folgenden|nachfolgend|ecco|di seguito|aqui está|segue|以下は|以下に|以下が|こちらが|こちらは|다음은|아래는|여기|إليك|فيما يلي|นี่คือ|ต่อไปนี้|यहाँ|यह रहा|berikut|işte|aşağıda',
);

/** How an assistant takes its leave. */
export const farewells = list(
  "let me know|feel free|i hope this|hope this|would you like|if you'd like|if you would like|if you need|希望这|希望以上|如果您|如果你|如需|надеюсь|дайте знать|если хотите|" +
    "espero que|si quieres|si necesitas|j'espère|n'hésitez|ich hoffe|lass mich wissen|sag bescheid|spero che|ご希望|必要であれば|원하시면|필요하시면",
);

/** Words that can only mean the script itself. */
export const scriptWords =
  /\bscripts?\b|voice-?over|脚本|文案|稿|台本|原稿|スクリプト|대본|스크립트|원고|сценари|скрипт|\bgui[oó]n\b|scénario|\bskript\b|drehbuch|copione|roteiro|سيناريو|สคริปต์|स्क्रिप्ट|naskah|\bskrip\b|senaryo/iu;

/** Words that mean the script when they stand in an announcement. */
export const announcedWords = new RegExp(
  `${scriptWords.source}|narration|\\bversion|\\bvideos?\\b|\\btext|旁白|解说|视频|版本|ナレーション|動画|텍스트|영상|верси|текст|видео|\\btexto|\\bvídeo|\\btexte|\\bvidéo|fassung|\\btesto|نص|บท|वीडियो|metin`,
  'iu',
);

/** Directions that may stand in the middle of a sentence. */
export const directionsAnywhere =
  /^(?:(?:a |short |long |brief |dramatic )*pauses?|beat|laughs|laughing|chuckles|sighs|whispering|whispers|smiles|smiling|停顿|暂停|稍停|笑|笑声|叹气|пауза|смех|смеётся|вздох|вздыхает|pausa|risas|rires|lacht|seufzt|risate|間|笑い|잠시 멈춤|웃음|توقف|(?:upbeat|soft|gentle|dramatic|tense|suspenseful|epic|inspiring|uplifting|cheerful|calm|ominous|background|intro|outro)(?: \w+)? music(?: (?:plays|playing|fades|swells|starts|stops|builds)(?: \w+)?)?|(?:轻快|欢快|轻柔|舒缓|激昂|紧张|温柔|悠扬|背景)的?(?:背景)?音乐(?:响起|渐强|渐弱|渐起|停止)?)[.。…]?$/iu;

/** Directions that stand on their own: at the start of a line or between two sentences. */
export const directionsAlone =
  /\b(?:music|sfx|sounds? effects?|sounds? of|cuts? to|fades?|fading|zoom|zooms|camera|b-?roll|close-?up|(?:wide|medium|drone|aerial|tracking) shot|on-?screen|voice-?over|narrator|scene|visuals?|transitions?|montage|footage|text appears|upbeat|applause|laughter|silence|word count|música|cámara|sonido|escena|musique|caméra|scène|musik|kamera|szene|geräusche?|musica)\b|音乐|镜头|画面|音效|旁白|字幕|转场|停顿|配乐|背景|特写|切换|字数|掌声|音楽|効果音|カメラ|ナレーション|拍手|음악|화면|효과음|музык|камера|кадр|звук|сцена|титр|аплодисменты|موسيقى|مشهد|เพลง|ดนตรี|संगीत/iu;

/** Times and lengths: `0:00-0:05`, `5-10s`, `about 150 words`, `约150字`. */
export const measuresAlone =
  /^(?:(?:about|approx(?:imately|\.)?|ca\.|~|≈|约|大约)?\s*\d+(?:\s*[-–—~]\s*\d+)?\s*(?:words?|seconds?|secs?|s|min(?:utes?)?|characters|字|秒|分钟|слов|секунд|palabras|segundos|mots|secondes|wörter|sekunden|文字)(?:左右)?|\d{1,2}:\d{2}(?:\s*[-–—~至到]\s*\d{1,2}:\d{2})?)[.。]?$/iu;
