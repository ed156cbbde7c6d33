import {
  dropsMidStream,
  failsSometimes,
  outages,
  quotaGone,
  rateLimited,
  slowPhases,
  slowWithin,
  stallsBeforeText,
  stallsMidStream,
} from './faults.ts';
import { fleet, fleetIds, only } from './fleet.ts';
import { made, steady } from './models.ts';
import type { Scenario } from './scenario.ts';
import { poisson } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
const ways = ['refuses', 'isOverloaded', 'isSilent'] as const;

/** What the promises are measured with. */
export const proofScenarios: Readonly<Record<string, Scenario>> = {
  slowOne: {
    title: 'One of nine otherwise equal models is ten times slower',
    requests: 1000,
    traffic: poisson(3000),
    models: Object.fromEntries(
      fleetIds.map((modelId) => [
        modelId,
        {
          make: made(
            steady({ firstTokenMs: 900, msPerToken: 12 }),
            ...only(['plain'], slowWithin(0, Number.POSITIVE_INFINITY, 10))(modelId),
          ),
        },
      ]),
    ),
  },
  mixedStall: {
    title:
      'First text after 0.9 s in the median (lognormal, sigma 0.6), and 2 % of calls are silent for 10 to 60 s before it',
    requests: 4000,
    traffic: poisson(minute),
    models: fleet(
      () => [stallsBeforeText(0.02, 10_000, 60_000)],
      (pace) => ({ ...pace, firstTokenMs: 900, sigma: 0.6 }),
    ),
  },
  mixedFault: {
    title:
      'Everything at once, in every model: down 5 % of the time (5 minutes on average), errors 2 %, breaks 2 %, stalls 1 %, four ' +
      'times slower 10 % of the time; three with rate limits, one runs out of money',
    requests: 4000,
    traffic: poisson(2 * minute),
    models: fleet((modelId, index) => [
      failsSometimes(0.02),
      dropsMidStream(0.02),
      stallsBeforeText(0.01, 10_000, 60_000),
      stallsMidStream(0.002),
      slowPhases(0.9, 10 * minute, 4),
      outages({ upShare: 0.95, meanOutageMs: 5 * minute, as: ways[index % 3] ?? 'refuses' }),
      ...only(['brisk', 'usual', 'slow'], rateLimited(2, 3 * minute))(modelId),
      ...only(['quick'], quotaGone(48 * hour))(modelId),
    ]),
  },
  up95: {
    title:
      'Every model is up 95 % of the time, independently, and down for 5 minutes on average; an outage cuts what is on its way. ' +
      'One request a minute for two weeks',
    requests: 20_160,
    compares: ['roundRobin', 'intelligent', 'noResume', 'noFailover'],
    traffic: poisson(minute),
    models: fleet((_, index) => [
      outages({ upShare: 0.95, meanOutageMs: 5 * minute, as: ways[index % 3] ?? 'refuses' }),
    ]),
  },
};
