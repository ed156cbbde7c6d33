import { readReset } from './retry-after.ts';

/** What a vendor says of one of its limits: how much of it is left, and when it is whole again. */
export interface RateReport {
  /** What is counted, as the vendor names it: `requests`, `tokens`, `input-tokens`; `requests` when it names nothing. */
  readonly name: string;
  /** Of how many; undefined when the vendor does not say. */
  readonly limit: number | undefined;
  readonly remaining: number;
  /** Epoch milliseconds; undefined when the vendor does not say. */
  readonly resetAtMs: number | undefined;
}

/** Nobody counts in more ways; a server that sends more is not to be believed. */
const mostReports = 8;

/**
 * Reads the rate-limit headers of an answer, whoever sent it: `x-ratelimit-remaining-requests` (OpenAI, Azure, ERNIE),
 * `anthropic-ratelimit-tokens-remaining`, `X-RateLimit-Remaining` (Moonshot), `ratelimit-remaining` (IETF draft). The words limit,
 * remaining and reset say which figure it is, the rest of the name what is counted.
 *
 * Figures that cannot be true are left out: Azure sends limits of -1 and 0 where it counts nothing. A limit without a figure of what
 * remains says nothing, and neither does an exhausted limit of unknown size.
 *
 * @param headers response headers with lower-case names
 */
export function readRateHeaders(headers: Readonly<Record<string, string>>, nowMs: number): readonly RateReport[] {
  const found = new Map<string, { limit?: number; remaining?: number; reset?: number | undefined }>();
  for (const [header, value] of Object.entries(headers)) {
    const words = /^(?:[a-z]+-)*ratelimit-(.+)$/.exec(header)?.[1]?.split('-');
    const figure = words?.find(isFigure);
    if (words === undefined || figure === undefined) continue;
    const name = words.filter((word) => word !== figure).join('-') || 'requests';
    const entry = found.get(name) ?? {};
    found.set(name, entry);
    if (figure === 'reset') entry.reset = readReset(value, nowMs);
    else entry[figure] = Number.parseFloat(value);
  }
  const reports: RateReport[] = [];
  for (const [name, { limit, remaining, reset }] of found) {
    if (remaining === undefined || !(remaining >= 0) || reports.length === mostReports) continue;
    const size = limit !== undefined && limit > 0 ? Math.max(limit, remaining) : undefined;
    // A limit that was sent and makes no sense makes none of the other figures either.
    if (size === undefined && (limit !== undefined || remaining === 0)) continue;
    const resetAtMs = reset === undefined ? undefined : nowMs + reset;
    reports.push({ name, limit: size, remaining, resetAtMs });
  }
  return reports;
}

const figures = ['limit', 'remaining', 'reset'] as const;
const isFigure = (word: string): word is (typeof figures)[number] => figures.some((figure) => figure === word);
