import type { PanelToHost } from '../server/protocol/index.ts';
import { isHostMessage } from './guard.ts';
import type { ActionResult, Transport } from './transport.ts';

/** What VS Code gives a webview to speak with its extension. */
export interface EditorApi {
  postMessage(message: unknown): void;
  /** What `setState` kept when the view was here last. */
  getState?(): unknown;
  setState?(state: unknown): void;
}

/** In VS Code: messages of the extension, which has them from the daemon. */
export function editorTransport(api: EditorApi): Transport {
  const waiting = new Map<number, (result: ActionResult) => void>();
  let lastId = 0;
  const send = (message: PanelToHost): void => api.postMessage(message);
  return {
    start(receiver) {
      window.addEventListener('message', ({ data }) => {
        if (!isHostMessage(data)) return;
        switch (data.type) {
          case 'host':
            receiver.line('live');
            receiver.host(data.host);
            break;
          case 'snapshot':
            receiver.snapshot(data.snapshot);
            break;
          case 'events':
            receiver.events(data.events);
            break;
          case 'result':
            waiting.get(data.id)?.({ ok: data.ok, message: data.message });
            waiting.delete(data.id);
            break;
        }
      });
      send({ type: 'ready' });
    },
    resync: () => send({ type: 'ready' }),
    act(action) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send({ type: 'action', id, action });
      });
    },
  };
}
