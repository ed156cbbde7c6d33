import { displayWidth, padded, widestPiece, wrapped } from './width.ts';

export interface Column {
  /** A line break in it is where it may be broken when the table is too wide. */
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Its texts are broken into lines when the table is too wide. At most one column should have it. */
  readonly flexible?: boolean;
  /** Left out when the table is too wide with it, even with its texts in lines. */
  readonly optional?: boolean;
}

export interface TableStyle {
  /** Columns of the terminal; undefined for a file or a pipe, where lines may be as long as they need to be. */
  readonly width: number | undefined;
  readonly heading: (text: string) => string;
  /** A title and what it is the title of, in one text. */
  readonly named: (title: string, text: string) => string;
  /** Between several of these. */
  readonly separator: string;
}

type Row = readonly string[];

const gap = '  ';
const indent = '  ';
/** In a text of more lines than this the eye loses the row. Headings in several lines are better than texts in many. */
const mostLines = { wholeHeadings: 2, brokenHeadings: 3 } as const;

/**
 * A plain table without lines, each row ending with a line break. A column that is empty in every row is left out. When the
 * terminal is too narrow, the first of these that fits is taken: the flexible column is broken into lines; the headings are
 * as well; optional columns are left out; the flexible column stands below its row; every row becomes a small list of its own.
 */
export function table(allColumns: readonly Column[], allRows: readonly Row[], style: TableStyle): string {
  const used = allColumns.map((_, index) => index).filter((index) => allRows.some((row) => row[index]));
  const columns = allColumns.filter((_, index) => used.includes(index));
  const rows = allRows.map((row) => used.map((index) => row[index] ?? ''));
  const widths = widthsFor(columns, rows, style.width);
  if (widths !== undefined) return grid(columns, rows, widths, style);
  if (columns.some(({ optional }) => optional)) {
    const needed = <Value>(values: readonly Value[]) => values.filter((_, index) => !columns[index]?.optional);
    return table(needed(columns), rows.map(needed), style);
  }
  const flexible = columns.findIndex((column) => column.flexible);
  const rigid = <Value>(values: readonly Value[]) => values.filter((_, index) => index !== flexible);
  const narrow = flexible < 0 ? undefined : widthsFor(rigid(columns), rows.map(rigid), style.width);
  if (narrow === undefined) return lists(columns, rows, style);
  const below = rows.map((row) => row[flexible] ?? '');
  return grid(rigid(columns), rows.map(rigid), narrow, style, below);
}

/** The width of each column; undefined when the table cannot be made narrow enough. */
function widthsFor(columns: readonly Column[], rows: readonly Row[], available: number | undefined) {
  const cellsOf = (index: number) => rows.map((row) => row[index] ?? '');
  const widthWith = (titleWidth: (title: string) => number) =>
    columns.map(({ title }, index) => Math.max(titleWidth(title), ...cellsOf(index).map(displayWidth)));
  const wholeTitle = (title: string) => displayWidth(oneLine(title));
  const brokenTitle = (title: string) => Math.max(...title.split('\n').map(displayWidth));
  const natural = widthWith(wholeTitle);
  if (available === undefined || total(natural) <= available) return natural;
  const flexible = columns.findIndex((column) => column.flexible);
  for (const [titleWidth, most] of [
    [wholeTitle, mostLines.wholeHeadings],
    [brokenTitle, mostLines.brokenHeadings],
  ] as const) {
    const widths = widthWith(titleWidth);
    if (total(widths) <= available) return widths;
    const room = (widths[flexible] ?? 0) - (total(widths) - available);
    const readable = (cell: string) => widestPiece(cell) <= room && wrapped(cell, room).length <= most;
    const fits = titleWidth(columns[flexible]?.title ?? '') <= room && cellsOf(flexible).every(readable);
    if (flexible >= 0 && fits) return widths.map((width, index) => (index === flexible ? room : width));
  }
  return undefined;
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + gap.length, -gap.length);

/** A heading that need not be broken. Between Chinese words there is no space. */
const oneLine = (title: string): string => title.replace(/(\p{ASCII})\n/gu, '$1 ').replaceAll('\n', '');

/** One line for each row, or as many as its longest text takes. `below` is a text under each row. */
function grid(
  columns: readonly Column[],
  rows: readonly Row[],
  widths: readonly number[],
  style: TableStyle,
  below: readonly string[] = [],
): string {
  const linesOf = (cells: readonly (readonly string[])[]) => {
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, index) => padded(lines[line] ?? '', widths[index] ?? 0, columns[index]?.align ?? 'left'))
        .join(gap)
        .trimEnd(),
    );
  };
  const titles = columns.map(({ title }, index) =>
    displayWidth(oneLine(title)) <= (widths[index] ?? 0) ? [oneLine(title)] : title.split('\n'),
  );
  const height = Math.max(...titles.map((lines) => lines.length));
  // A short heading stands next to its column, not high above it.
  const headings = linesOf(titles.map((lines) => [...Array<string>(height - lines.length).fill(''), ...lines]));
  const body = rows.flatMap((row, index) => [
    ...linesOf(row.map((cell, column) => wrapped(cell, widths[column] ?? 0))),
    ...indented(below[index] ?? '', style),
  ]);
  return [...headings.map(style.heading), ...body].map((line) => `${line}\n`).join('');
}

/** Each row as a heading, its first cell, and below it the other cells with their titles. */
function lists(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const titles = columns.map(({ title }) => oneLine(title));
  const lines = rows.flatMap(([first = '', ...cells]) => {
    const named = cells.flatMap((cell, index) => (cell === '' ? [] : [style.named(titles[index + 1] ?? '', cell)]));
    return [style.heading(first), ...joined(named, style).flatMap((line) => indented(line, style))];
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** As many texts on a line as fit. */
function joined(texts: readonly string[], { separator, width = 0 }: TableStyle): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = `${lines.at(-1)}${separator}${text}`;
    if (lines.length > 0 && displayWidth(indent + longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}

function indented(text: string, { width }: TableStyle): string[] {
  if (text === '') return [];
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - indent.length;
  return wrapped(text, room, true).map((line) => indent + line);
}
