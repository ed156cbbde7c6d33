import type { Event, Snapshot } from '../server/protocol/index.ts';

export type Connection = 'connecting' | 'live' | 'lost' | 'ended';

/** What a host tells the panel. */
export type HostMessage =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'change'; readonly event: Event }
  | { readonly type: 'connection'; readonly connection: Connection };

/** The line to the daemon, the same for both hosts. */
export interface Transport {
  start(receive: (message: HostMessage) => void): void;
  /** Asks for a whole snapshot, after an event was missed. */
  resync(): void;
}

/** In a browser page: server-sent events from the server that brought the page. */
export function eventSourceTransport(address: string): Transport {
  let source: EventSource | undefined;
  let receive: (message: HostMessage) => void = () => undefined;
  const open = (): void => {
    source?.close();
    const current = new EventSource(address);
    source = current;
    current.addEventListener('open', () => receive({ type: 'connection', connection: 'live' }));
    current.addEventListener('error', () => {
      const ended = current.readyState === EventSource.CLOSED;
      receive({ type: 'connection', connection: ended ? 'ended' : 'lost' });
    });
    current.addEventListener('snapshot', ({ data }) => receive({ type: 'snapshot', snapshot: JSON.parse(data) }));
    current.addEventListener('change', ({ data }) => receive({ type: 'change', event: JSON.parse(data) }));
  };
  return {
    start(listener) {
      receive = listener;
      open();
    },
    resync: open,
  };
}

/** What VS Code gives a webview to speak with its extension. */
export interface HostApi {
  postMessage(message: unknown): void;
}

/** In VS Code: messages of the extension, which has them from the daemon. */
export function hostTransport(api: HostApi): Transport {
  const resync = (): void => api.postMessage({ type: 'ready' });
  return {
    start(receive) {
      window.addEventListener('message', ({ data }) => {
        if (isHostMessage(data)) receive(data);
      });
      resync();
    },
    resync,
  };
}

function isHostMessage(data: unknown): data is HostMessage {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  switch (data.type) {
    case 'snapshot':
      return 'snapshot' in data && typeof data.snapshot === 'object';
    case 'change':
      return 'event' in data && typeof data.event === 'object';
    case 'connection':
      return 'connection' in data && typeof data.connection === 'string';
    default:
      return false;
  }
}
