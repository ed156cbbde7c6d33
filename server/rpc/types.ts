import type * as z from 'zod';
import type { Methods, MethodTable, Part, Result, SessionMethods, WindowMethods } from '../protocol/index.ts';

export interface CallOptions {
  /** Firing it cancels the call; the result is then an error with the code `cancelled`. */
  readonly signal?: AbortSignal;
  /** Receives the parts of a method that streams, in order, before the result is there. */
  readonly onPart?: (part: Part) => void;
}

/**
 * The one way in which a side calls the other, whatever lies between them. Never rejects: a connection that breaks is an error
 * with the code `disconnected`.
 */
export interface Caller<Table extends MethodTable> {
  call<Name extends keyof Table & string>(
    name: Name,
    input: z.input<Table[Name]['params']>,
    options?: CallOptions,
  ): Promise<Result<z.output<Table[Name]['result']>>>;
}

/** How surfaces call the engine, in the same process or over a connection. */
export type MethodClient = Caller<Methods>;

/** How a window calls the daemon. */
export type SessionClient = Caller<Methods & SessionMethods>;
/** How the daemon calls a window. */
export type WindowClient = Caller<WindowMethods>;
