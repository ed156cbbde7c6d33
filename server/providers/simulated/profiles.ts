import type { FailureSignal } from '../../core/failure.ts';
import { type Sentence, sentence } from '../../protocol/index.ts';

/** How fast a simulated model is, in milliseconds. Every value varies by chance around these. */
export interface Speed {
  readonly firstTokenMs: number;
  readonly msPerToken: number;
}

/** How an answer goes: well, or wrong in one of the ways of the real world. */
export type Behaviour =
  | { readonly kind: 'answers' }
  /** An error instead of an answer, after `afterMs`. */
  | { readonly kind: 'refuses'; readonly afterMs: number; readonly signal: FailureSignal }
  /** Response headers, then this share of the text (0: none), then nothing any more. */
  | { readonly kind: 'silent'; readonly textShare: number }
  /** This share of the text, then an error. */
  | { readonly kind: 'breaks'; readonly textShare: number; readonly signal: FailureSignal };

export interface Profile {
  /** What it does, as the end of a sentence. */
  readonly title: Sentence;
  /** The model's own speed if left out. */
  readonly speed?: Speed;
  /** `callNumber` counts the calls of this model in this process, from 1. */
  behaviour(callNumber: number): Behaviour;
}

const answers: Behaviour = { kind: 'answers' };

const http = (status: number, code: string, message: string, headers: Record<string, string> = {}): FailureSignal => ({
  kind: 'http',
  status,
  code,
  message,
  headers,
});

/** Milliseconds after which a server that refuses says so. */
const refusalMs = 80;

const refuses = (signal: FailureSignal): Behaviour => ({ kind: 'refuses', afterMs: refusalMs, signal });
const always = (behaviour: Behaviour) => (): Behaviour => behaviour;

const overloaded = refuses(http(503, 'overloaded', 'The simulated server is overloaded.'));

/** Speed of a model whose speed nobody named. */
export const steadySpeed: Speed = { firstTokenMs: 700, msPerToken: 16 };

/** The profiles by the name that stands in the setting `model` of a simulated model. */
export const profiles = {
  steady: { title: sentence('answers every time'), behaviour: always(answers) },
  fast: {
    title: sentence('answers every time, very fast'),
    speed: { firstTokenMs: 200, msPerToken: 5 },
    behaviour: always(answers),
  },
  slow: {
    title: sentence('answers every time, slowly'),
    speed: { firstTokenMs: 6000, msPerToken: 60 },
    behaviour: always(answers),
  },
  drip: {
    title: sentence('answers word by word with long pauses'),
    speed: { firstTokenMs: 1500, msPerToken: 900 },
    behaviour: always(answers),
  },
  outage: {
    title: sentence('fails the first call and answers from then on'),
    behaviour: (callNumber) => (callNumber === 1 ? overloaded : answers),
  },
  flaky: {
    title: sentence('fails every second call'),
    behaviour: (callNumber) => (callNumber % 2 === 0 ? overloaded : answers),
  },
  failing: { title: sentence('fails every call (503)'), behaviour: always(overloaded) },
  rateLimited: {
    title: sentence('has too many requests (429, come back in 20 seconds)'),
    behaviour: always(
      refuses(http(429, 'rate_limit_exceeded', 'The simulated rate limit is reached.', { 'retry-after': '20' })),
    ),
  },
  quotaGone: {
    title: sentence('has no money left (429, insufficient quota)'),
    behaviour: always(refuses(http(429, 'insufficient_quota', 'The simulated account has no credit left.'))),
  },
  badKey: {
    title: sentence('does not accept the key (401)'),
    behaviour: always(refuses(http(401, 'invalid_api_key', 'The simulated key is not valid.'))),
  },
  hanging: {
    title: sentence('accepts the request and never answers'),
    behaviour: always({ kind: 'silent', textShare: 0 }),
  },
  stalling: {
    title: sentence('begins to answer and falls silent'),
    behaviour: always({ kind: 'silent', textShare: 0.4 }),
  },
  dropping: {
    title: sentence('begins to answer and loses the connection'),
    behaviour: always({
      kind: 'breaks',
      textShare: 0.5,
      signal: { kind: 'truncated', message: 'The simulated answer ended in the middle.' },
    }),
  },
  empty: {
    title: sentence('answers without any text'),
    behaviour: always({ kind: 'breaks', textShare: 0, signal: { kind: 'empty', finish: 'stop' } }),
  },
  refusing: {
    title: sentence('stops every answer with its content filter'),
    behaviour: always({
      kind: 'breaks',
      textShare: 0,
      signal: { kind: 'filtered', message: 'The simulated content filter stopped the answer.' },
    }),
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export const profileNames: readonly string[] = Object.keys(profiles);

export const isProfileName = (name: string): name is ProfileName => Object.hasOwn(profiles, name);
