import { nearestRank, percentOf } from './figures.ts';
import { bestFixed, type Results } from './laws.ts';
import { colours, diamond, dot, label, line, logarithmic, type Point, path, picture, ring } from './svg.ts';
import type { Figures } from './tally.ts';

const [blue, orange, green, pink, yellow] = colours;
const ticksS = [1, 2, 5, 10, 30, 60, 120];

/** Response times of the router and of those who ask one model only, when everything goes wrong at once. */
export function responsePicture(
  results: Results,
  policies: readonly { readonly id: string; readonly title: string }[],
): string {
  const rows = policies.flatMap(({ id, title }) => {
    const figures = results.get(id);
    return figures === undefined ? [] : [{ id, title, figures }];
  });
  const size = { width: 860, height: 158 + rows.length * 30 };
  const bottom = size.height - 74;
  const x = logarithmic(1, 120, 230, 690);
  const best = bestFixed(results);
  const own = results.get('intelligent');
  const legend =
    'Each bar runs from the median (dot) over the 95th percentile (tick) to the 99th; the diamond is the mean.';
  const body = [
    label([24, 34], 'Response times when everything goes wrong at once', 'head'),
    label(
      [24, 55],
      'Scenario mixedFault. Seconds to the whole text, logarithmic; a request that failed counts as 120 s.',
      'soft',
    ),
    ...ticksS.flatMap((tick) => [
      line([x(tick), 74], [x(tick), bottom]),
      label([x(tick), bottom + 20], `${tick} s`, 'soft small', 'middle'),
    ]),
    label([836, 84], 'whole text in time', 'soft small', 'end'),
    label([24, bottom + 52], legend, 'soft small'),
    ...rows.flatMap(({ id, title, figures }, index) => rangeRow(id, title, figures, 104 + index * 30, x)),
  ];
  return picture(
    size,
    {
      title: 'Response times when everything goes wrong at once',
      description: `${legend} The strategy intelligent has a mean of ${seconds(own?.responseMs.mean)} and a 95th percentile of ${seconds(own?.responseMs.p95)}; the best fixed model (${best.id}) ${seconds(best.figures.responseMs.mean)} and ${seconds(best.figures.responseMs.p95)}.`,
    },
    body,
  );
}

function rangeRow(id: string, title: string, figures: Figures, y: number, x: (value: number) => number): string[] {
  const isRouted = !id.startsWith('always ');
  const colour = id === 'intelligent' ? blue : isRouted ? green : orange;
  const { p50, p95, p99, mean } = figures.responseMs;
  const at = (value: number): Point => [x(value / 1000), y];
  return [
    label([214, y + 4.5], title, id === 'intelligent' ? 'strong' : '', 'end'),
    line(at(p50), at(p99), colour, 5),
    line([x(p95 / 1000), y - 7], [x(p95 / 1000), y + 7], colour, 3),
    dot(at(p50), 6, colour),
    diamond(at(mean), 7, pink),
    label([836, y + 4.5], percentOf(figures.inDeadline, figures.requests), id === 'intelligent' ? 'strong' : '', 'end'),
  ];
}

/** How long people wait for the first text, with and without a second model being asked. */
export function hedgingPicture(results: Results): string {
  const size = { width: 860, height: 400 };
  const [left, right, top, bottom] = [70, 640, 84, 346];
  // The x axis counts nines: 90 %, 99 %, 99.9 % of requests are equally far apart.
  const x = (share: number): number => left + ((right - left) * -Math.log10(1 - share)) / 3;
  const y = logarithmic(0.5, 60, bottom, top);
  const shares = Array.from({ length: 121 }, (_, index) => 1 - 10 ** (-3 * (index / 120)));
  const curve = (id: string): readonly Point[] => {
    const times = Float64Array.from(
      results.get(id)?.timeline.flatMap(({ firstTokenMs }) => firstTokenMs ?? []) ?? [],
    ).sort();
    return shares.slice(1).map((share) => [x(share), y(nearestRank(times, share) / 1000)]);
  };
  const lines = [
    { id: 'intelligent', title: 'with hedging', colour: blue, dashes: '' },
    { id: 'noHedge', title: 'without hedging', colour: orange, dashes: '7 5' },
  ].map((each) => ({ ...each, points: curve(each.id) }));
  const figures = (id: string) => results.get(id)?.firstTokenMs;
  const body = [
    label([24, 34], 'Waiting for the first text when some calls stay silent', 'head'),
    label(
      [24, 55],
      'Scenario mixedStall: 2 % of calls say nothing for 10 to 60 s. Seconds to the first text, logarithmic.',
      'soft',
    ),
    ...[0.5, 1, 2, 5, 10, 30, 60].flatMap((tick) => [
      line([left, y(tick)], [right, y(tick)]),
      label([left - 10, y(tick) + 4], `${tick} s`, 'soft small', 'end'),
    ]),
    ...[0.5, 0.9, 0.95, 0.99, 0.999].flatMap((share) => [
      line([x(share), bottom], [x(share), bottom + 6]),
      label([x(share), bottom + 22], `${Number((100 * share).toFixed(1))} %`, 'soft small', 'middle'),
    ]),
    label([right, bottom + 42], 'of requests have begun by then', 'soft small', 'end'),
    ...lines.flatMap(({ id, title, colour, dashes, points }) => {
      const [, endY = bottom] = points.at(-1) ?? [];
      const extra = results.get(id)?.callsByRole.hedge ?? 0;
      return [
        path(points, colour, dashes),
        label([right + 14, endY + 2], title, 'strong'),
        label([right + 14, endY + 19], `99 %: ${seconds(figures(id)?.p99)}`, 'soft small'),
        label([right + 14, endY + 35], `${percentOf(extra, results.get(id)?.requests ?? 0)} extra calls`, 'soft small'),
      ];
    }),
  ];
  return picture(
    size,
    {
      title: 'Waiting for the first text when some calls stay silent',
      description: `With hedging 99 % of first texts come within ${seconds(figures('intelligent')?.p99)}, without within ${seconds(figures('noHedge')?.p99)}.`,
    },
    body,
  );
}

