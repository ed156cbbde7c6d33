import { isDirection } from './clean-directions.ts';

/** The name of a speaker in front of a line, the only label a writer's own document is likely to have. */
const speakerLabel =
  /^(?:\*\*)?(?:narrator|voice-?over|vo|旁白|解说|диктор|narrador|sprecher)(?:\*\*)?\s*[:：](?:\*\*)?\s*/iu;

/**
 * The spoken part of a script document: no front matter, comments, headings, quoted lines such as `> Visual:`, square brackets,
 * stage directions or speaker labels. Words and the empty lines between paragraphs stay as they are.
 */
export function spokenText(document: string): string {
  return bodyOf(document)
    .replace(/<!--[\s\S]*?(?:-->|$)/gu, '')
    .split('\n')
    .filter((line) => !/^\s*(?:#{1,6}(?:\s|$)|>|```|~~~|[-*_=]{3,}\s*$)/u.test(line))
    .map(spokenLine)
    .join('\n')
    .trim();
}

/** A script document without its front matter, with line feeds as line ends. */
export function bodyOf(document: string): string {
  return document.replace(/\r\n?/gu, '\n').replace(/^\ufeff?---\n[\s\S]*?\n---[\t ]*(?:\n|$)/u, '');
}

function spokenLine(line: string): string {
  return line
    .replace(/\[[^[\]]{0,200}\](?!\()/gu, '')
    .replace(/[(（]([^()（）]{0,80})[)）]/gu, (whole, content: string, offset: number) => {
      const before = line.slice(0, offset).trimEnd();
      const startsLine = before === '';
      return isDirection(content, startsLine || /[.!?。！？…]$/u.test(before), startsLine) ? '' : whole;
    })
    .trim()
    .replace(speakerLabel, '');
}
