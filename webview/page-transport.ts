import type { PanelHost } from '../server/protocol/index.ts';
import { isEvent, isSnapshot } from '../server/protocol/outline.ts';
import { isActionResult, isPanelHost } from './guard.ts';
import type { Receiver, Transport } from './transport.ts';

/** Milliseconds until a stream that the browser gave up is opened again. */
const reopenAfterMs = 3000;

const failed = { ok: false, message: '' };

/** In a browser page: server-sent events from the server that brought the page, and calls for what a person does. */
export function pageTransport(locale: PanelHost['locale']): Transport {
  let source: EventSource | undefined;
  let receiver: Receiver | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const askHost = async (): Promise<void> => {
    const host = await fetchJson('/api/host');
    receiver?.host(isPanelHost(host) ? host : { ...plainPage, locale });
  };

  const open = (): void => {
    clearTimeout(timer);
    source?.close();
    const current = new EventSource('/api/events');
    source = current;
    current.addEventListener('open', () => {
      receiver?.line('live');
      void askHost();
    });
    current.addEventListener('error', () => {
      if (current !== source) return;
      const ended = current.readyState === EventSource.CLOSED;
      receiver?.line(ended ? 'ended' : 'lost');
      if (ended) timer = setTimeout(open, reopenAfterMs);
    });
    current.addEventListener('snapshot', ({ data }) => {
      const snapshot = parse(data);
      if (isSnapshot(snapshot)) receiver?.snapshot(snapshot);
    });
    current.addEventListener('change', ({ data }) => {
      const event = parse(data);
      if (isEvent(event)) receiver?.events([event]);
    });
  };

  return {
    start(listener) {
      receiver = listener;
      open();
    },
    resync: open,
    async act(action) {
      const answer = await fetchJson('/api/action', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(action),
      });
      void askHost();
      return isActionResult(answer) ? answer : failed;
    },
  };
}

/** What is taken for granted of a server that tells nothing about itself. */
const plainPage: Omit<PanelHost, 'locale'> = {
  kind: 'page',
  connection: 'running',
  message: '',
  fleet: 'configured',
  trusted: true,
  changes: 'session',
  commands: [],
};

/** The parsed body of an answer, whatever its status; undefined when there is none. */
async function fetchJson(address: string, options: RequestInit = {}): Promise<unknown> {
  try {
    const response = await fetch(address, options);
    return parse(await response.text());
  } catch {
    return undefined;
  }
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
