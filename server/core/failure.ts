import type { FailureClass, Sentence } from '../protocol/index.ts';

/**
 * What a dialect saw when an attempt failed, before anyone judged it. Everything in it was already freed of keys; the
 * message is the vendor's own text, at most 2,000 characters.
 */
export type FailureSignal =
  /** The server answered with an error status. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly code?: string;
      readonly type?: string;
      readonly parameter?: string;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** An error inside a 200: an error event, an error body, a page of HTML. */
  | {
      readonly kind: 'inBand';
      readonly status?: number;
      readonly code?: string;
      readonly type?: string;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** The connection could not be made or broke. `code` is the system's, such as ECONNREFUSED. */
  | { readonly kind: 'network'; readonly code?: string; readonly message: string }
  /** One of our own clocks ran out. */
  | {
      readonly kind: 'clock';
      readonly clock: 'connect' | 'firstContent' | 'stall' | 'deadline';
      readonly afterMs: number;
    }
  /** The stream ended without a terminal marker. */
  | { readonly kind: 'truncated'; readonly message: string }
  /** A complete answer without any text. `finish` is the vendor's own reason. */
  | { readonly kind: 'empty'; readonly finish: string }
  /** The vendor's filter stopped the answer. */
  | { readonly kind: 'filtered'; readonly message: string }
  /** The caller's signal. */
  | { readonly kind: 'cancelled' };

/** The `type` of an in-band signal that a dialect makes itself when a 200 holds neither a stream nor an answer. */
export const notAnAnswer = 'protocol';

/**
 * One row of a vendor's own error table. Rows are tried in order before the common rules; every condition that is given must
 * hold. Patterns are tested against code, type and message joined by spaces.
 */
export interface ErrorRule {
  readonly status?: number | readonly number[];
  readonly pattern?: RegExp;
  /** Response header that must be absent, such as retry-after for a spend limit. */
  readonly withoutHeader?: string;
  readonly class: FailureClass;
}

/** A judged failure. */
export interface Failure {
  readonly class: FailureClass;
  /** Plain words, safe to show: names neither key nor prompt. */
  readonly message: Sentence;
  readonly status?: number;
  /** How long the vendor asks to be left alone, already capped; undefined when it said nothing. */
  readonly retryAfterMs?: number;
  /** The request parameter the vendor rejected, if it named one: a repaired try leaves it out. */
  readonly parameter?: string;
}
