import {
  coldLoad,
  concurrencyLimited,
  dropsMidStream,
  failsSometimes,
  rateLimited,
  stallsBeforeText,
} from './faults.ts';
import { fleet } from './fleet.ts';
import { made, steady } from './models.ts';
import type { Scenario } from './scenario.ts';
import { poisson, workingDays } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Whether DeepSeek's dearer hours apply: 1 to 4 and 6 to 10 o'clock UTC on weekdays. */
const beijingHours = (atMs: number): string => {
  const hourOfDay = (atMs / hour) % 24;
  return (hourOfDay >= 1 && hourOfDay < 4) || (hourOfDay >= 6 && hourOfDay < 10) ? 'dear hours' : 'cheap hours';
};

/** A little of what goes wrong on a usual day. */
const usualTrouble = [failsSometimes(0.01), dropsMidStream(0.005), stallsBeforeText(0.005, 10_000, 40_000)] as const;

/** Beginnings, prices, and people at work. */
export const peopleScenarios: Readonly<Record<string, Scenario>> = {
  coldStart: {
    title: 'A new installation: nothing is known of any model, and what is expected of them is wrong',
    requests: 120,
    traffic: poisson(2 * minute),
    models: Object.fromEntries(
      Object.entries(fleet()).map(([modelId, model], index) => [
        modelId,
        {
          ...model,
          traits: { ...model.traits, prior: { firstTokenMs: 2200 - 220 * index, msPerToken: 28 - 2.5 * index } },
        },
      ]),
    ),
  },
  hiddenFaster: {
    title: 'A model that is five times faster and was never tried',
    requests: 300,
    traffic: poisson(minute),
    weights: { known: 1.1, hidden: 1 },
    models: {
      known: { make: steady({ firstTokenMs: 1500, msPerToken: 25 }) },
      hidden: { make: steady({ firstTokenMs: 200, msPerToken: 5 }) },
    },
  },
  coldLocal: {
    title: 'A model on this machine, preferred and free, has to be loaded for 20 seconds after five minutes of rest',
    requests: 200,
    traffic: poisson(4 * minute),
    weights: { local: 1.4, cloud: 1 },
    models: {
      local: {
        make: made(steady({ firstTokenMs: 500, msPerToken: 20 }), coldLoad(5 * minute, 20_000)),
        traits: { local: true, maxConcurrent: 1 },
        price: { currency: 'USD', inputPerMillion: 0, outputPerMillion: 0 },
      },
      cloud: {
        make: steady({ firstTokenMs: 900, msPerToken: 12 }),
        price: { currency: 'USD', inputPerMillion: 1, outputPerMillion: 4 },
      },
    },
  },
  priceChangeAtPeak: {
    title:
      'Two equal models, one of them at the list price of DeepSeek, which doubles at certain hours; price counts most',
    requests: 1440,
    traffic: poisson(2 * minute),
    weights: { tidal: 1, constant: 1 },
    config: { score: { weight: 10, cost: 80, costReferenceUsd: 0.0002 } },
    models: {
      tidal: {
        make: steady({ firstTokenMs: 900, msPerToken: 12 }),
        traits: { provider: 'deepseek', model: 'deepseek-flash', origin: 'https://api.deepseek.com' },
      },
      constant: {
        make: steady({ firstTokenMs: 900, msPerToken: 12 }),
        price: { currency: 'USD', inputPerMillion: 0.22, outputPerMillion: 0.9 },
      },
    },
    phase: beijingHours,
  },
  dayOfAWriter: {
    title: 'One writer, five working days: about 60 requests a day in bursts, keywords after scripts',
    requests: 300,
    traffic: workingDays(1),
    models: fleet(() => usualTrouble),
  },
  dayOfATeam50: {
    title:
      'Fifty people and one account: each model takes six calls at once and ten a minute, and answers 429 to the rest',
    requests: 3000,
    traffic: workingDays(50),
    models: Object.fromEntries(
      Object.entries(fleet(() => [...usualTrouble, rateLimited(10, minute), concurrencyLimited(6)])).map(
        ([modelId, model]) => [modelId, { ...model, traits: { ...model.traits, maxConcurrent: 6 } }],
      ),
    ),
  },
};
