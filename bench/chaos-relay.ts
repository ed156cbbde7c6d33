import { Agent, createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fixtureHeader, fixtureNames } from './chaos-mock.ts';
import type { ChaosPlan, Fault, FaultKind, RequestPlan, VendorId } from './chaos-plan.ts';
import { storyIn } from './chaos-story.ts';

/** What one vendor has seen. Requests are for a script each; free checks are counted apart. */
export interface Seen {
  requests: number;
  checks: number;
  /** How many requests there were for each story. */
  readonly visits: Record<number, number>;
  /** Faults that were dealt out, by kind. */
  readonly faults: Partial<Record<FaultKind, number>>;
}

export interface Relay {
  readonly origin: string;
  readonly seen: Seen;
  close(): void;
}

/**
 * A small server in front of one aimock. It decides from the plan what each request meets: faults that aimock has are ordered from it by its
 * own headers, the others happen here, on the connection and in the bytes of the answer.
 */
export async function startRelay(vendor: VendorId, mockOrigin: string, plan: ChaosPlan): Promise<Relay> {
  const seen: Seen = { requests: 0, checks: 0, visits: {}, faults: {} };
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const story = request.method === 'POST' ? storyIn(body) : undefined;
    if (story === undefined) {
      seen.checks += 1;
      pass(request, response, body, mockOrigin, agent, {}, { kind: 'none' });
      return;
    }
    const visit = (seen.visits[story.number] ?? 0) + 1;
    seen.visits[story.number] = visit;
    const planned = plan.request(vendor, story.number, visit);
    seen.requests += 1;
    const { kind } = planned.fault;
    if (kind !== 'none') seen.faults[kind] = (seen.faults[kind] ?? 0) + 1;
    if (kind === 'reset') response.socket?.resetAndDestroy();
    else if (kind !== 'silence') pass(request, response, body, mockOrigin, agent, ordersFor(planned), planned.fault);
  }

  // Connections that nobody uses stay: only the plan breaks any.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

/** Headers that make aimock do its part. */
function ordersFor({ fault, pace }: RequestPlan): Record<string, string> {
  const fixture = (name: string) => ({ [fixtureHeader]: name });
  const usual = fixture(fixtureNames.pace(pace));
  switch (fault.kind) {
    case 'serverError':
      return { ...usual, 'x-aimock-chaos-drop': '1' };
    case 'malformed':
      return { ...usual, 'x-aimock-chaos-malformed': '1' };
    case 'hangUp':
      return { ...usual, 'x-aimock-chaos-disconnect': '1' };
    case 'late':
      return { ...usual, 'x-aimock-chaos-latency': String(fault.latencyMs) };
    case 'overloaded':
    case 'outage':
      return fixture(fixtureNames.overloaded);
    case 'rateLimit':
      return fixture(fixtureNames.rateLimit(fault.seconds));
    case 'cutPieces':
      return fixture(fixtureNames.cut(fault.pieces));
    case 'hangUpLater':
      return fixture(fixtureNames.hangUp(fault.afterMs));
    default:
      return usual;
  }
}

/** Hands a request on and its answer back, up to where the fault strikes. */
function pass(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  origin: string,
  agent: Agent,
  orders: Record<string, string>,
  fault: Fault,
): void {
  const { host: _, 'content-length': __, 'transfer-encoding': ___, ...headers } = request.headers;
  const length = Buffer.byteLength(body);
  const outgoing = forward(`${origin}${request.url}`, {
    method: request.method,
    agent,
    headers: { ...headers, 'content-length': length, ...orders },
  });
  // The client went away, or has all it will get.
  response.once('close', () => outgoing.destroy());
  outgoing.on('error', () => response.destroy());
  outgoing.once('response', (answer) => {
    answer.on('error', () => response.destroy());
    answer.once('aborted', () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers));
    response.flushHeaders();
    if (!('bytes' in fault)) {
      answer.pipe(response);
      return;
    }
    let left = fault.bytes;
    answer.on('data', (piece: Buffer) => {
      if (response.destroyed || response.writableEnded || left < 0) return;
      if (piece.length <= left) {
        left -= piece.length;
        response.write(piece);
        return;
      }
      strike(fault, response, piece, left);
      left = -1;
    });
    answer.on('end', () => {
      if (left >= 0) response.end();
    });
  });
  outgoing.end(body);
}

/** The fault strikes inside a piece of the answer. */
function strike(fault: Extract<Fault, { bytes: number }>, response: ServerResponse, piece: Buffer, left: number): void {
  switch (fault.kind) {
    case 'resetAfter':
      response.write(piece.subarray(0, left), () => response.socket?.resetAndDestroy());
      break;
    case 'endAfter':
      response.end(piece.subarray(0, left));
      break;
    case 'stallAfter':
      response.write(piece.subarray(0, left));
      break;
    case 'errorAfter': {
      // An error event stands between two events, never inside one.
      const isClaude = piece.includes('event: ');
      const error = { type: 'overloaded_error', message: 'The server is overloaded.' };
      const data = JSON.stringify(isClaude ? { type: 'error', error } : { error: { ...error, code: 503 } });
      response.write(piece);
      response.end(`${isClaude ? 'event: error\n' : ''}data: ${data}\n\n`);
      break;
    }
  }
}

/** Headers without those that belong to one connection only. */
function withoutHop(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, 'content-length': ____, ...rest } = headers;
  return rest;
}
