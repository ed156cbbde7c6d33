import type { Finding } from './clean-label.ts';
import { acknowledgements, announcedWords, announcements, replies, scriptWords } from './clean-vocabulary.ts';

const none: Finding = { kind: 'none' };
const undecided: Finding = { kind: 'undecided' };
const drop: Finding = { kind: 'drop' };

/** Longest line that can be chatter, in UTF-16 units. */
const maxChatterLength = 200;

const isAlphabetic = (character: string): boolean =>
  /\p{L}/u.test(character) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(character);

type Opening =
  | { readonly kind: 'none' }
  | { readonly kind: 'possible' }
  | { readonly kind: 'found'; readonly phrase: string };

/** Looks for the longest of the phrases at the start of a text that may still grow. */
function opening(text: string, phrases: readonly string[]): Opening {
  let possible = false;
  let found = '';
  for (const phrase of phrases) {
    if (text.startsWith(phrase)) {
      const inside = isAlphabetic(phrase.at(-1) ?? '') && isAlphabetic(text.charAt(phrase.length));
      if (!inside && phrase.length > found.length) found = phrase;
    } else possible ||= phrase.startsWith(text);
  }
  if (possible) return { kind: 'possible' };
  return found === '' ? { kind: 'none' } : { kind: 'found', phrase: found };
}

const normalised = (line: string): string => line.toLowerCase().replaceAll('’', "'");

/** A length that was asked for: "a 60-second script". */
const asked =
  /\d+\s*-?\s*(?:seconds?|sec\b|minutes?|min\b|words?|秒|分钟|分鐘|字|초|분|단어|segundos?|minutos?|palabras|secondes?|mots|sekund|sekünd|minut|minüt|wörter|second[oi]|parole|секунд|минут|слов)/iu;

/** Words to the writer who asked. */
const addressed =
  /\b(?:your|for you|you asked|you requested|votre|dein|deine|ihr|tuo|vostro|seu)\b|[您你]的|[为為給给][您你]|ご依頼|ご要望|요청하신|для вас|ваш/iu;

/** "The script that changed Hollywood" is one of many, "the script" the one that follows. */
const known = /\b(?:the|this)\b.*\b(?:that|which|who|whose|everyone|everybody)\b/iu;

/** Openings that speak of the writer or of a thing, not of what follows; they need a word to the one who asked. */
const weakOpening = /^(?:this is|i|为|這是|这是)/u;

const offer = /^(?:i'd be |i would be |i'm )?happy to help(?: you)?(?: with (?:that|this|it))?[.!]*$/u;

const shortScript =
  /^(?:約|约|大约)?\s*\d{1,4}\s*(?:秒|分钟?|초|분)(?:間|钟|版|程度|짜리| 분량)?(?:の|的|의)?\s*(?:动画|動画|视频|短视频|영상)?(?:の|的|의)?\s*(?:台本|原稿|スクリプト|脚本|文案|口播稿|대본|스크립트)(?:です|になります|はこちらです|如下|입니다)?[。.:：]?$/u;

/**
 * Reads what an assistant says before its script: "Sure! Here is your script:", "当然，以下是…". Only an announcement that names the
 * script, or a bare "Sure!" on its own line, is one; "Here is the truth: ..." is spoken.
 */
export function readAnnouncement(line: string, ended: boolean): Finding {
  const marks = /^[*_"“¡]{0,3}/u.exec(line)?.[0].length ?? 0;
  const text = normalised(line.slice(marks));
  if (text === '') return ended ? none : undecided;
  if (/^(?:[約约]|大约)?\s*\d{1,4}\s*(?:[秒分초분]|$)/u.test(text)) {
    if (ended) return shortScript.test(text) ? drop : none;
    return text.length > 40 ? none : undecided;
  }
  const acknowledged = opening(text, acknowledgements);
  if (acknowledged.kind === 'possible' && !ended) return undecided;
  let start = marks;
  let isReply = false;
  if (acknowledged.kind === 'found') {
    const gap = /^[\s!¡,.，。！、～~:：*_"”—–-]*/u.exec(text.slice(acknowledged.phrase.length))?.[0] ?? '';
    start += acknowledged.phrase.length + gap.length;
    if (start - marks >= text.length) return ended ? readBare(acknowledged.phrase, gap) : undecided;
    isReply = /[!！]/u.test(gap) && replies.includes(acknowledged.phrase);
  }
  const rest = line.slice(start);
  const found = readAnnounced(rest, acknowledged.kind === 'found', ended);
  return found.kind === 'none' && isReply ? { kind: 'strip', rest } : found;
}

/** "Certainly!" alone on its line; "Great" and "Okay." can be the start of something. */
function readBare(phrase: string, gap: string): Finding {
  const isCall = /[!！:：,，]/u.test(gap);
  const isClosed = /[.。]/u.test(gap) && (replies.includes(phrase) || phrase.length > 5);
  return isCall || isClosed ? drop : none;
}

function readAnnounced(body: string, acknowledged: boolean, ended: boolean): Finding {
  const text = normalised(body);
  const announced = opening(text, announcements);
  if (announced.kind === 'none') return none;
  if (announced.kind === 'possible') return ended ? none : undecided;
  const colon = body.search(/[:：]/u);
  const before = colon < 0 ? body : body.slice(0, colon);
  if (before.length > maxChatterLength) return none;
  const isAddressed = addressed.test(before);
  const isAsked = isAddressed || asked.test(before);
  const namesScript = scriptWords.test(before);
  const isSure = acknowledged && !weakOpening.test(text);

  if (colon < 0) {
    if (!ended) return undecided;
    if (acknowledged && offer.test(text)) return drop;
    const isOneSentence = !/[.!?。！？]\s*\S*[^.!?。！？*_"”\s].*[.!?。！？]\s*\S/u.test(body);
    const isPlain =
      /^(?:here is|here's|below is) an? (?:[\w-]+ ){0,5}(?:script|voice-?over)(?: (?:about|for|on) .*)?[.!]?$/u;
    if (!isOneSentence || !namesScript || known.test(before)) return none;
    return isSure || isAsked || isPlain.test(text) ? drop : none;
  }
  if (known.test(before) && !isAsked) return none;
  const after = body.slice(colon + 1).replace(/^[\s*_"”]+/u, '');
  if (after === '') {
    const isAnnouncement =
      (namesScript && (!weakOpening.test(text) || isAsked || acknowledged)) ||
      (announcedWords.test(before) && (isAsked || isSure)) ||
      (acknowledged && isAddressed);
    if (!isAnnouncement) return none;
    return ended ? drop : undecided;
  }
  return namesScript && (isSure || isAddressed) ? { kind: 'strip', rest: after } : none;
}
