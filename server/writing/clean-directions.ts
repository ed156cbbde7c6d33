import { type LabelKind, labels } from './clean-vocabulary.ts';

const either = (...patterns: readonly string[]): RegExp =>
  new RegExp(`^(?:${patterns.map((pattern) => `(?:${pattern})`).join('|')})[.。…]?$`, 'iu');

/** Directions that may stand in the middle of a sentence. */
const anywhere = either(
  '(?:a |short |long |brief |dramatic )*pauses?|beat|laughs|laughing|chuckles|sighs|whispering|whispers|smiles|smiling',
  '停顿|暂停|稍停|笑|笑声|叹气|пауза|смех|смеётся|вздох|вздыхает|pausa|risas|rires|lacht|seufzt|risate|間|笑い|잠시 멈춤|웃음|توقف',
  '(?:upbeat|soft|gentle|dramatic|tense|suspenseful|epic|inspiring|uplifting|cheerful|calm|ominous|background|intro|outro)(?: \\w+)? music(?: (?:plays|playing|fades|swells|starts|stops|builds)(?: \\w+)?)?',
  '(?:轻快|欢快|轻柔|舒缓|激昂|紧张|温柔|悠扬|背景)的?(?:背景)?音乐(?:响起|渐强|渐弱|渐起|停止)?',
);

/** Sounds that stand in square brackets wherever they are heard. */
const heard = either('buzz(?:es|ing)?|zooms?|whoosh|ding|beeps?|bang|crash|boom|gasps?|inaudible');

/** Words that begin something said about a thing, not a direction. */
const notDeterminer =
  "(?!(?:the|this|that|these|those|his|her|their|our|my|your|its|first|second|last|no|not|real|every|some|more|all|and|or|of)\\b)[\\p{L}'’-]+,? ";

const englishHead =
  'music|sfx|sounds?(?: effects?)?|camera|b-?roll|close-?ups?|(?:wide|medium|drone|aerial|tracking|establishing|overhead) shots?|on-?screen text|text on screen|text overlay|title card|voice-?over|narrator|narration|scene|visuals?|transitions?|montage|footage|applause|laughter|silence|cheering|cheers|credits';

const englishMotion =
  'plays?|playing|fades?|fading|swells?|builds?|rises|stops?|starts?|begins?|ends?|continues|cuts?|changes?|shifts?|zooms?|pans?|tilts?|appears?|rolls?|transitions?|intensifies|softly|slowly|gently|loudly|quietly|again|in|out|up|down|left|right|back|underneath|throughout|start|end|\\d{1,2}|one|two|three|four|five';

/**
 * Directions that stand on their own: at the start of a line or between two sentences. Each is the whole bracket, a head noun
 * with a few words that only a direction has. "The first camera needed eight hours" is none.
 */
const alone = either(
  `(?:${notDeterminer}){0,2}(?:${englishHead})(?: (?:${englishMotion})){0,2}`,
  '(?:(?:smash|match|hard|quick) )?cuts? to\\b:?.{0,60}',
  'fad(?:e|es|ing) (?:in|out|to|from)\\b.{0,40}',
  'zoom(?:s|ing)? (?:in|out)\\b.{0,40}',
  'pan(?:s|ning)? (?:to|across|left|right|over|up|down)\\b.{0,40}',
  'end of (?:the )?(?:script|scene|video|narration)|script (?:start|end|begins|ends)s?',
  '(?:(?:轻快|欢快|轻柔|舒缓|激昂|紧张|温柔|悠扬|背景|柔和|低沉|神秘|温馨|悬疑|动感|宁静|安静|优美|悲伤|热烈|雷鸣般|史诗|片头|片尾)[、而又]?){0,3}[的地]?(?:背景)?(?:音乐|配乐|音效|掌声|笑声|鼓声|歌声)(?:渐渐|再次)?(?:响起|渐强|渐弱|渐起|渐入|渐出|淡入|淡出|停止|继续|起|停|戛然而止)?',
  '(?:镜头|画面|特写|空镜|转场|字幕|场景|旁白)(?:[一二三四五六七八九十\\d]{1,3}|切换|拉远|推近|拉近|推进|摇移|渐黑|渐暗|渐亮|淡入|淡出|定格|出现|切至?.{1,12}|(?:切换|转|移)[到至向].{1,12})?',
  '切换?[到至].{1,14}|停顿(?:.{0,3}秒|片刻|一下)?|.{0,6}(?:特写|空镜|慢镜头)(?:镜头)?',
  '(?:[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]{1,6}[ない])?(?:BGM|音楽|効果音|拍手|歓声|ナレーション|カメラ|シーン|画面|テロップ)(?:\\d{1,2}|(?:が)?流れる|が(?:止まる|高まる|消える)|フェードイン|フェードアウト)?',
  '(?:เพลง|ดนตรี|संगीत).{0,12}',
);

/** Directions with "of" and a picture behind it: only where a line starts. */
const picture = /^(?:sounds?|shots?|close-?ups?|footage|montage|visuals|b-?roll) of (?:\S+ ?){1,6}$/iu;

