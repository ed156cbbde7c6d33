import { styleText } from 'node:util';
import type { Texts } from '../api/texts/index.ts';
import { type Cell, csvLine } from './csv.ts';
import type { CliHost, TextSink } from './host.ts';
import { safeJson, safeText } from './safe-text.ts';
import { type Column, table } from './table.ts';
import { wrapped } from './width.ts';

type Style = Parameters<typeof styleText>[0];

/**
 * What commands write with. Results go to standard output, everything said about them to standard error; colour only in
 * a terminal, and not when NO_COLOR is set (no-color.org) or the terminal is dumb.
 *
 * This is the last guard before the screen: whatever a model, a vendor, a file or an argument says goes through `safeText`,
 * into files and pipes as well, because they are shown later. Only the styles that are added here reach the terminal as such.
 */
export class Terminal {
  private readonly host: CliHost;
  private readonly texts: Texts;
  private readonly quiet: boolean;
  /** A terminal shows both streams: a message must not start in the middle of a line of text. */
  private lineOpen = false;

  constructor(host: CliHost, texts: Texts, quiet: boolean) {
    this.host = host;
    this.texts = texts;
    this.quiet = quiet;
  }

  /** Width of standard output; undefined for a file or a pipe. */
  get columns(): number | undefined {
    return widthOf(this.host.stdout);
  }

  /** Part of the result, exactly as it is apart from control characters. */
  write(text: string): void {
    this.put(safeText(text));
  }

  /** A line or several of the result, fitted into the terminal. Further lines of a paragraph begin with its indentation. */
  line(text: string): void {
    this.put(`${fitted(safeText(text), this.columns)}\n`);
  }

  /** Part of the result, as a line of comma-separated values. */
  record(cells: readonly Cell[]): void {
    this.put(csvLine(cells.map((cell) => (typeof cell === 'string' ? safeText(cell) : cell))));
  }

  /** The one object of `--json`. */
  json(value: object, replacer?: (key: string, value: unknown) => unknown): void {
    this.put(`${safeJson(value, replacer)}\n`);
  }

  /** Part of the result, as a table. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const { about, separator } = this.texts;
    const heading = (text: string) => this.styled(this.host.stdout, 'bold', text);
    const clean = rows.map((row) => row.map((cell) => safeText(cell).replaceAll(/[\n\t]+/g, ' ')));
    this.put(table(columns, clean, { width: this.columns, heading, named: about, separator }));
  }

  /** A message that --quiet silences. */
  note(line: string): void {
    if (!this.quiet) this.message(line, 'dim');
  }

  warn(line: string): void {
    this.note(this.texts.progress.warning(line));
  }

  /** A message that is always shown. */
  say(line: string): void {
    this.message(line);
  }

  error(line: string): void {
    this.message(this.texts.progress.error(line), 'red');
  }

  private put(text: string): void {
    if (text === '') return;
    this.host.stdout.write(text);
    this.lineOpen = this.host.stdout.isTty && !text.endsWith('\n');
  }

  private message(text: string, style?: Style): void {
    const { stderr } = this.host;
    const clean = fitted(safeText(text), widthOf(stderr));
    const shown = style === undefined ? clean : this.styled(stderr, style, clean);
    stderr.write(`${this.lineOpen && stderr.isTty ? '\n' : ''}${shown}\n`);
    if (stderr.isTty) this.lineOpen = false;
  }

  private styled(sink: TextSink, style: Style, text: string): string {
    const { NO_COLOR, TERM } = this.host.environment;
    const plain = !sink.isTty || (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
    return plain ? text : styleText(style, text, { validateStream: false });
  }
}

/** Some terminals say that they have no columns at all, and mean that they do not know. */
function widthOf({ isTty, columns }: TextSink): number | undefined {
  return isTty && columns !== undefined && columns > 0 ? columns : undefined;
}

function fitted(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  const lines = text.split('\n').flatMap((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    return wrapped(line.slice(indent.length), columns - indent.length, true).map((part) => indent + part);
  });
  return lines.join('\n');
}
