import type { Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import type { Build } from '../protocol/index.ts';
import { dial } from './dial.ts';
import { type LinkFailure, type LinkResult, linkFailure } from './failure.ts';
import type { NoLine } from './first-line.ts';
import { inspectPlaces } from './folder.ts';
import { greet, greetingLimits, type LinkClient, type Refusal, type Welcome } from './greeting.ts';
import type { Places } from './places.ts';
import { type DiscoveryRecord, readRecord } from './record.ts';
import type { ProtocolRange } from './shapes.ts';
import { linkTexts } from './texts.ts';

/** Who connects where. */
export interface ConnectOptions {
  readonly places: Places;
  readonly build: Build;
  readonly protocol: ProtocolRange;
  readonly client: LinkClient;
  readonly clock: Clock;
  /** How long the daemon may take to answer; 5 s if left out. */
  readonly timeoutMs?: number;
}

/** A connection that has been greeted. What is written and read from here on belongs to the protocol above. */
export interface Connection {
  readonly socket: Socket;
  readonly greeting: Welcome;
}

/** A record can change under our eyes when one daemon takes the place of another; more often than this it does not. */
const mostRecords = 3;

/** Connects to the running daemon of this user, if there is one. */
export async function connect(options: ConnectOptions): Promise<LinkResult<Connection>> {
  const { places } = options;
  const folders = await inspectPlaces(places);
  if (!folders.ok) return folders;
  let last: { readonly record: DiscoveryRecord; readonly result: LinkResult<Connection> } | undefined;
  for (let round = 0; round < mostRecords; round += 1) {
    const record = folders.value === 'ready' ? await readRecord(places.record) : undefined;
    if (record === undefined) return linkFailure('notRunning', linkTexts.notRunning);
    if (record.token === last?.record.token) break;
    const result = await connectTo(record, options);
    if (result.ok || result.error.code !== 'badToken') return result;
    // The token may be that of a daemon which has just been replaced.
    last = { record, result };
  }
  return last?.result ?? linkFailure('notRunning', linkTexts.notRunning);
}

async function connectTo(record: DiscoveryRecord, options: ConnectOptions): Promise<LinkResult<Connection>> {
  const { build, protocol, client, clock, timeoutMs = greetingLimits.timeoutMs } = options;
  const dialled = await dial(record.socket, clock, timeoutMs);
  if (!dialled.ok) {
    const gone = dialled.error === 'ENOENT' || dialled.error === 'ECONNREFUSED';
    return gone
      ? linkFailure('notRunning', linkTexts.notRunning)
      : linkFailure('unreachable', linkTexts.noConnection(dialled.error));
  }
  const socket = dialled.value;
  const answer = await greet(socket, { token: record.token, protocol, build, client }, { clock, timeoutMs });
  if (answer.ok) return { ok: true, value: { socket, greeting: answer.value } };
  socket.destroy();
  return { ok: false, error: failureOf(answer.error, build, timeoutMs) };
}

function failureOf(error: Refusal | NoLine | 'notUnderstood', own: Build, timeoutMs: number): LinkFailure {
  switch (error) {
    case 'closed':
      // It ended while it was asked.
      return { code: 'notRunning', message: linkTexts.notRunning };
    case 'slow':
      return { code: 'unreachable', message: linkTexts.noAnswer(Math.ceil(timeoutMs / 1000)) };
    case 'tooLong':
    case 'notUnderstood':
      return { code: 'unreachable', message: linkTexts.notUnderstood };
  }
  const build = error.build === undefined ? {} : { build: error.build };
  switch (error.code) {
    case 'protocol':
      return { code: 'protocol', message: linkTexts.otherVersion(error.build?.version, own.version), ...build };
    case 'badToken':
    case 'retiring':
      return { code: error.code, message: linkTexts[error.code], ...build };
    case 'malformed':
      return { code: 'unreachable', message: linkTexts.notUnderstood, ...build };
  }
}