/** Head nouns of other languages: the bracket has at most two words around one, and none of them makes a sentence of it. */
const otherHead =
  /^(?:música|cámara|sonidos?|escena|silencio|aplausos|risas|câmera|cena|trilha|musique|caméra|scène|silence|applaudissements|rires|musik|kamera|szene|geräusche?|stille|applaus|gelächter|musica|telecamera|scena|silenzio|applausi|музык\p{L}*|камер\p{L}*|кадр|звук\p{L}*|сцена|титры?|аплодисменты|тишина|müzik|موسيقى|مشهد|تصفيق|음악|화면|효과음|카메라|박수|장면|배경음악)$/iu;

const sentenceWord =
  /^(?:el|la|los|las|le|les|der|die|das|il|lo|gli|o|os|a|as|un|una|une|ein|eine|es|est|ist|war|waren|sind|è|é|era|fue|foi|это|эта|была|был|y|e|et|und|и|von|de|di|du)$/iu;

function isOther(text: string): boolean {
  const words = text.replace(/[.…]$/u, '').split(/\s+/u);
  const heads = words.filter((word) => otherHead.test(word)).length;
  return words.length <= 3 && heads === 1 && !words.some((word) => sentenceWord.test(word) || /[,;:]/u.test(word));
}

const about = '(?:about|approx(?:imately|\\.)?|around|ca\\.|~|≈|约|大约|共|共约)?\\s*';

/** Lengths of the text: `about 150 words`, `全文约150字`. */
const amounts = either(
  `(?:(?:total|word count|length|全文|全篇|本文|正文|总计|合计|共计|总字数|字数|全文字数)\\s*[:：为]?\\s*)?${about}\\d[\\d,.]*(?:\\s*[-–—~]\\s*\\d+)?\\s*(?:words?|characters|字|слов|palabras|palavras|mots|wörter|parole|文字|단어)(?:左右)?`,
);

/** Times and durations: `0:00-0:05`, `5-10s`. */
const durations = either(
  `${about}\\d+(?:\\s*[-–—~]\\s*\\d+)?\\s*(?:seconds?|secs?|s|min(?:utes?)?|秒|分钟|секунд|segundos|secondes|sekunden|secondi)(?:左右)?`,
  '\\d{1,2}:\\d{2}(?:\\s*[-–—~至到]\\s*\\d{1,2}:\\d{2})?',
);

/** Times of the first minute can only be those of a video. */
const firstMinute = /^0?0:\d{2}(?:\s*[-–—~至到]\s*\d{1,2}:\d{2})?$/u;

const labelTail = /^\s*#?(?:\d{1,3}|[一二三四五六七八九十]{1,3})?\s*(?:[-–—:：].*)?$/su;

/** The label a bracket consists of, such as `Scene 2` or `Visual: a meadow`, with its kind. */
function labelIn(
  text: string,
): { readonly kind: LabelKind; readonly bare: boolean; readonly described: boolean } | undefined {
  const lower = text.toLowerCase();
  for (const [label, kind] of labels) {
    if (!lower.startsWith(label)) continue;
    const tail = text.slice(label.length);
    if (labelTail.test(tail)) return { kind, bare: tail.trim() === '', described: /[-–—:：]/u.test(tail) };
  }
  return undefined;
}

/**
 * Whether the content of a bracket is a direction to the speaker or the editor and not spoken text. It stands alone when no
 * sentence is open in front of it.
 */
export function isDirection(content: string, standsAlone: boolean, startsLine: boolean): boolean {
  const text = content.trim();
  if (anywhere.test(text)) return true;
  if (!standsAlone) return false;
  if (amounts.test(text) || firstMinute.test(text)) return true;
  if (startsLine && (durations.test(text) || picture.test(text))) return true;
  const label = labelIn(text);
  if (label?.kind === 'silent' || (label?.kind === 'narrator' && !label.described)) return true;
  if (label?.kind === 'scene' && !label.bare) return true;
  if (label?.kind === 'visual' && label.described && startsLine) return true;
  const isSentence = /[.!?。！？]$/u.test(text);
  return (alone.test(text) || isOther(text)) && (startsLine || !isSentence);
}

/** The same for square brackets, in which captions and labels of parts stand too. */
export function isSquareDirection(content: string, standsAlone: boolean, startsLine: boolean): boolean {
  const text = content.trim();
  if (heard.test(text) || isDirection(text, standsAlone, startsLine)) return true;
  const label = labelIn(text);
  if (isNarrated(text)) return false;
  if (standsAlone) {
    if (durations.test(text) || picture.test(text)) return true;
    return label !== undefined && label.kind !== 'note' && (startsLine || label.kind !== 'title');
  }
  if (label?.described === true && ['visual', 'silent', 'scene'].includes(label.kind)) return true;
  // In the middle of a sentence one noun can be a word put in by a writer: "he dropped the [camera]".
  return text.includes(' ') && alone.test(text);
}

/** A bracket that is a whole line is for the editor, unless the narrator speaks in it. */
export function isNarrated(content: string): boolean {
  const label = labelIn(content.trim());
  return label?.kind === 'narrator' && label.described;
}
