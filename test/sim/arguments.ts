import { parseArgs } from 'node:util';
import { StrategyId, strategyIds } from '../../server/protocol/index.ts';
import { scenarios } from './scenarios.ts';

/** What the command was asked to do. */
export interface Wish {
  readonly kind: 'overview' | 'scenarios' | 'all';
  readonly names: readonly string[];
  readonly seed: number;
  readonly seeds: number;
  readonly requests: number | undefined;
  readonly strategy: StrategyId | undefined;
}

export type Arguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'wish'; readonly wish: Wish };

export const help = `Simulated models in virtual time: the whole engine, and nobody is asked.

npm run sim                          one line for each scenario
npm run sim -- SCENARIO...           a full report: strategies, parts switched off, fixed models
npm run sim -- --all                 everything; writes docs/simulation.md and its pictures

  --seed N        another course of events (1 if left out)
  --seeds N       N seeds from --seed on; shows the worst and the median
  --requests N    other than the scenario's own number of requests
  --strategy S    only this one: ${strategyIds.join(', ')}
  --help          this text

Scenarios: ${Object.keys(scenarios).join(', ')}.
The exit code is 1 when something does not hold that must, 2 when the arguments are wrong.`;

const options = {
  seed: { type: 'string' },
  seeds: { type: 'string' },
  requests: { type: 'string' },
  strategy: { type: 'string' },
  all: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments of `npm run sim`. Never throws: what is wrong comes back in words. */
export function readArguments(given: readonly string[]): Arguments {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(given);
  } catch (error) {
    // Its first sentence names the argument; the rest speaks to programmers.
    const [sentence = ''] = (error instanceof Error ? error.message : 'The arguments are wrong').split('. ');
    return refused(`${sentence.replace(/\.$/, '')}.`);
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const unknown = positionals.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined)
    return refused(`There is no scenario "${unknown}". Known: ${Object.keys(scenarios).join(', ')}.`);
  const strategy = values.strategy === undefined ? undefined : StrategyId.safeParse(values.strategy);
  if (strategy?.success === false)
    return refused(`There is no strategy "${values.strategy}". Known: ${strategyIds.join(', ')}.`);
  for (const [name, least] of [
    ['seed', 0],
    ['seeds', 1],
    ['requests', 1],
  ] as const) {
    const value = values[name];
    if (value !== undefined && !(/^\d{1,9}$/.test(value) && Number(value) >= least))
      return refused(`--${name} must be a whole number from ${least} to 999,999,999, not "${value}".`);
  }
  const { all = false } = values;
  const narrowing = (['seeds', 'requests', 'strategy'] as const).filter((name) => values[name] !== undefined);
  if (all && (positionals.length > 0 || narrowing.length > 0))
    return refused('--all runs every scenario under every policy as it stands; only --seed may be given with it.');
  return {
    kind: 'wish',
    wish: {
      kind: all ? 'all' : positionals.length > 0 ? 'scenarios' : 'overview',
      names: positionals.length > 0 ? [...new Set(positionals)] : Object.keys(scenarios),
      seed: Number(values.seed ?? 1),
      seeds: Number(values.seeds ?? 1),
      requests: values.requests === undefined ? undefined : Number(values.requests),
      strategy: strategy?.data,
    },
  };
}

const parse = (given: readonly string[]) => parseArgs({ args: [...given], allowPositionals: true, options });

const refused = (message: string): Arguments => ({ kind: 'refused', message });
