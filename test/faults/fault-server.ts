import { createServer, type Server, type Socket } from 'node:net';

/**
 * A server that answers with raw bytes, so that it can do what a well-behaved HTTP library cannot: reset, cut, hang, send
 * nonsense. For tests of everything that talks to vendors, from one provider to the whole engine.
 *
 *     const server = await startFaultServer(faults.cut(openAiSse(['Hello ', 'world']), 120));
 *     ... point a model's baseUrl at server.url ...
 *     assert.equal(server.requests.length, 1);
 *     await server.requests[0].closed;      // the client has let go of the socket
 *     await server.close();
 *
 * - `startFaultServer(...scripts)`: the first request gets the first script, and so on; the last one repeats.
 * - `faults`: ready-made scripts, one per kind of fault. A script is a function of the wire and the request, so a test can
 *   write its own: `(wire) => { wire.head(200); wire.chunk('...'); }`. What a script does not finish stays open: that is a
 *   hang, and it is ended by the client's abort or by `close()`.
 * - `requests`: everything seen, in order; `nextRequest()` waits for one more than has been waited for before.
 * - `server.setScripts(...)` replaces what comes next, for outages that end.
 * - `refusedUrl()`: an address at which nobody listens.
 * - `openAiSse`, `anthropicSse`: the text of a whole, good stream; `openAiChunk` one chunk of it.
 */
export interface FaultServer {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  nextRequest(): Promise<SeenRequest>;
  setScripts(...scripts: readonly FaultScript[]): void;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Fulfilled when the connection of this request is closed, by either side. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

/** What a script can do to the connection. */
export interface Wire {
  /** Raw bytes, HTTP or not. */
  raw(bytes: string | Uint8Array): void;
  /** Status line and headers; a chunked body follows unless a length is given. */
  head(status: number, headers?: Readonly<Record<string, string>>): void;
  /** One chunk of a chunked body. */
  chunk(bytes: string | Uint8Array): void;
  /** The proper end of a chunked body. */
  end(): void;
  /** Closes the connection without the end of the body. */
  cut(): void;
  /** Resets the connection. */
  reset(): void;
  /** Lets everything written so far reach the client as its own packet. */
  flush(): Promise<void>;
}

export type FaultScript = (wire: Wire, request: SeenRequest) => void | Promise<void>;

const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' };

/** Opens a good 200 event stream with this text; the body stays open. */
const begin = (wire: Wire, text: string): void => {
  wire.head(200, eventStream);
  if (text !== '') wire.chunk(text);
};

export const faults = {
  /** A whole answer with status 200. */
  answer:
    (text: string, headers: Readonly<Record<string, string>> = eventStream): FaultScript =>
    (wire) => {
      wire.head(200, headers);
      if (text !== '') wire.chunk(text);
      wire.end();
    },
  /** Any status, with a JSON body unless the headers say otherwise. */
  status:
    (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FaultScript =>
    (wire) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const length = String(Buffer.byteLength(text));
      wire.head(status, { 'content-type': 'application/json', 'content-length': length, ...headers });
      wire.raw(text);
    },
  /** A page where an answer should be. */
  html: (status = 200): FaultScript =>
    faults.status(status, '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome</body></html>', {
      'content-type': 'text/html; charset=utf-8',
    }),
  /** Resets the connection instead of an answer. */
  reset: (): FaultScript => (wire) => wire.reset(),
  /** Takes the request and says nothing at all. */
  hang: (): FaultScript => () => undefined,
  /** Headers, then nothing. */
  headersThenHang: (): FaultScript => (wire) => begin(wire, ''),
  /** Headers and keep-alive comments, then nothing. */
  keepAliveThenHang: (): FaultScript => (wire) => begin(wire, ': keep-alive\n\n: keep-alive\n\n'),
  /** The given text, then nothing. */
  textThenHang:
    (text: string): FaultScript =>
    (wire) =>
      begin(wire, text),
  /** The first `bytes` bytes of a stream, then the connection closes without its end. */
  cut:
    (text: string, bytes: number): FaultScript =>
    async (wire) => {
      wire.head(200, eventStream);
      const part = Buffer.from(text).subarray(0, bytes);
      if (part.length > 0) wire.chunk(part);
      await wire.flush();
      wire.cut();
    },
  /** The given text, then a reset. */
  textThenReset:
    (text: string): FaultScript =>
    async (wire) => {
      begin(wire, text);
      await wire.flush();
      wire.reset();
    },
  /** A good stream, a few bytes at a time. */
  drip:
    (text: string, size = 1): FaultScript =>
    async (wire) => {
      wire.head(200, eventStream);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) {
        wire.chunk(bytes.subarray(at, at + size));
        await wire.flush();
      }
      wire.end();
    },
  /** A stream whose one line has so many characters and no end in sight. */
  hugeLine:
    (characters: number): FaultScript =>
    async (wire) => {
      wire.head(200, eventStream);
      wire.chunk('data: {"choices":[{"index":0,"delta":{"content":"');
      const piece = 'x'.repeat(65_536);
      for (let sent = 0; sent < characters; sent += piece.length) {
        wire.chunk(piece);
        await wire.flush();
      }
    },
} as const;

