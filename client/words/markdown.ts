/**
 * A text as Markdown that shows exactly this text, also in a cell of a table and where `$(name)` would be an icon. Only what has
 * a meaning is escaped: people read the source, too.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]|<>~&]|\$(?=\()/g, '\\$&')
    .replace(/^(\s*(?:\d+)?)(?=[-+#=.)])/, '$1\\');
}

/** The head of a column. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'right';
}

/** A Markdown table whose columns stand below each other as plain text, too. Cells are Markdown. */
export function markdownTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(3, textWidth(title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    `| ${columns.map(({ align }, index) => padded(cells[index] ?? '', widths[index] ?? 0, align)).join(' | ')} |`;
  const rule = columns.map(({ align }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 3) - 1);
    return align === 'right' ? `${dashes}:` : `${dashes}-`;
  });
  return [line(columns.map(({ title }) => title)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function padded(text: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** Places that a text takes in a font of fixed width: two for a Chinese character and its punctuation. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(
      character,
    )
      ? 2
      : 1;
  return width;
}
