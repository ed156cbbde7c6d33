import type { Socket } from 'node:net';
import {
  createProtocolConnection,
  type MessageReader,
  type MessageWriter,
  ProgressType,
  type ProtocolConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-languageserver-protocol/node';
import {
  type Connection,
  connect,
  connectOrStart,
  currentProtocol,
  type LinkResult,
  type ProtocolRange,
  spawnDaemon,
  surroundingsOf,
  type Welcome,
} from '../../server/link/index.ts';
import {
  type EditorModel,
  type Event,
  methodPrefix,
  notifications,
  type PanelAction,
  type Part,
  type Result,
  type SessionConfiguration,
  type SettingProblem,
  StateMirror,
  success,
  windowMethods,
} from '../../server/protocol/index.ts';
import { connectionPeer, createCaller, type Peer, type SessionClient, serveMethods } from '../../server/rpc/index.ts';
import { systemClock } from '../../server/system/clock.ts';
import type { Home } from './home.ts';
import type { KeyChest } from './key-chest.ts';
import type { Program } from './program.ts';

const clock = systemClock();

/** What is needed of a person's surroundings to open a window in them. */
export type WindowPlace = Pick<Home, 'places' | 'environment' | 'later'> & {
  readonly programs: Pick<Home['programs'], 'usual'>;
};

/** What a window has besides its connection: keys, chat models, and what it understands. */
export interface WindowOptions {
  /** Which build the window belongs to, and starts when there is no daemon; the usual one if left out. */
  readonly program?: Program;
  readonly protocol?: ProtocolRange;
  /** Keys that a person has stored, each for one vendor and one server. */
  readonly keys?: KeyChest;
  readonly editorModels?: readonly EditorModel[];
  readonly editor?: EditorAnswer;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Told what somebody does on a page elsewhere. */
  readonly act?: (action: PanelAction) => void;
}

/** Gives the text piece by piece; firing `signal` should end it. */
export type EditorAnswer = (
  onText: (text: string) => void,
  signal: AbortSignal,
) => Promise<{ kind: 'finished' } | { kind: 'failed'; failure: { code: 'other'; message: string } }>;

/** A window of VS Code that talks to a daemon. */
export interface Window {
  readonly caller: SessionClient;
  readonly peer: Peer;
  readonly connection: ProtocolConnection;
  readonly mirror: StateMirror;
  /** Every event that was told since `watch`, in the order of its arrival. */
  readonly events: readonly Event[];
  /** How often the mirror had to ask for a whole state because an event was missing. */
  readonly resyncs: () => number;
  /** Why the daemon said that it ends. */
  readonly endings: readonly string[];
  readonly closed: AbortSignal;
  configure(more?: Partial<SessionConfiguration>): Promise<readonly SettingProblem[]>;
  watch(): Promise<void>;
  close(): void;
}

export type LinkedWindow = Window & { readonly greeting: Welcome; readonly socket: Socket };

/** Connects like a window: to the running daemon, or to one that is started for it. */
export async function linkWindow(home: WindowPlace, options: WindowOptions = {}): Promise<LinkResult<Connection>> {
  const { program = home.programs.usual, protocol = currentProtocol } = options;
  const { places, environment } = home;
  return connectOrStart({
    places,
    build: program.build,
    protocol,
    client: { kind: 'window', name: 'test' },
    clock,
    holder: surroundingsOf(process),
    spawn: () => spawnDaemon({ program: program.path, execPath: process.execPath, environment, places }),
  });
}

/** Connects to the running daemon and starts nothing. */
export function linkOnly(
  home: WindowPlace,
  options: WindowOptions & { readonly kind?: 'window' | 'commandLine' } = {},
): Promise<LinkResult<Connection>> {
  const { program = home.programs.usual, protocol = currentProtocol, kind = 'window' } = options;
  return connect({ places: home.places, build: program.build, protocol, client: { kind, name: 'test' }, clock });
}

/** Opens a window with its settings sent, as a person would find it. */
export async function openWindow(home: WindowPlace, options: WindowOptions = {}): Promise<LinkedWindow> {
  const linked = await linkWindow(home, options);
  if (!linked.ok) throw new Error(`${linked.error.code}: ${linked.error.message.en}`);
  const { socket, greeting } = linked.value;
  const window = speak(
    { reader: new SocketMessageReader(socket), writer: new SocketMessageWriter(socket) },
    () => socket.destroy(),
    options,
  );
  socket.on('error', () => undefined);
  home.later(() => window.close());
  await initialize(window.connection);
  await window.configure();
  return { ...window, greeting, socket };
}

export async function initialize(connection: ProtocolConnection): Promise<unknown> {
  const answer = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  await connection.sendNotification('initialized', {});
  return answer;
}

/** The window's end of a connection, whatever it runs over. */
export function speak(
  streams: { readonly reader: MessageReader; readonly writer: MessageWriter },
  end: () => void,
  options: WindowOptions = {},
): Window {
  const closed = new AbortController();
  const connection = createProtocolConnection(streams.reader, streams.writer);
  connection.onClose(() => closed.abort());
  connection.onError(() => closed.abort());
  const peer = connectionPeer(connection, new ProgressType<unknown>(), closed.signal);
  const caller: SessionClient = createCaller(peer, methodPrefix);
  serveMethods(
    peer,
    ['secrets/read', 'editor/generate', 'panel/act'],
    (name, input, { signal, onPart }) => answerDaemon(options, name, input, signal, onPart),
    { prefix: methodPrefix, setTimer: clock.setTimer },
  );
  const events: Event[] = [];
  const endings: string[] = [];
  let resyncs = 0;
  const mirror = new StateMirror(() => {
    resyncs += 1;
  });
  peer.onNotification(`${methodPrefix}state/events`, (params) => {
    const told = notifications['state/events'].parse(params).events;
    events.push(...told);
    mirror.apply(told);
  });
  peer.onNotification(`${methodPrefix}state/snapshot`, (params) =>
    mirror.replace(notifications['state/snapshot'].parse(params).snapshot),
  );
  peer.onNotification(`${methodPrefix}daemon/ending`, (params) =>
    endings.push(notifications['daemon/ending'].parse(params).reason),
  );
  connection.listen();
  return {
    caller,
    peer,
    connection,
    mirror,
    events,
    endings,
    resyncs: () => resyncs,
    closed: closed.signal,
    async configure(more = {}) {
      const configured = await caller.call('session/configure', {
        settings: { ...options.settings },
        fleet: 'configured',
        locale: 'en',
        editorModels: [...(options.editorModels ?? [])],
        hasSecrets: options.keys !== undefined,
        ...more,
      });
      return mustGive(configured).problems;
    },
    async watch() {
      mirror.replace(mustGive(await caller.call('state/watch', {})));
    },
    close() {
      closed.abort();
      connection.dispose();
      end();
    },
  };
}

async function answerDaemon(
  { keys, editor, act }: WindowOptions,
  name: 'secrets/read' | 'editor/generate' | 'panel/act',
  input: unknown,
  signal: AbortSignal,
  onPart: (part: Part) => void,
): Promise<Result<unknown>> {
  if (name === 'secrets/read') {
    const { queries } = windowMethods['secrets/read'].params.parse(input);
    return success({ answers: queries.map((query) => keys?.answer(query) ?? { kind: 'none' }) });
  }
  if (name === 'panel/act') {
    act?.(windowMethods['panel/act'].params.parse(input).action);
    return success({ ok: true, message: '' });
  }
  windowMethods['editor/generate'].params.parse(input);
  if (editor === undefined) throw new Error('This window has no chat models.');
  return success(await editor((text) => onPart({ type: 'text-delta', text }), signal));
}

/** The value of a call that has to succeed. */
export function mustGive<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  const { code, message, attempts } = result.error;
  throw new Error(`${code}: ${message} ${attempts.map((each) => `${each.modelId}: ${each.message}`).join('; ')}`);
}

/** The code of a call that has to fail. */
export function codeOf(
  result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } },
): string {
  if (result.ok) throw new Error('The call succeeded.');
  return result.error.code;
}
