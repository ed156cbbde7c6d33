import type { TextChange } from './text-change.ts';

/** The lines between two `---` at the very beginning of a document. */
export interface FrontMatter {
  /** Where the text after it begins. */
  readonly end: number;
  /** Where the closing `---` begins. */
  readonly close: number;
  /** Simple values by their name: `name: value`. Lists and nested values are left out. */
  readonly values: ReadonlyMap<string, string>;
}

const opening = /^\uFEFF?---[^\S\r\n]*(?:\r\n|\r|\n)/;
const closing = /^(?:---|\.\.\.)[^\S\r\n]*(?:(?:\r\n|\r|\n)|$(?![\s\S]))/m;
const entry = /^([A-Za-z_][\w-]*)[^\S\r\n]*:(?:[^\S\r\n]+(.*))?$/;

/** The front matter of a document; undefined when it has none. */
export function readFrontMatter(text: string): FrontMatter | undefined {
  const start = opening.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const end = closing.exec(text.slice(start));
  if (end === null) return undefined;
  const values = new Map<string, string>();
  for (const line of text.slice(start, start + end.index).split(/\r\n|\r|\n/)) {
    const [, name, written = ''] = entry.exec(line) ?? [];
    const value = scalar(written.trim());
    if (name !== undefined && value !== undefined) values.set(name.toLowerCase(), value);
  }
  const close = start + end.index;
  return { close, end: close + end[0].length, values };
}

/** The text of a document without its front matter. */
export const bodyOf = (text: string): string => text.slice(readFrontMatter(text)?.end ?? 0);

/** A value on one line; undefined for what is more than that. */
function scalar(written: string): string | undefined {
  const [first = ''] = written;
  if (first === '"') {
    const [quoted] = /^"(?:[^"\\]|\\.)*"(?=\s*(?:#|$))/.exec(written) ?? [];
    return quoted === undefined ? undefined : unescaped(quoted);
  }
  if (first === "'") {
    const [, quoted] = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(written) ?? [];
    return quoted?.replaceAll("''", "'");
  }
  if ('[{|>&*!%@`'.includes(first) && first !== '') return undefined;
  const plain = written.replace(/(?:^|\s+)#.*$/, '').trim();
  return plain === '' || plain === '~' || plain === 'null' ? undefined : plain;
}

function unescaped(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The change that puts keywords into the front matter of a document, in the place of those that stand there. */
export function keywordsChange(text: string, keywords: readonly string[]): TextChange | undefined {
  const found = readFrontMatter(text);
  if (found === undefined) return undefined;
  const line = `keywords: [${keywords.map(listItem).join(', ')}]`;
  const lineEnd = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  // A list may go on over several lines: all that are indented, or begin with a dash, belong to it.
  const old = /^keywords[^\S\r\n]*:.*(?:(?:\r\n|\r|\n)(?:[^\S\r\n]+\S.*|- .*|-$))*/im.exec(text.slice(0, found.close));
  if (old === null) return { offset: found.close, length: 0, text: `${line}${lineEnd}` };
  return { offset: old.index, length: old[0].length, text: line };
}

/** As YAML reads it: what could mean something else stands in quotation marks. */
function listItem(keyword: string): string {
  const isPlain =
    /^[\p{L}\p{N}][\p{L}\p{N}\p{M} '’()/.+-]*$/u.test(keyword) &&
    !/^(?:true|false|null|yes|no|on|off|[\d.+-]+|\d.*)$/i.test(keyword);
  return isPlain ? keyword : JSON.stringify(keyword);
}
