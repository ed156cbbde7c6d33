import type { StrategyId } from '../../server/protocol/index.ts';
import { percentOf, type Spread } from './figures.ts';
import { bestFixed, count, type Results } from './laws.ts';
import { fixedPolicy, type Policy, routerPolicies } from './policies.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulation.ts';
import type { Figures } from './tally.ts';

/** The router under every setting, then everyone who asks one model only. */
export const allPolicies = (scenario: Scenario): readonly Policy[] => [
  ...routerPolicies.filter(({ id }) => scenario.compares?.includes(id) ?? true),
  ...Object.keys(scenario.models).map(fixedPolicy),
];

/** Runs a scenario under each policy. */
export async function compare(
  scenario: Scenario,
  policies: readonly Policy[],
  options: { readonly seed: number; readonly requests?: number | undefined },
): Promise<Results> {
  const results = new Map<string, Figures>();
  for (const policy of policies) {
    const { seed, requests } = options;
    results.set(policy.id, await simulate(scenario, { seed, policy, ...(requests === undefined ? {} : { requests }) }));
  }
  return results;
}

/** A table as texts: the head, then the rows. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Policies side by side: the router's, then of the fixed models the best three. */
export function policyTable(results: Results, policies: readonly Policy[], maxFixed = 3): Table {
  const fixed = policies
    .filter(({ kind, id }) => kind === 'fixed' && results.has(id))
    .sort((a, b) => mean(results, a) - mean(results, b))
    .slice(0, maxFixed);
  const shown = [...policies.filter(({ kind }) => kind === 'router'), ...fixed];
  return {
    head: [
      'policy',
      'whole text in time',
      'partial / none / blemished / spoiled',
      'first text p50 / p95 / p99 s',
      'whole text p50 / p95 / p99 s',
      'mean response s',
      'hedge / failover / retry / resume calls',
      'seams',
      'switch p99 ms',
      'cost $/1,000',
      'most calls to',
    ],
    rows: shown.flatMap((policy) => {
      const figures = results.get(policy.id);
      return figures === undefined ? [] : [policyRow(policy, figures)];
    }),
  };
}

function policyRow(policy: Policy, figures: Figures): readonly string[] {
  const { quality, callsByRole: roles } = figures;
  return [
    policy.title,
    exactly(figures.inDeadline, figures.requests),
    [quality.partial, quality.nothing, quality.blemished, quality.spoiled].map(count).join(' / '),
    seconds(figures.firstTokenMs),
    seconds(figures.totalMs),
    (figures.responseMs.mean / 1000).toFixed(2),
    [roles.hedge, roles.failover, roles.retry, roles.resume].map((calls) => count(calls ?? 0)).join(' / '),
    count(figures.seams),
    figures.switchMs.count === 0 ? '-' : figures.switchMs.p99.toFixed(0),
    dollarsPerThousand(figures),
    sharesOf(figures.callsByModel, 3),
  ];
}

/** `19,999 of 20,000 (99.995 %)`. */
export const exactly = (part: number, whole: number): string =>
  `${count(part)} of ${count(whole)} (${percentOf(part, whole)})`;

const seconds = ({ p50, p95, p99 }: Spread): string =>
  [p50, p95, p99].map((value) => (value / 1000).toFixed(2)).join(' / ');

const dollarsPerThousand = (figures: Figures): string =>
  ((figures.costNanoUsd / 1e9 / figures.requests) * 1000).toFixed(2);

/** Models by their share of calls, the busiest first. */
export function sharesOf(calls: Readonly<Record<string, number>>, most = Number.POSITIVE_INFINITY): string {
  const all = Object.values(calls).reduce((total, value) => total + value, 0);
  return Object.entries(calls)
    .filter(([, value]) => value > 0)
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
    .slice(0, most)
    .map(([modelId, value]) => `${modelId} ${((100 * value) / all).toFixed(value / all < 0.1 ? 1 : 0)} %`)
    .join(', ');
}

/** One line for each scenario: a strategy, and what the best fixed model would have been like. */
export function overviewRow(name: string, results: Results, strategy: StrategyId = 'intelligent'): readonly string[] {
  const figures = results.get(strategy);
  if (figures === undefined) throw new Error('the strategy was not simulated');
  const best = bestFixed(results);
  return [
    name,
    exactly(figures.inDeadline, figures.requests),
    seconds(figures.firstTokenMs),
    (figures.responseMs.mean / 1000).toFixed(2),
    `${(best.figures.responseMs.mean / 1000).toFixed(2)} (${best.id}, ${percentOf(best.figures.inDeadline, best.figures.requests)})`,
    dollarsPerThousand(figures),
    figures.traceHash.slice(0, 8),
  ];
}

export const overviewHead = [
  'scenario',
  'whole text in time',
  'first text p50 / p95 / p99 s',
  'mean response s',
  'best fixed model: mean s, in time',
  'cost $/1,000',
  'trace',
] as const;

const mean = (results: Results, policy: Policy): number =>
  results.get(policy.id)?.responseMs.mean ?? Number.POSITIVE_INFINITY;
