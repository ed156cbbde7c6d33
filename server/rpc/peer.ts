/** What is needed of a JSON-RPC connection, whichever library and whichever end it belongs to. */
export interface Peer {
  /** Rejects when the other side cannot be asked or answers with a JSON-RPC error. Firing `signal` sends `$/cancelRequest`. */
  request(method: string, params: unknown, signal?: AbortSignal): Promise<unknown>;
  notify(method: string, params: unknown): void;
  onRequest(method: string, handler: (params: unknown, signal: AbortSignal) => Promise<unknown>): void;
  onNotification(method: string, handler: (params: unknown) => void): void;
  /** Fulfilled when it has been handed over: an answer that is sent after that cannot overtake it. */
  progress(token: string, value: unknown): Promise<void>;
  /** Gives the way to stop listening. */
  onProgress(token: string, handler: (value: unknown) => void): () => void;
  /** Called once, when nothing can be sent or received any more; at once when that is so already. Gives the way to stop listening. */
  onClose(handler: () => void): () => void;
}

interface Subscription {
  dispose(): void;
}

/** The cancellation of vscode-jsonrpc, as a shape. */
export interface CancellationShape {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: (event: unknown) => unknown): Subscription;
}

/**
 * The part that the connections of vscode-jsonrpc, vscode-languageserver and the client of vscode-languageclient have in common.
 * `Progress` is the library's own type of progress tokens: an object without content.
 */
export interface ConnectionShape<Progress> {
  sendRequest(method: string, params: unknown, token?: CancellationShape): Promise<unknown>;
  sendNotification(method: string, params: unknown): Promise<void>;
  /** The library spreads parameters that come by position and leaves out missing ones; a cancellation token is always the last. */
  onRequest(method: string, handler: (...given: unknown[]) => Promise<unknown>): unknown;
  onNotification(method: string, handler: (params: unknown) => void): unknown;
  sendProgress(type: Progress, token: string, value: unknown): Promise<void>;
  onProgress(type: Progress, token: string, handler: (value: unknown) => void): Subscription;
}

/**
 * A peer over a connection. `closed` fires when the connection ends; what is sent after that goes nowhere.
 */
export function connectionPeer<Progress>(
  connection: ConnectionShape<Progress>,
  progressType: Progress,
  closed: AbortSignal,
): Peer {
  /** Whoever only tells something has no use for the news that nobody listens. */
  const send = async (sending: () => Promise<void>): Promise<void> => {
    if (closed.aborted) return;
    try {
      await sending();
    } catch {
      // The connection ended a moment ago.
    }
  };
  return {
    request: (method, params, signal) =>
      signal === undefined
        ? connection.sendRequest(method, params)
        : connection.sendRequest(method, params, tokenOf(signal, closed)),
    notify: (method, params) => void send(() => connection.sendNotification(method, params)),
    onRequest(method, handler) {
      connection.onRequest(method, async (...given) => {
        const token = given.pop();
        const { signal, dispose } = signalOf(isCancellation(token) ? token : never, closed);
        try {
          return await handler(given.length === 1 ? given[0] : undefined, signal);
        } finally {
          dispose();
        }
      });
    },
    onNotification: (method, handler) => void connection.onNotification(method, handler),
    progress: (token, value) => send(() => connection.sendProgress(progressType, token, value)),
    onProgress(token, handler) {
      const subscription = connection.onProgress(progressType, token, handler);
      return () => subscription.dispose();
    },
    onClose(handler) {
      if (closed.aborted) {
        handler();
        return () => undefined;
      }
      closed.addEventListener('abort', handler, { once: true });
      return () => closed.removeEventListener('abort', handler);
    },
  };
}

const never: CancellationShape = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose() {} }),
};

function isCancellation(value: unknown): value is CancellationShape {
  return typeof value === 'object' && value !== null && 'onCancellationRequested' in value;
}

/** A signal as a cancellation token. A connection that has ended cannot be told of a cancellation, and need not be. */
function tokenOf(signal: AbortSignal, closed: AbortSignal): CancellationShape {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested(listener) {
      const onAbort = () => {
        if (closed.aborted) return;
        try {
          listener(undefined);
        } catch {
          // The connection ended a moment ago. An error here would end the process and everybody's requests with it.
        }
      };
      if (signal.aborted) void Promise.resolve().then(onAbort);
      else signal.addEventListener('abort', onAbort, { once: true });
      return { dispose: () => signal.removeEventListener('abort', onAbort) };
    },
  };
}

/** A cancellation token as a signal, which also fires when the connection ends: nobody waits for the answer any more. */
function signalOf(token: CancellationShape, closed: AbortSignal): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const subscription = token.onCancellationRequested(abort);
  closed.addEventListener('abort', abort, { once: true });
  if (token.isCancellationRequested || closed.aborted) abort();
  return {
    signal: controller.signal,
    dispose() {
      subscription.dispose();
      closed.removeEventListener('abort', abort);
    },
  };
}
