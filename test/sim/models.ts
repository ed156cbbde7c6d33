import type { FailureSignal } from '../../server/core/failure.ts';
import type { ProviderCall, ProviderPart } from '../../server/ports/index.ts';
import { lognormal } from './chance.ts';
import type { SimRandom } from './sim-random.ts';
import { isContinued, type Manner, tell } from './telling.ts';

/** What makes a simulated model. Every habit draws from a source of its own, so that adding one changes no other. */
export interface World {
  readonly random: SimRandom;
  /** The same for all models of one simulation: for what several of them suffer together. */
  readonly shared: SimRandom;
}

/** One call as it reaches a model. */
export interface SimulatedCall {
  readonly call: ProviderCall;
  /** 1 for the first call to this model. */
  readonly number: number;
  /** Other calls that this model is answering. */
  readonly inFlight: number;
  /** Milliseconds of virtual time since the beginning. */
  readonly nowMs: number;
}

/** What a model is going to do with a call, worked out when it arrives. */
export interface AnswerPlan {
  /** Whether the answer's headers arrive at once: the vendor took the call and may bill it. */
  readonly accepts: boolean;
  /** Milliseconds to the first piece, or to the ending if there is no piece. Infinite: it never comes. */
  readonly firstMs: number;
  readonly betweenMs: number;
  readonly pieces: readonly ProviderPart[];
  /** Milliseconds from the last piece to the ending; infinite: it never comes. */
  readonly endsAfterMs: number;
  /** Usage and terminal marker, an error, or nothing: the connection just ends. */
  readonly ending: readonly ProviderPart[];
}

export type Behaviour = (call: SimulatedCall) => AnswerPlan;
/** A kind of model, to be made in a world. */
export type Make = (world: World) => Behaviour;
/** Something that may happen to a model of any kind. */
export type Change = (inner: Behaviour, world: World) => Behaviour;

/** A kind of model with changes around it, the first one innermost. */
export const made =
  (kind: Make, ...changes: readonly Change[]): Make =>
  (world) =>
    changes.reduce<Behaviour>(
      (inner, change, index) => change(inner, { ...world, random: world.random.fork(`change ${index}`) }),
      kind({ ...world, random: world.random.fork('kind') }),
    );

export interface Pace {
  /** Median milliseconds to the first text. */
  readonly firstTokenMs: number;
  readonly msPerToken: number;
  /** Spread of the first-token time: it is lognormal, as measured for real vendors. */
  readonly sigma?: number;
  /** Pieces in which an answer arrives. */
  readonly pieces?: number;
}

/** A model that never fails. When it has to go on from a broken text it mostly does what it is asked. */
export const steady =
  (pace: Pace): Make =>
  ({ random }) => {
    const sigma = pace.sigma ?? 0.4;
    const pieces = pace.pieces ?? 5;
    const manners = random.fork('manners');
    return ({ call }) => {
      const {
        pieces: parts,
        tokens,
        ending,
      } = tell(call, pieces, isContinued(call) ? manner(manners.next()) : 'exactly');
      return {
        accepts: true,
        firstMs: lognormal(random, pace.firstTokenMs, sigma),
        betweenMs:
          parts.length > 1 ? (tokens * pace.msPerToken * (0.85 + 0.3 * random.next())) / (parts.length - 1) : 0,
        pieces: parts,
        endsAfterMs: 0,
        ending,
      };
    };
  };

function manner(draw: number): Manner {
  if (draw < 0.88) return 'exactly';
  if (draw < 0.93) return 'loosely';
  if (draw < 0.96) return 'prefaced';
  return draw < 0.98 ? 'bare' : 'anew';
}

/** Milliseconds until the plan's last piece. */
export function spanMs(plan: AnswerPlan): number {
  return plan.firstMs + plan.betweenMs * Math.max(0, plan.pieces.length - 1);
}

/** Refused or failed before any text. */
export const failed = (signal: FailureSignal, afterMs = 80): AnswerPlan => ({
  accepts: false,
  firstMs: afterMs,
  betweenMs: 0,
  pieces: [],
  endsAfterMs: 0,
  ending: [{ type: 'error', signal }],
});

/** The same answer, broken off after so many pieces. No signal: the connection ends without a terminal marker. */
export function broken(plan: AnswerPlan, pieces: number, signal: FailureSignal | undefined, afterMs = 0): AnswerPlan {
  return {
    ...plan,
    pieces: plan.pieces.slice(0, pieces),
    endsAfterMs: afterMs,
    ending: signal === undefined ? [] : [{ type: 'error', signal }],
  };
}

/** The same answer at another pace. */
export const paced = (plan: AnswerPlan, factor: number): AnswerPlan => ({
  ...plan,
  firstMs: plan.firstMs * factor,
  betweenMs: plan.betweenMs * factor,
});

/** What vendors say. */
export const signals = {
  unavailable: { kind: 'http', status: 503, message: 'Service unavailable', headers: {} },
  overloaded: { kind: 'http', status: 529, message: 'Overloaded', type: 'overloaded_error', headers: {} },
  refused: { kind: 'network', code: 'ECONNREFUSED', message: 'connection refused' },
  reset: { kind: 'network', code: 'ECONNRESET', message: 'connection reset' },
  noQuota: {
    kind: 'http',
    status: 429,
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
    headers: {},
  },
} as const satisfies Record<string, FailureSignal>;

/** A rate limit that names the seconds to wait. */
export const tooManyRequests = (retryAfterSeconds: number): FailureSignal => ({
  kind: 'http',
  status: 429,
  code: 'rate_limit_exceeded',
  message: 'Rate limit reached',
  headers: { 'retry-after': String(retryAfterSeconds) },
});
