import type { LatencySample } from '../../server/protocol/index.ts';
import { maxLatencySamples } from '../../server/protocol/limits.ts';
import { drawing } from '../dom.ts';
import type { Format } from '../format.ts';

const barWidth = 4;
const gap = 1;
const height = 28;
const width = maxLatencySamples * (barWidth + gap) - gap;
/** Height of the place above the bars where failures have their mark. */
const markHeight = 5;
/** Lowest bar that can still be seen. */
const lowest = 2;

/**
 * The last attempts of a model as bars, newest at the right: the strong foot is the wait for the first text, the whole bar the
 * whole answer. A failure has another colour and a mark on top of it. All of it is said in words to a screen reader.
 */
export function sparkline(format: Format): {
  readonly node: SVGElement;
  update(samples: readonly LatencySample[]): void;
} {
  const node = drawing('svg', {
    class: 'sparkline',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    preserveAspectRatio: 'none',
  });
  let shown: readonly LatencySample[] | undefined;
  return {
    node,
    update(samples) {
      if (samples === shown) return;
      shown = samples;
      const summary = summaryOf(samples, format);
      node.setAttribute('aria-label', summary);
      const longest = Math.max(1, ...samples.map(({ totalMs }) => totalMs));
      const first = maxLatencySamples - samples.length;
      node.replaceChildren(
        drawing('title', {}, [document.createTextNode(summary)]),
        drawing('line', { class: 'ground', x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
        ...samples.flatMap((sample, position) => barOf(sample, (first + position) * (barWidth + gap), longest)),
      );
    },
  };
}

function barOf({ firstTokenMs, totalMs, outcome }: LatencySample, x: number, longest: number): SVGElement[] {
  const tall = (ms: number): number => Math.max(lowest, (ms / longest) * (height - markHeight));
  const whole = tall(totalMs);
  const bar = (name: string, size: number): SVGElement =>
    drawing('rect', { class: name, x, y: height - size, width: barWidth, height: size, rx: 1 });
  if (outcome === 'success') {
    return [bar('whole', whole), ...(firstTokenMs === null ? [] : [bar('first', Math.min(whole, tall(firstTokenMs)))])];
  }
  if (outcome === 'ignored') return [bar('ignored', whole)];
  const top = height - whole - markHeight;
  const mark = drawing('path', { class: 'mark', d: `M${x} ${top}h${barWidth}l${-barWidth / 2} ${markHeight - 1}z` });
  return [bar('failed', whole), mark];
}

function summaryOf(samples: readonly LatencySample[], format: Format): string {
  const { texts } = format;
  const counted = samples.filter(({ outcome }) => outcome !== 'ignored');
  if (counted.length === 0) return texts.noHistory;
  const worked = counted.filter(({ outcome }) => outcome === 'success').map(({ totalMs }) => totalMs);
  if (worked.length === 0) return texts.historyFailed(counted.length);
  const sorted = worked.toSorted((left, right) => left - right);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  const failed = counted.length - worked.length;
  return texts.history(counted.length, failed, format.milliseconds(usual), format.milliseconds(longest));
}
