import type { Build, Result } from '../protocol/index.ts';
import type { BothLanguages } from './texts.ts';

/**
 * Why there is no connection. `notRunning`: nobody listens. `badToken`: the running daemon refused the token of the record.
 * `protocol`: the running daemon is of another version and the two do not understand each other. `retiring`: it is ending.
 * `unreachable`: it is there and does not answer, or answers nonsense. `folder`: the private folder cannot be trusted or used.
 * `occupied`: a daemon that wanted to listen found another one. `startFailed`: it was started and did not get ready.
 */
export type LinkFailureCode =
  | 'notRunning'
  | 'badToken'
  | 'protocol'
  | 'retiring'
  | 'unreachable'
  | 'folder'
  | 'occupied'
  | 'startFailed';

/** What `connectOrStart` was doing. `waiting`: for somebody else who is starting the daemon. */
export type StartPhase = 'connecting' | 'waiting' | 'starting' | 'greeting';

/** A failure as a value, with a text for people in each language. */
export interface LinkFailure {
  readonly code: LinkFailureCode;
  readonly message: BothLanguages;
  /** The phase in which starting failed. */
  readonly phase?: StartPhase;
  /** The daemon that refused, when it said who it is. */
  readonly build?: Build;
}

export type LinkResult<Value> = Result<Value, LinkFailure>;

/** A failed result with a code and its text. */
export function linkFailure(
  code: LinkFailureCode,
  message: BothLanguages,
  more: Pick<LinkFailure, 'phase' | 'build'> = {},
): { readonly ok: false; readonly error: LinkFailure } {
  return { ok: false, error: { code, message, ...more } };
}

/** The system's own code of an error, such as `ENOENT`; its name when it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
