import { strategyIds } from '../../server/protocol/index.ts';
import { percentOf } from './figures.ts';
import { routerPolicies } from './policies.ts';
import type { Figures } from './tally.ts';

/** What the policies made of one scenario, by the id of the policy. */
export type Results = ReadonlyMap<string, Figures>;

export interface Verdict {
  readonly holds: boolean;
  /** What was seen, in figures. */
  readonly found: string;
}

/** Something that must be true of a scenario, whatever the seed. */
export interface Law {
  readonly scenario: string;
  readonly text: string;
  /** Ids of the policies that it speaks of. */
  readonly policies: readonly string[];
  /** Whether it compares with everyone who asks one model only. */
  readonly comparesWithFixed?: boolean;
  judge(results: Results): Verdict;
}

const usual = ['intelligent'] as const;

/** All laws of one scenario. */
export const lawsOf = (scenario: string): readonly Law[] => [
  nothingSpoiled(scenario),
  ...laws.filter((law) => law.scenario === scenario),
];

const nothingSpoiled = (scenario: string): Law => ({
  scenario,
  text: 'No text is spoiled: no word is missing, doubled or strange, and none pretends to be complete (every setting).',
  policies: usual,
  judge(results) {
    const routed = routerPolicies.flatMap(({ id }) => results.get(id) ?? []);
    const spoiled = sum(routed.map(({ quality }) => quality.spoiled));
    return { holds: spoiled === 0, found: `${spoiled} of ${count(sum(routed.map(({ requests }) => requests)))}` };
  },
});

const succeeds = (scenario: string, leastShare: number, policies: readonly string[] = usual): Law => ({
  scenario,
  text: `${leastShare === 1 ? 'Every request' : `At least ${Number((100 * leastShare).toFixed(4))} % of requests`} get${
    leastShare === 1 ? 's' : ''
  } a whole text in time (${policies.length === 1 ? policies[0] : 'every strategy'}).`,
  policies,
  judge: (results) => {
    const figures = policies.map((id) => of(results, id));
    const worst = figures.reduce((a, b) => (a.inDeadline / a.requests <= b.inDeadline / b.requests ? a : b));
    return {
      holds: worst.inDeadline >= leastShare * worst.requests,
      found: `${count(worst.inDeadline)} of ${count(worst.requests)} (${percentOf(worst.inDeadline, worst.requests)})`,
    };
  },
});

const switchesAtOnce = (scenario: string): Law => ({
  scenario,
  text: 'From a detected failure to the call of the next model no time passes (every strategy).',
  policies: strategyIds,
  judge(results) {
    const most = Math.max(...strategyIds.map((id) => of(results, id).switchMs.most));
    return { holds: most === 0, found: `${most} ms at most` };
  },
});

/** Share of the calls of a model in a phase, or in all. */
function callShare(figures: Figures, modelId: string, phase?: string): number {
  const calls = phase === undefined ? figures.callsByModel : (figures.callsByPhase[phase] ?? {});
  return (calls[modelId] ?? 0) / Math.max(1, sum(Object.values(calls)));
}

const shareWithin = (
  scenario: string,
  text: string,
  modelId: string,
  {
    least = 0,
    most = 1,
    phase,
    policies = usual,
  }: { least?: number; most?: number; phase?: string; policies?: readonly string[] },
): Law => ({
  scenario,
  text,
  policies,
  judge(results) {
    const shares = policies.map((id) => callShare(of(results, id), modelId, phase));
    return {
      holds: shares.every((share) => share >= least && share <= most),
      found: shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', '),
    };
  },
});

/** The fixed model with the lowest mean response time: the best that somebody could have chosen in advance. */
export function bestFixed(results: Results): { readonly id: string; readonly figures: Figures } {
  const fixed = [...results].filter(([id]) => id.startsWith('always '));
  const [best] = fixed.sort(([, a], [, b]) => a.responseMs.mean - b.responseMs.mean);
  if (best === undefined) throw new Error('nobody asked one model only');
  return { id: best[0], figures: best[1] };
}

const fasterThanFixed = (scenario: string, which: 'mean' | 'p95', leastSaving: number): Law => ({
  scenario,
  text: `The ${which === 'mean' ? 'mean' : '95th percentile of the'} response time is at least ${100 * leastSaving} % below that of the best fixed model (intelligent).`,
  policies: usual,
  comparesWithFixed: true,
  judge(results) {
    const own = of(results, 'intelligent').responseMs[which];
    const best = bestFixed(results);
    const theirs = best.figures.responseMs[which];
    const saving = 1 - own / theirs;
    return {
      holds: saving >= leastSaving,
      found: `${(own / 1000).toFixed(2)} s against ${(theirs / 1000).toFixed(2)} s (${best.id}): ${(100 * saving).toFixed(0)} % below`,
    };
  },
});

