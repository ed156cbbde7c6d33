/** One attempt on the common time line of its request; milliseconds from the start of the request. */
export interface TimelineBar {
  readonly name: string;
  readonly startMs: number;
  /** Null while there was no text. */
  readonly firstTokenMs: number | null;
  readonly endMs: number;
  /** How it ended, in a word. */
  readonly note: string;
}

/** Places of the widest bar. */
const barWidth = 32;

/** The attempts of a request below each other, as text: waiting for the first text is light, writing is dark. */
export function timeline(bars: readonly TimelineBar[]): string {
  const last = Math.max(1, ...bars.map(({ endMs }) => endMs));
  const place = (ms: number): number => Math.min(barWidth, Math.max(0, Math.round((ms / last) * barWidth)));
  const nameWidth = Math.max(0, ...bars.map(({ name }) => name.length));
  const line = ({ name, startMs, firstTokenMs, endMs, note }: TimelineBar): string => {
    const start = Math.min(place(startMs), barWidth - 1);
    const end = Math.max(place(endMs), start + 1);
    const text = firstTokenMs === null ? end : Math.min(Math.max(place(firstTokenMs), start), end);
    const bar = ' '.repeat(start) + '░'.repeat(text - start) + '█'.repeat(end - text);
    return `${name.padEnd(nameWidth)}  ${bar.padEnd(barWidth)}  ${note}`.trimEnd();
  };
  return bars.map(line).join('\n');
}
