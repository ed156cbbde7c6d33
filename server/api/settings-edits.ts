import { createScanner, type Edit, type Node } from 'jsonc-parser';

/**
 * Single changes of a JSON text with comments. jsonc-parser has changes of its own, but they throw away comments beside a
 * member that is removed, and give the comment of the last member to the one that is added after it.
 */

/** How a text is laid out. */
export interface Layout {
  readonly eol: string;
  /** One step of indentation. */
  readonly unit: string;
}

const usualUnit = '  ';

/** The line breaks and the indentation that a text has already; the usual ones for a text without any. */
export function layoutOf(text: string, root: Node | undefined): Layout {
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const first = root?.children?.find((child) => startsLine(text, child.offset));
  const unit =
    first === undefined || root === undefined
      ? ''
      : indentAt(text, first.offset).slice(indentAt(text, root.offset).length);
  return { eol, unit: unit === '' ? usualUnit : unit };
}

/** Exchanges a value. */
export function replacement(text: string, node: Node, value: unknown, layout: Layout): Edit[] {
  const inLine = node.type === 'object' && hasMembers(node) && !hasLineBreak(text, node);
  const content = inLine ? JSON.stringify(value) : written(value, indentAt(text, node.offset), layout);
  return [{ offset: node.offset, length: node.length, content }];
}

/** Adds a member at the end of an object. */
export function insertion(text: string, object: Node, name: string, value: unknown, layout: Layout): Edit[] {
  const indent = memberIndent(text, object, layout);
  const member = `${JSON.stringify(name)}: ${written(value, indent, layout)}`;
  const last = object.children?.at(-1);
  if (last === undefined) return [firstMember(text, object, `${layout.eol}${indent}${member}`, layout)];
  const end = endOf(last);
  const comma = commaAfter(text, end);
  const offset = endOfRemarks(text, comma === undefined ? end : comma + 1);
  const own = hasLineBreak(text, object)
    ? `${layout.eol}${indent}${member}`
    : ` ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  if (comma !== undefined) return [{ offset, length: 0, content: `${own},` }];
  if (offset === end) return [{ offset, length: 0, content: `,${own}` }];
  return [
    { offset: end, length: 0, content: ',' },
    { offset, length: 0, content: own },
  ];
}

/** Takes a member out, with its comma and with its line when nothing else is on it. Comments stay. */
export function removal(text: string, member: Node): Edit[] {
  const end = endOf(member);
  const following = commaAfter(text, end);
  const adjacent = following !== undefined && /^[ \t]*$/.test(text.slice(end, following));
  const cut = withLine(text, member.offset, adjacent ? following + 1 : end, following !== undefined);
  if (adjacent) return [cut];
  const siblings = member.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(member) - 1];
  const comma = following ?? (previous === undefined ? undefined : commaAfter(text, endOf(previous)));
  return comma === undefined ? [cut] : [cut, { offset: comma, length: 1, content: '' }];
}

/** Whether there is nothing in an object, not even a comment. */
export const isBare = (text: string, object: Node): boolean =>
  text.slice(object.offset + 1, endOf(object) - 1).trim() === '';

const endOf = (node: Node): number => node.offset + node.length;
const hasMembers = (node: Node): boolean => (node.children ?? []).length > 0;
const hasLineBreak = (text: string, node: Node): boolean => text.slice(node.offset, endOf(node)).includes('\n');

function written(value: unknown, indent: string, { eol, unit }: Layout): string {
  return JSON.stringify(value, undefined, unit).replaceAll('\n', `${eol}${indent}`);
}

function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0] ?? '';
}

const startsLine = (text: string, offset: number): boolean => /(?:^|\n)[ \t]*$/.test(text.slice(0, offset));

function memberIndent(text: string, object: Node, { unit }: Layout): string {
  const first = object.children?.find((child) => startsLine(text, child.offset));
  return first === undefined ? indentAt(text, object.offset) + unit : indentAt(text, first.offset);
}

/** Comments in an object without members stay before what comes in. */
function firstMember(text: string, object: Node, member: string, { eol }: Layout): Edit {
  const closing = endOf(object) - 1;
  const offset = object.offset + text.slice(object.offset, closing).trimEnd().length;
  const space = text.slice(offset, closing);
  const tail = space.includes('\n') ? space : `${eol}${indentAt(text, object.offset)}`;
  return { offset, length: space.length, content: `${member}${tail}` };
}

/** Where the comma after a member stands, if there is one. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const next = scanner.getTokenOffset();
  return text[next] === ',' ? next : undefined;
}

/** Behind the comments that follow on the same line: they are about what stands before them. */
function endOfRemarks(text: string, offset: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  let end = offset;
  for (;;) {
    scanner.scan();
    const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
    if (/^\/[/*]/.test(token)) end = scanner.getPosition();
    else if (!/^[ \t]+$/.test(token)) return end;
  }
}

/** The stretch to cut out so that neither an empty line nor a gap stays behind. */
function withLine(text: string, from: number, to: number, hasComma: boolean): Edit {
  const left = from - (/[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0);
  const right = to + (/^[ \t]*/.exec(text.slice(to))?.[0].length ?? 0);
  const opens = left === 0 || text[left - 1] === '\n';
  const breakAfter = /^\r?\n/.exec(text.slice(right))?.[0] ?? '';
  const closes = breakAfter !== '' || right === text.length;
  const [start, end] =
    opens && closes ? [left, right + breakAfter.length] : !opens && (closes || !hasComma) ? [left, to] : [from, right];
  return { offset: start, length: end - start, content: '' };
}
