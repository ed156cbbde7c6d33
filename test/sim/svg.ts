/** A point of a picture, in pixels from its top left corner. */
export type Point = readonly [x: number, y: number];

/** Colours that people with any colour vision tell apart (Okabe and Ito, 2008), legible on white and on black. */
export const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b58900', '#56b4e9'] as const;

/** A picture as a text. Ink and paper follow the reader's light or dark theme. */
export function picture(
  size: { readonly width: number; readonly height: number },
  words: { readonly title: string; readonly description: string },
  body: readonly string[],
): string {
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(words.title)}</title>
<desc id="description">${escaped(words.description)}</desc>
<style>
  svg { --ink: #1f2328; --soft: #59636e; --line: #d8dee4; --paper: #ffffff; --shade: #f1f3f5; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #f0f6fc; --soft: #a5b0bb; --line: #353c45; --paper: #0d1117; --shade: #1b222b; }
  }
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink); }
  .soft { fill: var(--soft); } .small { font-size: 12px; } .head { font-size: 17px; font-weight: 600; }
  .strong { font-weight: 600; } .line { stroke: var(--line); stroke-width: 1; } .paper { fill: var(--paper); } .shade { fill: var(--shade); }
  .ring { fill: none; stroke: var(--paper); stroke-width: 2; }
</style>
<rect class="paper" width="${width}" height="${height}" rx="8"/>
${body.join('\n')}
</svg>
`;
}

export function label(
  [x, y]: Point,
  words: string,
  classes = '',
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  return `<text x="${round(x)}" y="${round(y)}"${classes === '' ? '' : ` class="${classes}"`} text-anchor="${anchor}">${escaped(words)}</text>`;
}

export function line([x1, y1]: Point, [x2, y2]: Point, colour?: string, width = 1): string {
  const paint =
    colour === undefined ? 'class="line"' : `stroke="${colour}" stroke-width="${width}" stroke-linecap="round"`;
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${paint}/>`;
}

export function dot([x, y]: Point, radius: number, colour: string, opacity = 1): string {
  const faint = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" fill="${colour}"${faint}/>`;
}

/** A dot that is hollow, for what differs in more than colour. */
export function ring([x, y]: Point, radius: number, colour: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

export function diamond([x, y]: Point, radius: number, colour: string): string {
  const corners = [
    [x, y - radius],
    [x + radius, y],
    [x, y + radius],
    [x - radius, y],
  ];
  return `<polygon points="${corners.map((corner) => corner.map(round).join(',')).join(' ')}" fill="${colour}" stroke="var(--paper)"/>`;
}

export function path(points: readonly Point[], colour: string, dashes = ''): string {
  const steps = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return `<path d="${steps}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`;
}

/** Places of values on a logarithmic axis. */
export function logarithmic(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to / from);
  return (value) => start + ((end - start) * Math.log(Math.min(to, Math.max(from, value)) / from)) / span;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
