import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import type { Clock } from '../ports/clock.ts';
import type { Build, Result } from '../protocol/index.ts';
import { type NoLine, readFirstLine } from './first-line.ts';
import { BuildShape, ProtocolRange, parseJson } from './shapes.ts';
import { linkTexts } from './texts.ts';

/** Longest greeting and longest answer in bytes, and how long either may take. */
export const greetingLimits = { maxBytes: 4096, timeoutMs: 5000 } as const;

/** Who speaks: a window of VS Code, the command line, or the status page in a browser. The name is for logs and lists. */
export const LinkClient = z.object({
  kind: z.enum(['window', 'commandLine', 'page']),
  name: z.string().check(z.maxLength(200)),
});
export type LinkClient = z.infer<typeof LinkClient>;

/** What a client says of itself, without its token. */
const Visitor = z.object({ protocol: ProtocolRange, build: BuildShape, client: LinkClient });
export type Visitor = z.infer<typeof Visitor>;

/** The first line on a connection, from the client. */
export type Greeting = Visitor & { readonly token: string };

const Token = z.object({ token: z.string() });

const Welcome = z.object({
  ok: z.literal(true),
  /** The wire format that is spoken from here on. */
  protocol: z.int(),
  build: BuildShape,
  processId: z.int(),
  /** The daemon is newer than the client, which should say so. */
  newer: z.boolean(),
});
export type Welcome = z.infer<typeof Welcome>;

const Refusal = z.object({
  ok: z.literal(false),
  /** A reason that a later version may have is like not being understood. */
  code: z.catch(z.enum(['badToken', 'protocol', 'retiring', 'malformed']), 'malformed'),
  /** English, for whoever looks at the bytes; clients have texts of their own. */
  message: z.string(),
  /** Told only to those who know the token. */
  build: z.optional(BuildShape),
});
export type Refusal = z.infer<typeof Refusal>;

const Answer = z.discriminatedUnion('ok', [Welcome, Refusal]);

/** How long the other side may take. */
export interface GreetingTime {
  readonly clock: Clock;
  /** 5 s if left out. */
  readonly timeoutMs?: number;
}

/** The client's side: says hello and waits for the answer. Bytes after the answer stay in the socket. */
export async function greet(
  socket: Socket,
  greeting: Greeting,
  { clock, timeoutMs = greetingLimits.timeoutMs }: GreetingTime,
): Promise<Result<Welcome, Refusal | NoLine | 'notUnderstood'>> {
  writeLine(socket, greeting);
  const line = await readFirstLine(socket, { clock, timeoutMs, maxBytes: greetingLimits.maxBytes });
  if (!line.ok) return line;
  const answer = parseJson(Answer, line.value);
  if (answer === undefined) return { ok: false, error: 'notUnderstood' };
  return answer.ok ? { ok: true, value: answer } : { ok: false, error: answer };
}

/**
 * The daemon's side: waits for a greeting and compares its token. Nothing else of it is looked at before the token is right.
 * `closed` when the visitor left without a word.
 */
export async function receiveGreeting(
  socket: Socket,
  { token, clock, timeoutMs = greetingLimits.timeoutMs }: GreetingTime & { readonly token: string },
): Promise<Result<Visitor, Refusal | 'closed'>> {
  const line = await readFirstLine(socket, { clock, timeoutMs, maxBytes: greetingLimits.maxBytes });
  if (!line.ok) return { ok: false, error: line.error === 'closed' ? 'closed' : refusal('malformed') };
  const given = parseJson(Token, line.value);
  if (given === undefined) return { ok: false, error: refusal('malformed') };
  if (!isSameToken(given.token, token)) return { ok: false, error: refusal('badToken') };
  const visitor = parseJson(Visitor, line.value);
  return visitor === undefined ? { ok: false, error: refusal('malformed') } : { ok: true, value: visitor };
}

/** Answers that the visitor is welcome; from here on the socket belongs to whoever serves it. */
export function welcome(socket: Socket, answer: Omit<Welcome, 'ok'>): void {
  writeLine(socket, { ok: true, ...answer } satisfies Welcome);
}

/** Answers no, and ends the connection as soon as the answer is out. */
export function refuse(socket: Socket, answer: Refusal): void {
  writeLine(socket, answer);
  socket.destroySoon();
}

/** A refusal with its text, for somebody who does not know the token or cannot be understood. */
function refusal(code: 'badToken' | 'malformed'): Refusal {
  return { ok: false, code, message: linkTexts[code].en };
}

/** A refusal for a visitor who knows the token and is told who refuses. */
export function refusalOf(code: 'protocol' | 'retiring', build: Build, visitor: Visitor): Refusal {
  const message = code === 'protocol' ? linkTexts.otherVersion(build.version, visitor.build.version) : linkTexts[code];
  return { ok: false, code, message: message.en, build };
}

function writeLine(socket: Socket, value: Greeting | Welcome | Refusal): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/** Both are hashed first: the comparison takes the same time whatever they have in common, their lengths included. */
function isSameToken(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
