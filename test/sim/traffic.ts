import { exponential } from './chance.ts';
import type { SimRandom } from './sim-random.ts';

/** One request of a person. */
export interface Arrival {
  /** Milliseconds after the beginning. */
  readonly atMs: number;
  readonly task: 'script' | 'keywords';
  /** The document in which it is made. */
  readonly document: string | undefined;
}

/** Who asks, and when: in the order of time. */
export type Traffic = (random: SimRandom, requests: number) => readonly Arrival[];

const minute = 60_000;
const hour = 60 * minute;

/** Scripts at random moments, independent of each other. */
export const poisson =
  (meanGapMs: number): Traffic =>
  (random, requests) => {
    let atMs = 0;
    return Array.from({ length: requests }, () => {
      const arrival: Arrival = { atMs, task: 'script', document: undefined };
      atMs += exponential(random, meanGapMs);
      return arrival;
    });
  };

/**
 * Working days of so many people, about 60 requests each: bursts of two to five scripts in one document with half a minute to two
 * minutes between, keywords after half of the scripts, then a longer pause; nobody at night.
 */
export const workingDays =
  (people: number): Traffic =>
  (random, requests) => {
    const arrivals: Arrival[] = [];
    for (let day = 0; arrivals.length < requests; day += 1) {
      for (let person = 0; person < people; person += 1) {
        arrivals.push(...workingDay(random.fork(`day ${day} of ${person}`), day, person));
      }
    }
    return arrivals.sort((a, b) => a.atMs - b.atMs).slice(0, requests);
  };

function workingDay(random: SimRandom, day: number, person: number): Arrival[] {
  const arrivals: Arrival[] = [];
  const endsAtMs = (day * 24 + 18) * hour;
  // Everyone begins around nine; that is the first burst of the day.
  let atMs = (day * 24 + 9) * hour + 20 * minute * random.next();
  for (let document = 0; atMs < endsAtMs; document += 1) {
    const scripts = 2 + Math.floor(random.next() * 4);
    for (let script = 0; script < scripts; script += 1) {
      const name = `document ${day}/${person}/${document}`;
      arrivals.push({ atMs, task: 'script', document: name });
      if (random.next() < 0.5) arrivals.push({ atMs: atMs + 20_000, task: 'keywords', document: name });
      atMs += 30_000 + 90_000 * random.next();
    }
    atMs += exponential(random, 32 * minute);
  }
  return arrivals;
}
