import type { Clock, Random } from '../../server/ports/index.ts';
import { type Behaviour, failsWith, http, type Step, saysThen, steps } from '../engine/scripted-provider.ts';

/** What makes a simulated model in virtual time. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
}

/** A model that never fails. First-token times are lognormal around `medianFirstTokenMs`, as measured for real vendors. */
export function steady(world: World, medianFirstTokenMs: number, msPerToken: number, sigma = 0.4): Behaviour {
  return (callNumber, call) => {
    const firstTokenMs = medianFirstTokenMs * Math.exp(sigma * normal(world.random));
    const tokens = Math.max(1, Math.round(call.expectedOutputTokens * (0.8 + 0.4 * world.random.next())));
    const chunks = Math.min(tokens, 5);
    const answer: Step[] = [steps.start, steps.wait(firstTokenMs)];
    for (let index = 0; index < chunks; index += 1) {
      if (index > 0) answer.push(steps.wait((tokens / chunks) * msPerToken));
      answer.push(
        steps.part({ type: 'text-delta', text: `${call.target.modelId} answer ${callNumber}, piece ${index}. ` }),
      );
    }
    answer.push(steps.part({ type: 'usage', usage: { inputTokens: 200, outputTokens: tokens } }));
    answer.push(steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }));
    return answer;
  };
}

/** Another behaviour while `from <= time < to` (milliseconds of virtual time). Scenarios are composed of these. */
export function within(world: World, fromMs: number, toMs: number, inside: Behaviour, outside: Behaviour): Behaviour {
  return (callNumber, call) => {
    const nowMs = world.clock.monotonicMs();
    return (nowMs >= fromMs && nowMs < toMs ? inside : outside)(callNumber, call);
  };
}

/** Fails a share of its calls, independently of each other. */
export function failsSometimes(world: World, share: number, otherwise: Behaviour): Behaviour {
  return (callNumber, call) => (world.random.next() < share ? failing : otherwise)(callNumber, call);
}

/**
 * Down and up again in turn, each for an exponentially distributed time, so that it is up `upShare` of the time.
 * Outages of one model are independent of those of others when each has a random source of its own.
 */
export function outages(world: World, upShare: number, meanOutageMs: number, otherwise: Behaviour): Behaviour {
  const meanUpMs = (meanOutageMs * upShare) / (1 - upShare);
  let isUp = true;
  let changesAtMs = exponential(world.random, meanUpMs);
  return (callNumber, call) => {
    while (world.clock.monotonicMs() >= changesAtMs) {
      isUp = !isUp;
      changesAtMs += exponential(world.random, isUp ? meanUpMs : meanOutageMs);
    }
    return (isUp ? otherwise : failing)(callNumber, call);
  };
}

export const failing: Behaviour = failsWith(http(503), 80);
export const hanging: Behaviour = () => [steps.start, steps.hang];
export const dropping: Behaviour = saysThen('The first words of an answer that breaks off');
export const rateLimited = (retryAfterSeconds: number): Behaviour =>
  failsWith(http(429, { headers: { 'retry-after': String(retryAfterSeconds) } }), 30);

function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** Standard normal by Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
