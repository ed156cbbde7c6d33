import { isDash } from './comparable.ts';

/** Closing quotes by the opening one. */
const closing: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“',
  '‘': '’',
  '«': '»',
  '»': '«',
  '‹': '›',
  '「': '」',
  '『': '』',
};

/** Scripts that put no spaces between words. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;
/** What begins a heading, a list or a label, and is none of these behind a space in the middle of a line. */
const lineMarkup = /^[#>|[【•*-]/u;
/** Quotes and Markdown, which the scripts share. */
const marksAtEnd = /["'”’“‘»«*_~`]+$/u;
const marksAtStart = /^["'”’“‘»«*_~`]+/u;

/**
 * Joins new text to a kept one: the white space of the kept text stands, and where there is none on either side words get a space.
 * Takes the quote and the fence away into which the repeated fragment was put.
 */
export function createSeamJoin(kept: string, openedBy: string | undefined, isFenced: boolean) {
  const body = kept.trimEnd();
  const space = kept.slice(body.length);
  const fence = isFenced && hasNoOpenFence(kept) ? createFenceFilter() : undefined;
  const passed = (text: string): string => fence?.push(text) ?? text;
  /** What stands at the seam until the first word is there; undefined behind it. */
  let gap: string | undefined = '';

  /** The gap without what belongs to the repeated fragment; undefined while that is not known. */
  const cleaned = (text: string, isEnd: boolean): string | undefined => {
    let rest = text;
    if (isDash(body.slice(-1))) {
      while (isDash(rest.charAt(0))) rest = rest.slice(1);
    }
    const closer = openedBy === undefined ? undefined : closing[openedBy];
    if (closer !== undefined && rest.startsWith(closer)) {
      // The straight quote may as well open something.
      const isSure = closer !== openedBy || /^\s/u.test(rest.slice(1)) || (isEnd && rest.length === 1);
      if (!isSure && !isEnd && rest.length === 1) return undefined;
      if (isSure) rest = rest.slice(1);
    }
    const first = rest.trimStart();
    const word = first.replace(marksAtStart, '');
    const isKnown = word !== '' && !(word.length === 1 && /[\ud800-\udbff]/.test(word));
    return isKnown || isEnd ? rest : undefined;
  };

  const open = (rest: string): string => {
    gap = undefined;
    const text = rest.trimStart();
    if (body === '') return passed(rest);
    if (text === '') return '';
    return between(body, space, rest.slice(0, rest.length - text.length), text) + passed(text);
  };

  return {
    push(text: string): string {
      if (gap === undefined) return passed(text);
      gap += text;
      const rest = cleaned(gap, false);
      return rest === undefined ? '' : open(rest);
    },
    end(): string {
      const last = gap === undefined ? '' : open(cleaned(gap, true) ?? '');
      return last + (fence?.end() ?? '');
    },
  };
}

/** White space to add between a kept text that ends with `space` and a new one with `added` in front. */
function between(body: string, space: string, added: string, text: string): string {
  if (space !== '') {
    // More of the same line ends: the text broke off between them, or the new line is indented.
    const [have, more] = [space.replaceAll('\r\n', '\n'), added.replaceAll('\r\n', '\n')];
    if (have.includes('\n')) return more.startsWith(have) ? more.slice(have.length) : '';
    return more.includes('\n') && lineMarkup.test(text) ? added : '';
  }
  const isAfterSpaceless = spaceless.test(body.replace(marksAtEnd, '').slice(-1));
  const isBeforeSpaceless = spaceless.test(String.fromCodePoint(text.replace(marksAtStart, '').codePointAt(0) ?? 0));
  if (added !== '') return isAfterSpaceless && isBeforeSpaceless && !/[\n\r]/.test(added) ? '' : added;
  if (isAfterSpaceless || isBeforeSpaceless || /[\p{Ps}\p{Pi}]$/u.test(body)) return '';
  return /^[\p{L}\p{N}\p{Ps}\p{Pi}"'#*_-]/u.test(text) ? ' ' : '';
}

/** Whether every code fence of a text is closed, so that a closing one belongs to the answer's own. */
const hasNoOpenFence = (text: string): boolean => (text.match(/^[ \t]*(?:`{3,}|~{3,})/gmu)?.length ?? 0) % 2 === 0;

/** Leaves out the first line that is nothing but a fence, with the line end in front of it. */
function createFenceFilter() {
  /** A line, with the line feed in front, that may become a fence; undefined inside any other. */
  let line: string | undefined = '';
  let isDone = false;
  const isFence = (text: string): boolean => /^\n?[ \t]*(?:`{3,}|~{3,})[ \t\r]*$/u.test(text);
  return {
    push(text: string): string {
      if (isDone) return text;
      let passed = '';
      for (let index = 0; index < text.length; index += 1) {
        const unit = text.charAt(index);
        if (unit === '\n') {
          isDone = line !== undefined && isFence(line);
          if (isDone) return passed + text.slice(index);
          passed += line ?? '';
          line = unit;
        } else if (line === undefined) passed += unit;
        else if (/^\n?[ \t\r]*(?:`*|~*)[ \t\r]*$/u.test(line + unit)) line += unit;
        else {
          passed += line + unit;
          line = undefined;
        }
      }
      return passed;
    },
    end: (): string => (isDone || line === undefined || isFence(line) ? '' : line),
  };
}
