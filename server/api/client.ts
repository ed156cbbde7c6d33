import type { MethodInput, MethodName, MethodResult, Part, Result } from '../protocol/index.ts';

export interface CallOptions {
  /** Firing it cancels the call; the result is then an error with the code `cancelled`. */
  readonly signal?: AbortSignal;
  /** Receives the parts of a method that streams, in order, before the result is there. */
  readonly onPart?: (part: Part) => void;
}

/**
 * The one way in which surfaces call the engine. The local client calls handlers in the same process; a client over a
 * socket has the same type.
 */
export interface MethodClient {
  call<Name extends MethodName>(
    name: Name,
    input: MethodInput<Name>,
    options?: CallOptions,
  ): Promise<Result<MethodResult<Name>>>;
}