/** One chunk of an OpenAI chat stream. */
export const openAiChunk = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-test',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'test',
    choices: [{ index: 0, delta: content === '' ? {} : { content }, finish_reason: finish }],
  })}\n\n`;

/** A whole OpenAI chat stream with these deltas, a finish reason, usage and the end marker. */
export const openAiSse = (deltas: readonly string[], finish = 'stop'): string => {
  const usage = { prompt_tokens: 10, completion_tokens: deltas.length, total_tokens: 10 + deltas.length };
  return [
    ...deltas.map((delta) => openAiChunk(delta)),
    openAiChunk('', finish),
    `data: ${JSON.stringify({ choices: [], usage })}\n\n`,
    'data: [DONE]\n\n',
  ].join('');
};

/** A whole Anthropic stream with these deltas. */
export const anthropicSse = (deltas: readonly string[], stopReason = 'end_turn'): string => {
  const event = (value: { readonly type: string }) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
  const start = { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } };
  const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  const end = { type: 'message_delta', delta: { stop_reason: stopReason }, usage: { output_tokens: deltas.length } };
  return [start, block, ...deltas.map(delta), { type: 'content_block_stop', index: 0 }, end, { type: 'message_stop' }]
    .map(event)
    .join('');
};

export const startFaultServer = async (...scripts: readonly FaultScript[]): Promise<FaultServer> => {
  let queue = [...scripts];
  const sockets = new Set<Socket>();
  const requests: SeenRequest[] = [];
  const waiting: ((request: SeenRequest) => void)[] = [];
  let handedOut = 0;

  const answer = async (socket: Socket, request: SeenRequest): Promise<void> => {
    requests.push(request);
    if (waiting.length > 0) {
      handedOut += 1;
      waiting.shift()?.(request);
    }
    const script = queue.length > 1 ? queue.shift() : queue[0];
    await script?.(wireOf(socket), request);
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    // A client that goes away is what these tests are about.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (data) => {
      received = Buffer.concat([received, data]);
      for (;;) {
        const parsed = parseRequest(received);
        if (parsed === undefined) return;
        received = received.subarray(parsed.length);
        void answer(socket, { ...parsed.request, closed, isClosed: () => socket.destroyed });
      }
    });
  });
  const port = await listen(server);

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    nextRequest: () => {
      const known = requests[handedOut];
      if (known === undefined) return new Promise((resolve) => waiting.push(resolve));
      handedOut += 1;
      return Promise.resolve(known);
    },
    setScripts: (...next) => {
      queue = [...next];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** An address at which nobody listens. */
export const refusedUrl = async (): Promise<string> => {
  const server = createServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return `http://127.0.0.1:${port}`;
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });

const wireOf = (socket: Socket): Wire => {
  const write = (bytes: string | Uint8Array): void => {
    if (socket.writable) socket.write(bytes);
  };
  return {
    raw: write,
    head: (status, headers = {}) => {
      const length = Object.keys(headers).some((name) => name.toLowerCase() === 'content-length');
      const lines = Object.entries({ ...headers, ...(length ? {} : { 'transfer-encoding': 'chunked' }) });
      write(`HTTP/1.1 ${status} Test\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    },
    chunk: (bytes) => {
      const body = Buffer.from(bytes);
      write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]));
    },
    end: () => write('0\r\n\r\n'),
    cut: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
    flush: () =>
      new Promise((resolve) => {
        if (!socket.writable) return resolve();
        socket.write('', () => setImmediate(resolve));
      }),
  };
};

/** The first whole request in the bytes, or undefined. */
const parseRequest = (bytes: Buffer) => {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  return { length, request: { method, path, headers, body: bytes.subarray(headEnd + 4, length).toString('utf8') } };
};