/** Every request over an hour and a half in which the fastest model is down for twenty minutes. */
export function outagePicture(results: Results): string {
  const size = { width: 860, height: 470 };
  const [left, right] = [70, 690];
  const spanMs = 90 * 60_000;
  const x = (atMs: number): number => left + ((right - left) * atMs) / spanMs;
  const panels = [
    { id: 'intelligent', title: 'intelligent', top: 92 },
    { id: 'always swift', title: 'always swift', top: 282 },
  ];
  const colourOf: Readonly<Record<string, string>> = { swift: blue, brisk: green, plain: yellow };
  const body = [
    label([24, 34], 'An outage of the fastest model', 'head'),
    label(
      [24, 55],
      'Scenario failWithin: each dot is a request, as high as its seconds to the whole text (logarithmic).',
      'soft',
    ),
    ...panels.flatMap(({ id, title, top }) => {
      const bottom = top + 132;
      const y = logarithmic(1, 120, bottom, top);
      const figures = results.get(id);
      const failed = (figures?.requests ?? 0) - (figures?.inDeadline ?? 0);
      return [
        `<rect class="shade" x="${x(1_200_000)}" y="${top - 10}" width="${x(2_400_000) - x(1_200_000)}" height="152"/>`,
        ...[1, 5, 20, 120].flatMap((tick) => [
          line([left, y(tick)], [right, y(tick)]),
          label([left - 10, y(tick) + 4], `${tick} s`, 'soft small', 'end'),
        ]),
        label([left, top - 16], title, 'strong'),
        ...(figures?.timeline.filter(({ atMs }) => atMs <= spanMs) ?? []).map((answer) => {
          const at: Point = [x(answer.atMs), y(answer.responseMs / 1000)];
          return answer.succeeded ? dot(at, 2.6, colourOf[answer.modelId ?? ''] ?? pink, 0.75) : ring(at, 3, orange);
        }),
        label(
          [right + 14, top + 16],
          `${percentOf(figures?.inDeadline ?? 0, figures?.requests ?? 0)} in time`,
          'strong',
        ),
        label([right + 14, top + 34], `mean ${seconds(figures?.responseMs.mean)}`, 'soft small'),
        label([right + 14, top + 51], `${failed} failed`, 'soft small'),
      ];
    }),
    label([(x(1_200_000) + x(2_400_000)) / 2, 76], 'swift is down', 'soft small', 'middle'),
    ...[0, 20, 40, 60, 80].map((minutes) =>
      label([x(minutes * 60_000), 434], `${minutes} min`, 'soft small', 'middle'),
    ),
    ...[
      ['swift', blue],
      ['brisk', green],
      ['plain', yellow],
      ['another', pink],
    ].flatMap(([name = '', colour = ''], index) => [
      dot([left + 6 + index * 90, 454], 4, colour),
      label([left + 16 + index * 90, 458], name, 'small'),
    ]),
    ring([left + 6 + 4 * 90, 454], 4, orange),
    label([left + 16 + 4 * 90, 458], 'failed', 'small'),
  ];
  const own = results.get('intelligent');
  const fixed = results.get('always swift');
  return picture(
    size,
    {
      title: 'An outage of the fastest model',
      description: `While swift is down for twenty minutes the router moves to other models and back: ${own?.inDeadline} of ${own?.requests} requests succeed. Of those who always ask swift ${fixed?.inDeadline} do.`,
    },
    body,
  );
}

const seconds = (milliseconds: number | undefined): string => `${((milliseconds ?? 0) / 1000).toFixed(1)} s`;
