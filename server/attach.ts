import {
  createProtocolConnection,
  ProgressType,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { mirrorSource } from './api/event-stream.ts';
import { describeError, textsFor } from './api/texts/index.ts';
import type { Connection } from './cli/host.ts';
import { runServe } from './cli/serve.ts';
import { connect } from './link/connect.ts';
import { findPlaces } from './link/places.ts';
import { currentProtocol } from './link/shapes.ts';
import { type ProcessFacts, surroundingsOf } from './link/surroundings.ts';
import { type Methods, methodPrefix, notifications, type SessionMethods, StateMirror } from './protocol/index.ts';
import { connectionPeer, createCaller, type SessionClient } from './rpc/index.ts';
import { systemClock, systemRandom } from './system/index.ts';
import { build } from './version.ts';

/** Connects to the background process that runs; undefined when there is none, or none that understands us. Starts nothing. */
export async function attachToDaemon(program: ProcessFacts): Promise<Connection | undefined> {
  const clock = systemClock();
  const places = await findPlaces(surroundingsOf(program));
  if (!places.ok) return undefined;
  const connected = await connect({
    places: places.value,
    build,
    protocol: currentProtocol,
    client: { kind: 'commandLine', name: 'videogenius' },
    clock,
  });
  if (!connected.ok) return undefined;
  const { socket } = connected.value;
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  socket.on('error', () => closed.abort());
  const reader = new SocketMessageReader(socket);
  // Its timer sets itself anew for ever when the connection breaks inside a message, and would keep this process alive.
  reader.partialMessageTimeout = 0;
  const connection = createProtocolConnection(reader, new SocketMessageWriter(socket));
  connection.onError(() => closed.abort());
  const peer = connectionPeer(connection, new ProgressType<unknown>(), closed.signal);
  const client: SessionClient = createCaller<Methods & SessionMethods>(peer, methodPrefix);

  const watch = async () => {
    const snapshot = await client.call('state/watch', {});
    if (snapshot.ok) mirror.replace(snapshot.value);
  };
  const mirror = new StateMirror(() => void watch());
  peer.onNotification(`${methodPrefix}state/events`, (params) => {
    const parsed = notifications['state/events'].safeParse(params);
    if (parsed.success) mirror.apply(parsed.data.events);
  });
  peer.onNotification(`${methodPrefix}state/snapshot`, (params) => {
    const parsed = notifications['state/snapshot'].safeParse(params);
    if (parsed.success) mirror.replace(parsed.data.snapshot);
  });
  connection.listen();

  const state = await client.call('state/get', {});
  if (!state.ok) {
    socket.destroy();
    return undefined;
  }
  return {
    client,
    attached: true,
    models: new Map(state.value.models.map(({ modelId, model }) => [modelId, model])),
    preset: new Set(),
    divertedKeys: [],
    unfinished: [],
    async serve(options) {
      await watch();
      // Without the process behind it the page would show an old state for ever.
      const signal = AbortSignal.any([options.signal, closed.signal]);
      return runServe({
        ...options,
        signal,
        clock,
        source: mirrorSource(mirror),
        random: systemRandom(),
        fleet: 'configured',
        changes: 'settings',
        actions: {
          async perform(action, locale) {
            const acted = await client.call('panel/act', { action });
            if (acted.ok) return acted.value;
            // An action was parsed before it came here: only a missing window can be wrong with it.
            const isNobodyThere = acted.error.code === 'invalidRequest';
            const message = isNobodyThere ? textsFor(locale).page.noWindow : describeError(acted.error, locale).message;
            return { ok: false, message };
          },
        },
      });
    },
    async close() {
      connection.dispose();
      socket.destroy();
    },
  };
}
