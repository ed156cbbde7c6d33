import { styleText } from 'node:util';
import type { Texts } from '../api/texts/index.ts';
import type { CliHost, TextSink } from './host.ts';
import { type Column, table } from './table.ts';

type Style = Parameters<typeof styleText>[0];

/**
 * What commands write with. Results go to standard output, everything said about them to standard error; colour only in
 * a terminal, and not when NO_COLOR is set (no-color.org) or the terminal is dumb.
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
    const { isTty, columns } = this.host.stdout;
    return isTty ? columns : undefined;
  }

  /** Part of the result. */
  write(text: string): void {
    if (text === '') return;
    this.host.stdout.write(text);
    this.lineOpen = this.host.stdout.isTty && !text.endsWith('\n');
  }

  /** Part of the result, as a table. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const heading = (text: string) => this.styled(this.host.stdout, 'bold', text);
    this.write(table(columns, rows, { width: this.columns, heading }));
  }

  /** A message that --quiet silences. */
  note(line: string): void {
    if (!this.quiet) this.say(this.styled(this.host.stderr, 'dim', line));
  }

  warn(line: string): void {
    this.note(this.texts.progress.warning(line));
  }

  /** A message that is always shown. */
  say(line: string): void {
    const { stderr } = this.host;
    stderr.write(`${this.lineOpen && stderr.isTty ? '\n' : ''}${line}\n`);
    if (stderr.isTty) this.lineOpen = false;
  }

  error(line: string): void {
    this.say(this.styled(this.host.stderr, 'red', this.texts.progress.error(line)));
  }

  private styled(sink: TextSink, style: Style, text: string): string {
    const { NO_COLOR, TERM } = this.host.environment;
    const plain = !sink.isTty || (NO_COLOR !== undefined && NO_COLOR !== '') || TERM === 'dumb';
    return plain ? text : styleText(style, text, { validateStream: false });
  }
}
