import { createHash } from 'node:crypto';
import { SimRandom } from '../test/sim/sim-random.ts';

/** The nine vendors, by the ids of their built-in models. */
export const vendorIds = [
  'deepseek',
  'claude',
  'openai',
  'moonshot',
  'ollama',
  'azure',
  'gemini',
  'qwen',
  'ernie',
] as const;
export type VendorId = (typeof vendorIds)[number];

/** How fast an answer comes when nothing is wrong with it: milliseconds to the first piece, pieces in a second. */
export const paces = {
  brisk: { ttft: 40, tps: 220 },
  steady: { ttft: 120, tps: 120 },
  slow: { ttft: 350, tps: 60 },
} as const;
export type Pace = keyof typeof paces;
const paceShares: readonly (readonly [Pace, number])[] = [
  ['brisk', 5],
  ['steady', 4],
  ['slow', 1],
];

/** After how many pieces aimock cuts an answer, and after how many milliseconds it hangs up. */
export const cutPieces = [2, 9, 25] as const;
export const hangUpMs = [80, 300] as const;
export const retryAfterSeconds = [1, 2, 3] as const;

/**
 * What goes wrong with one request. The first group is aimock's own chaos, fixtures and streaming physics; what it lacks, the
 * relay in front of it does. Amounts are bytes of the answer's body and milliseconds.
 */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'serverError' | 'malformed' | 'hangUp' | 'overloaded' | 'outage' }
  | { readonly kind: 'rateLimit'; readonly seconds: (typeof retryAfterSeconds)[number] }
  | { readonly kind: 'late'; readonly latencyMs: number }
  | { readonly kind: 'cutPieces'; readonly pieces: (typeof cutPieces)[number] }
  | { readonly kind: 'hangUpLater'; readonly afterMs: (typeof hangUpMs)[number] }
  | { readonly kind: 'reset' | 'silence' }
  | { readonly kind: 'resetAfter' | 'endAfter' | 'stallAfter' | 'errorAfter'; readonly bytes: number };
export type FaultKind = Fault['kind'];

/** How a model goes on when it is asked to continue a text by its last words; a vendor's own prefix mode always goes on exactly. */
export const manners = ['exact', 'wholeSentence', 'chatty', 'bare', 'anew'] as const;
export type Manner = (typeof manners)[number];

/** Out of how many requests of all faulty ones each fault is taken, and where it happens. */
const faultShares: readonly (readonly [FaultKind, number])[] = [
  ['serverError', 3],
  ['malformed', 2],
  ['hangUp', 3],
  ['overloaded', 2],
  ['rateLimit', 3],
  ['late', 3],
  ['cutPieces', 3],
  ['hangUpLater', 2],
  ['reset', 3],
  ['silence', 1],
  ['resetAfter', 4],
  ['endAfter', 2],
  ['stallAfter', 1],
  ['errorAfter', 2],
];

/** Every kind of fault, in the order of the report. */
export const faultKinds: readonly FaultKind[] = ['outage', ...faultShares.map(([kind]) => kind)];

/** How large the body of an answer is at most, in bytes: faults that strike later never strike. */
const mostBytes = 14_000;
/** A vendor that is down stays down for so many stories, once in so many: 5 % of the time. */
const outage = { length: 40, every: 800 };

/** What happens to one request. */
export interface RequestPlan {
  readonly fault: Fault;
  readonly pace: Pace;
  readonly manner: Manner;
}

/** Everything that will happen, from a seed: who asks in which order changes nothing about it. */
export interface ChaosPlan {
  readonly seed: number;
  /** What the `visit`-th request (from 1) for a story meets at a vendor. */
  request(vendor: VendorId, story: number, visit: number): RequestPlan;
  /** How many sentences a story has. */
  sentences(story: number): number;
  /** A short fingerprint of what the first request for each of so many stories meets at each vendor. */
  digest(stories: number): string;
}

/** `faultPercent` is the share of requests that meet a fault, outages not counted. */
export function chaosPlan(seed: number, faultPercent: number): ChaosPlan {
  const random = new SimRandom(seed);
  const offsets = new Map(
    vendorIds.map((vendor) => [vendor, Math.floor(random.fork(`outage ${vendor}`).next() * outage.every)]),
  );
  const isDown = (vendor: VendorId, story: number): boolean =>
    faultPercent > 0 && (story + (offsets.get(vendor) ?? 0)) % outage.every < outage.length;

  function request(vendor: VendorId, story: number, visit: number): RequestPlan {
    const draws = random.fork(`${vendor} ${story} ${visit}`);
    const isFaulty = draws.next() * 100 < faultPercent;
    const kind = pick(faultShares, draws.next());
    const size = draws.next();
    const pace = pick(paceShares, draws.next());
    const manner = draws.next() < 0.85 ? 'exact' : (manners[Math.floor(draws.next() * manners.length)] ?? 'exact');
    const fault: Fault = isDown(vendor, story) ? { kind: 'outage' } : isFaulty ? faultOf(kind, size) : { kind: 'none' };
    return { fault, pace, manner };
  }

  return {
    seed,
    request,
    sentences: (story) => 8 + Math.floor(random.fork(`sentences ${story}`).next() * 13),
    digest(stories) {
      const hash = createHash('sha256');
      for (let story = 1; story <= stories; story += 1) {
        for (const vendor of vendorIds) hash.update(JSON.stringify(request(vendor, story, 1)));
      }
      return hash.digest('hex').slice(0, 12);
    },
  };
}

/** `size` is a draw in [0, 1) that decides how much, how long or when. */
function faultOf(kind: FaultKind, size: number): Fault {
  switch (kind) {
    case 'rateLimit':
      return { kind, seconds: retryAfterSeconds[Math.floor(size * retryAfterSeconds.length)] ?? 1 };
    case 'late':
      return { kind, latencyMs: 500 + Math.floor(size * 2000) };
    case 'cutPieces':
      return { kind, pieces: cutPieces[Math.floor(size * cutPieces.length)] ?? 2 };
    case 'hangUpLater':
      return { kind, afterMs: hangUpMs[Math.floor(size * hangUpMs.length)] ?? 80 };
    case 'resetAfter':
    case 'endAfter':
    case 'stallAfter':
    case 'errorAfter':
      return { kind, bytes: 1 + Math.floor(size * mostBytes) };
    default:
      return { kind };
  }
}

function pick<Value>(shares: readonly (readonly [Value, number])[], draw: number): Value {
  let rest = draw * shares.reduce((sum, [, share]) => sum + share, 0);
  for (const [value, share] of shares) {
    rest -= share;
    if (rest < 0) return value;
  }
  const last = shares.at(-1);
  if (last === undefined) throw new Error('There is nothing to pick from.');
  return last[0];
}
