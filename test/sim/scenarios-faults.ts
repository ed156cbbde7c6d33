import {
  drips,
  dropsMidStream,
  failAfter,
  failWithin,
  flapping,
  hangsWithin,
  outages,
  quotaGone,
  rateLimited,
  slowWithin,
  stallsMidStream,
  warmup,
} from './faults.ts';
import { evenWeights, fleet, only } from './fleet.ts';
import { made, signals, steady } from './models.ts';
import type { Scenario } from './scenario.ts';
import { poisson } from './traffic.ts';

const minute = 60_000;
const forEver = Number.POSITIVE_INFINITY;

/** So that what happens to the fastest model matters from the first request on. */
const preferSwift = { ...evenWeights, swift: 1.2 } as const;

/** One thing at a time goes wrong. */
export const faultScenarios: Readonly<Record<string, Scenario>> = {
  steady: {
    title: 'Nine models, nothing fails',
    requests: 1500,
    traffic: poisson(6000),
    models: fleet(),
  },
  slowWithin: {
    title: 'The fastest model, which is preferred, is ten times slower for twenty minutes',
    requests: 600,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift'], slowWithin(20 * minute, 40 * minute, 10))),
    phase: (atMs) => (atMs < 20 * minute ? 'before' : atMs < 40 * minute ? 'while it is slow' : 'after'),
  },
  failWithin: {
    title: 'The fastest model, which is preferred, is down for twenty minutes',
    requests: 900,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift'], failWithin(20 * minute, 40 * minute))),
    phase: (atMs) =>
      atMs < 20 * minute
        ? 'before'
        : atMs < 40 * minute
          ? 'while it is down'
          : atMs < 60 * minute
            ? 'just after'
            : 'later',
  },
  failAfter: {
    title: 'Three of nine models fail for good after ten minutes',
    requests: 600,
    traffic: poisson(6000),
    models: fleet(only(['swift', 'usual', 'home'], failAfter(10 * minute))),
  },
  failing: {
    title: 'Three of nine models never work',
    requests: 600,
    traffic: poisson(6000),
    models: fleet(only(['swift', 'usual', 'home'], failAfter(0))),
  },
  warmup: {
    title: 'The fastest model, which is preferred, is eight times slower at first and finds its pace over thirty calls',
    requests: 600,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift'], warmup(30, 8))),
  },
  rateLimited: {
    title: 'The two fastest models take four requests a minute and answer 429 with Retry-After to the rest',
    requests: 600,
    traffic: poisson(4000),
    models: fleet(only(['swift', 'brisk'], rateLimited(4, minute))),
  },
  quotaGone: {
    title: 'The accounts of the two fastest models are empty after ten minutes (429 insufficient_quota)',
    requests: 600,
    traffic: poisson(6000),
    models: fleet(only(['swift', 'brisk'], quotaGone(10 * minute))),
    phase: (atMs) => (atMs < 10 * minute ? 'before' : 'when they are empty'),
  },
  dropsMidStream: {
    title: 'Every model breaks off in the middle of one answer in ten, half of the time without a word',
    requests: 1000,
    traffic: poisson(6000),
    models: fleet(
      () => [dropsMidStream(0.1)],
      (pace) => ({ ...pace, pieces: 12 }),
    ),
  },
  stallsMidStream: {
    title: 'Every model falls silent in the middle of one answer in twenty',
    requests: 600,
    traffic: poisson(6000),
    models: fleet(
      () => [stallsMidStream(0.05)],
      (pace) => ({ ...pace, pieces: 12 }),
    ),
  },
  hangs: {
    title: 'The two fastest models take every call for twenty minutes and never say a word',
    requests: 600,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift', 'brisk'], hangsWithin(20 * minute, 40 * minute))),
  },
  drips: {
    title: 'The fastest model, which is preferred, sends one piece of its answer every ten seconds for twenty minutes',
    requests: 600,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift'], drips(20 * minute, 40 * minute, 10_000))),
  },
  flapping: {
    title: 'The three fastest models are up for 40 seconds and down for 20 in turn',
    requests: 600,
    traffic: poisson(6000),
    weights: preferSwift,
    models: fleet(only(['swift', 'brisk', 'quick'], flapping(40_000, 20_000))),
  },
  correlatedOutage: {
    title: 'Six of nine models share a region that is down one third of the time, for ten minutes on average',
    requests: 1500,
    traffic: poisson(6000),
    models: fleet(
      only(
        ['swift', 'brisk', 'quick', 'plain', 'usual', 'calm'],
        outages({ upShare: 2 / 3, meanOutageMs: 10 * minute, region: 'east', as: 'isOverloaded' }),
      ),
    ),
  },
  oneFailure: {
    title: 'One of two models, the one that is preferred, fails once',
    requests: 300,
    traffic: poisson(minute),
    weights: { preferred: 1.2, other: 1 },
    models: {
      preferred: {
        make: made(
          steady({ firstTokenMs: 800, msPerToken: 15 }),
          failWithin(5 * minute, 7 * minute, signals.overloaded),
        ),
      },
      other: { make: steady({ firstTokenMs: 800, msPerToken: 15 }) },
    },
  },
  hangsForEver: {
    title: 'Five of nine models never say a word',
    requests: 400,
    traffic: poisson(6000),
    models: fleet(only(['swift', 'quick', 'usual', 'settled', 'home'], hangsWithin(0, forEver))),
  },
};
