import type { Message } from '../../protocol/index.ts';

/** What a simulated model understood of a request. */
export type Wanted =
  | {
      readonly kind: 'keywords';
      readonly subject: string;
      /** No subject was given: it is the beginning of the script. */
      readonly subjectIsGuessed: boolean;
      readonly amount: number;
      readonly chinese: boolean;
    }
  | {
      readonly kind: 'script';
      readonly subject: string;
      readonly paragraphs: number;
      /** Words, or characters for a Chinese script. */
      readonly amount: number;
      readonly chinese: boolean;
    }
  /** Anything else, such as a question from a chat. */
  | { readonly kind: 'other'; readonly subject: string; readonly chinese: boolean };

const amountPerParagraph = { words: 40, characters: 70 } as const;
/** Letters of a script that counts characters without being Chinese, per English word. */
const charactersPerWord = 2.2;

/**
 * Reads a request as a model would. The prompts of VideoGenius carry a block of lines such as `Subject: ...` between
 * `--- Context ---` and `--- End of context ---`; other clients write much the same in sentences, which is tried next.
 */
export function readRequest(messages: readonly Message[]): Wanted {
  const said = messages.filter((message) => message.role === 'user').map((message) => message.content);
  const last = said.at(-1) ?? '';
  const everything = messages.map((message) => message.content).join('\n');
  const block = contextLines(last);
  return block.size > 0 ? fromBlock(block, last) : fromSentences(last, everything);
}

/** The lines of the last context block by lower-case label. */
function contextLines(prompt: string): ReadonlyMap<string, string> {
  const start = prompt.lastIndexOf('--- Context ---\n');
  if (start < 0) return new Map();
  const [block = ''] = prompt.slice(start).split('\n--- End of context ---');
  return new Map(
    block.split('\n').flatMap((line) => {
      const match = /^([A-Z][A-Za-z ]*): (.*)$/.exec(line);
      return match === null ? [] : [[(match[1] ?? '').toLowerCase(), match[2] ?? ''] as const];
    }),
  );
}

/** The first words of a script that is quoted before the block: all there is when no subject was given. */
const scriptOpening = (prompt: string): string =>
  /The script:\n([\s\S]*?)(?:\n|--- Context ---)/.exec(prompt)?.[1]?.slice(0, 60) ?? '';

function fromBlock(block: ReadonlyMap<string, string>, prompt: string): Wanted {
  const written = block.get('subject') ?? '';
  const subjectIsGuessed = written === 'see the script';
  const subject = tidySubject(subjectIsGuessed ? scriptOpening(prompt) : written);
  const chinese = isChinese(block.get('language') ?? '', subject);
  const keywords = wholeNumber(block.get('keywords'));
  if (keywords !== undefined) return { kind: 'keywords', subject, subjectIsGuessed, amount: keywords, chinese };
  const paragraphs = wholeNumber(block.get('paragraphs')) ?? 1;
  return {
    kind: 'script',
    subject,
    paragraphs,
    amount: targetAmount(block.get('target'), paragraphs, chinese),
    chinese,
  };
}

function fromSentences(last: string, everything: string): Wanted {
  const labelled = /subject\s*:\s*\**\s*(.+)/i.exec(everything) ?? /subject\s*\n+\s*(.+)/i.exec(everything);
  const subject = tidySubject(labelled?.[1] ?? last.split('\n').find((line) => line.trim() !== '') ?? '');
  const chinese = isChinese(/language\s*:\s*(\S+)/i.exec(everything)?.[1] ?? '', subject);
  const terms =
    /(\d+)\s+(?:english\s+)?(?:search terms|keywords|terms)/i.exec(everything) ??
    /(?:amount|number) of (?:search terms|keywords|terms)\s*:\s*(\d+)/i.exec(everything);
  if (terms !== null)
    return { kind: 'keywords', subject, subjectIsGuessed: false, amount: Number(terms[1]), chinese: false };
  const paragraphs = wholeNumber(/paragraphs\s*:\s*(\d+)/i.exec(everything)?.[1]);
  if (paragraphs === undefined && !/\bscript\b|文案|脚本/i.test(everything)) return { kind: 'other', subject, chinese };
  return {
    kind: 'script',
    subject,
    paragraphs: paragraphs ?? 1,
    amount: targetAmount(undefined, paragraphs ?? 1, chinese),
    chinese,
  };
}

/** `107 words (about 45 seconds)` as an amount in the unit of the answer. */
function targetAmount(target: string | undefined, paragraphs: number, chinese: boolean): number {
  const amount = wholeNumber(target);
  if (amount === undefined) return paragraphs * amountPerParagraph[chinese ? 'characters' : 'words'];
  const inCharacters = /character/i.test(target ?? '');
  if (inCharacters === chinese) return amount;
  return Math.max(1, Math.round(chinese ? amount * charactersPerWord : amount / charactersPerWord));
}

function wholeNumber(text: string | undefined): number | undefined {
  const digits = /\d+/.exec(text ?? '')?.[0];
  return digits === undefined ? undefined : Math.max(1, Number(digits));
}

const longestSubject = 120;

/** A subject as it can stand inside a sentence: without marks around it or a sentence's end. */
const tidySubject = (subject: string): string =>
  subject
    .slice(0, longestSubject)
    .trim()
    .replace(/^["'“”「『*#\s]+|["'“”」』*\s.!?。！？…]+$/gu, '');

/** Chinese when it is asked for, or when nothing is asked for and the subject is Chinese (kana would make it Japanese). */
function isChinese(language: string, subject: string): boolean {
  if (/^zh\b|chinese|mandarin|中文|汉语|漢語|普通话/i.test(language)) return true;
  const open = language === '' || /^auto\b|^same as/i.test(language);
  return open && /\p{Script=Han}/u.test(subject) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(subject);
}