const extraCalls = (
  scenario: string,
  text: string,
  roles: readonly ('hedge' | 'failover' | 'retry')[],
  mostShare: number,
): Law => ({
  scenario,
  text,
  policies: usual,
  judge(results) {
    const figures = of(results, 'intelligent');
    const extra = sum(roles.map((role) => figures.callsByRole[role] ?? 0));
    return {
      holds: extra <= mostShare * figures.requests,
      found: `${count(extra)} for ${count(figures.requests)} requests (${percentOf(extra, figures.requests)})`,
    };
  },
});

const firstTextWithin = (scenario: string, percentile: 'p95' | 'p99', mostMs: number): Law => ({
  scenario,
  text: `${percentile === 'p95' ? '95' : '99'} % of first texts come within ${mostMs / 1000} s (intelligent).`,
  policies: usual,
  judge(results) {
    const found = of(results, 'intelligent').firstTokenMs[percentile];
    return { holds: found <= mostMs, found: `${(found / 1000).toFixed(2)} s` };
  },
});

const laws: readonly Law[] = [
  succeeds('steady', 1, strategyIds),
  extraCalls('steady', 'At most 8 % extra calls where nothing fails.', ['hedge', 'failover', 'retry'], 0.08),
  succeeds('slowWithin', 1),
  shareWithin('slowWithin', 'The slow model loses its place: at most 20 % of calls while it is slow.', 'swift', {
    most: 0.2,
    phase: 'while it is slow',
  }),
  succeeds('failWithin', 1, strategyIds),
  extraCalls(
    'failWithin',
    'An outage costs a few calls, not one for every request: at most 5 %.',
    ['failover', 'retry'],
    0.05,
  ),
  shareWithin(
    'failWithin',
    'While it is down it gets at most 8 % of calls, each of which another model makes good.',
    'swift',
    {
      most: 0.08,
      phase: 'while it is down',
      policies: strategyIds,
    },
  ),
  shareWithin(
    'failWithin',
    'Twenty minutes later it has its place again: at least 3 % of calls (all but intelligent).',
    'swift',
    {
      least: 0.03,
      phase: 'later',
      policies: strategyIds.filter((id) => id !== 'intelligent'),
    },
  ),
  succeeds('failAfter', 0.99, strategyIds),
  succeeds('failAfter', 0.995),
  switchesAtOnce('failAfter'),
  succeeds('failing', 0.99, strategyIds),
  succeeds('failing', 0.995),
  switchesAtOnce('failing'),
  succeeds('warmup', 1),
  succeeds('rateLimited', 1, strategyIds),
  succeeds('quotaGone', 1, strategyIds),
  shareWithin('quotaGone', 'An empty account is left alone: at most 1 % of calls.', 'swift', {
    most: 0.01,
    phase: 'when they are empty',
  }),
  succeeds('dropsMidStream', 0.99),
  succeeds('stallsMidStream', 0.99),
  succeeds('hangs', 1),
  firstTextWithin('hangs', 'p99', 5000),
  succeeds('hangsForEver', 1),
  succeeds('flapping', 0.98, strategyIds),
  succeeds('flapping', 0.995),
  succeeds('correlatedOutage', 0.995),
  succeeds('oneFailure', 1),
  shareWithin(
    'oneFailure',
    'One failure exiles nobody: the preferred model keeps at least 60 % of calls.',
    'preferred',
    {
      least: 0.6,
    },
  ),
  succeeds('coldStart', 1, strategyIds),
  shareWithin('hiddenFaster', 'A faster model is found: at least 60 % of calls.', 'hidden', { least: 0.6 }),
  succeeds('coldLocal', 1),
  shareWithin('priceChangeAtPeak', 'In its dear hours the model with two prices gets at most 40 % of calls.', 'tidal', {
    most: 0.4,
    phase: 'dear hours',
  }),
  shareWithin('priceChangeAtPeak', 'In its cheap hours it gets at least 60 %.', 'tidal', {
    least: 0.6,
    phase: 'cheap hours',
  }),
  succeeds('dayOfAWriter', 0.99),
  succeeds('dayOfATeam50', 0.999),
  shareWithin('slowOne', 'The slow model gets at most 5 % of calls (responseTime, intelligent).', 'plain', {
    most: 0.05,
    policies: ['responseTime', 'intelligent'],
  }),
  succeeds('mixedStall', 1),
  firstTextWithin('mixedStall', 'p99', 5000),
  extraCalls('mixedStall', 'Hedging costs at most 8 % extra calls.', ['hedge'], 0.08),
  fasterThanFixed('mixedFault', 'mean', 0.3),
  fasterThanFixed('mixedFault', 'p95', 0.5),
  succeeds('mixedFault', 0.998),
  succeeds('up95', 0.9999),
];

/** Whole numbers with commas. */
export const count = (value: number): string => value.toLocaleString('en-US');

function of(results: Results, id: string): Figures {
  const figures = results.get(id);
  if (figures === undefined) throw new Error(`the policy ${id} was not simulated`);
  return figures;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
