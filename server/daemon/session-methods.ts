import type * as z from 'zod';
import { withParams } from '../api/handlers.ts';
import { type Result, type SessionMethods, sessionMethods } from '../protocol/index.ts';

/** A call that belongs to a connection. */
export type SessionMethodName = keyof SessionMethods;
/** What its handler gets, after the params were parsed. */
export type SessionParams<Name extends SessionMethodName> = z.output<SessionMethods[Name]['params']>;
/** What it answers when all is well. */
export type SessionResult<Name extends SessionMethodName> = z.output<SessionMethods[Name]['result']>;

/** One handler for every call that belongs to a connection: a missing one does not compile. */
export type SessionHandlers = {
  readonly [Name in SessionMethodName]: (params: SessionParams<Name>) => Promise<Result<SessionResult<Name>>>;
};

const schemas: { readonly [Name in SessionMethodName]: { readonly params: z.ZodType<SessionParams<Name>> } } =
  sessionMethods;

/** Parses the params of a call and answers it. */
export function callSessionHandler<Name extends SessionMethodName>(
  handlers: SessionHandlers,
  name: Name,
  input: unknown,
): Promise<Result<SessionResult<Name>>> {
  return withParams(schemas[name].params, input, (params) => handlers[name](params));
}
