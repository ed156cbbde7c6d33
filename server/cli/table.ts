import { displayWidth, padded, wrapped } from './width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Its texts are broken into lines when the table is too wide. At most one column should have it. */
  readonly flexible?: boolean;
}

export interface TableStyle {
  /** Columns of the terminal; undefined for a file or a pipe, where lines may be as long as they need to be. */
  readonly width: number | undefined;
  readonly heading: (text: string) => string;
}

const gap = '  ';
const narrowestFlexible = 16;

/** A plain table without lines, each row ending with a line break. A column that is empty in every row is left out. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], style: TableStyle): string {
  const used = columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ index }) => rows.some((row) => row[index]));
  const widths = used.map(({ title, index }) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const flexible = used.findIndex((column) => column.flexible);
  if (style.width !== undefined && flexible >= 0) {
    const others = widths.reduce((sum, width, index) => sum + (index === flexible ? 0 : width + gap.length), 0);
    const left = Math.max(narrowestFlexible, style.width - others);
    widths[flexible] = Math.min(widths[flexible] ?? 0, left);
  }
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, index) => padded(cell, widths[index] ?? 0, used[index]?.align ?? 'left'))
      .join(gap)
      .trimEnd();
  const bodyOf = (row: readonly string[]) => {
    const cells = used.map(({ index }, position) =>
      position === flexible ? wrapped(row[index] ?? '', widths[position] ?? 0) : [row[index] ?? ''],
    );
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => lineOf(cells.map((lines) => lines[line] ?? '')));
  };
  const heading = style.heading(lineOf(used.map(({ title }) => title)));
  return [heading, ...rows.flatMap(bodyOf)].map((line) => `${line}\n`).join('');
}
