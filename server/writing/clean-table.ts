import type { Filter } from './clean-controls.ts';

/** Longest row that is waited for, in UTF-16 units. A longer one passes as it is. */
const maxRowLength = 1000;

/** Names of a column that holds what is spoken, the clearest first. */
const columnNames: readonly RegExp[] = [
  /^(?:audio\s*[(/（—-]\s*)?(?:narration|narrator|voice-?\s?over|vo|v\.o\.|spoken(?: text| words)?|dialogue|旁白|解说词?|口播(?:文案|稿)?|配音|台词|ナレーション|セリフ|내레이션|나레이션|narración|narrador|voz en off|locución|narration|voix[ -]off|sprecher(?:text|in)?|narrazione|voce narrante|narração|закадровый текст|диктор|текст диктора)(?:\s*[(/（].*|\))?$/iu,
  /^(?:audio|script|文案|音频|аудио|ton|áudio)(?:\s*[(/（].*)?$/iu,
];

const separatorRow = /^\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/u;

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||(?<!\\)\|$/gu, '')
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

/** Index of the one column that is clearly the spoken one; -1 when there is none, or more than one. */
function spokenColumn(header: string): number {
  const cells = cellsOf(header).map((cell) => cell.replace(/[*_`]/gu, '').trim());
  if (cells.length < 2) return -1;
  for (const name of columnNames) {
    const found = cells.flatMap((cell, index) => (name.test(cell) ? [index] : []));
    if (found.length > 0) return found.length === 1 ? (found[0] ?? -1) : -1;
  }
  return -1;
}

/**
 * Reads Markdown tables such as `| Time | Visual | Narration |`: the cells of the spoken column become paragraphs. A table
 * without a column that is clearly spoken passes as it is.
 */
export function createTableFilter(emit: (character: string) => void): Filter {
  let state: 'text' | 'header' | 'separator' | 'row' | 'plainTable' = 'text';
  let lineStarts = true;
  let held = '';
  let header = '';
  let column = -1;

  function pass(all: string): void {
    for (const each of all) emit(each);
  }

  function release(): void {
    const released = header + held;
    header = '';
    held = '';
    state = 'plainTable';
    pass(released);
  }

  function endOfLine(): void {
    const line = held.slice(0, -1);
    if (state === 'header') {
      column = spokenColumn(line);
      if (column < 0) release();
      else state = 'separator';
      header = held;
    } else if (state === 'separator') {
      if (separatorRow.test(line) && line.includes('|')) state = 'row';
      else release();
      header = '';
    } else {
      const cell = cellsOf(line)[column] ?? '';
      pass(`${cell.replace(/\s*<br\s*\/?>\s*/giu, '\n')}\n\n`);
    }
    held = '';
  }

  /** The first visible character of a line tells whether it belongs to a table. */
  function startLine(character: string): void {
    if (character === '|') {
      if (state === 'text') state = 'header';
    } else if (state === 'separator') release();
    if (character !== '|') state = 'text';
  }

  function feed(character: string): void {
    const lineEnds = character === '\n';
    if (lineStarts && !lineEnds && /\s/u.test(character)) {
      if (state === 'separator') held += character;
      else emit(character);
      return;
    }
    if (lineStarts) startLine(lineEnds ? '' : character);
    lineStarts = lineEnds;
    if (state === 'text' || state === 'plainTable') {
      emit(character);
      return;
    }
    held += character;
    if (lineEnds) endOfLine();
    else if (held.length > maxRowLength) release();
  }

  return {
    feed,
    end() {
      if (state === 'row' && held !== '') {
        held += '\n';
        endOfLine();
      } else if (header + held !== '') release();
    },
  };
}
