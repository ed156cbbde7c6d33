import { connect, type Socket } from 'node:net';
import { describeProxyProblem, textsFor } from './api/texts/index.ts';
import type { DaemonTransport } from './cli/host.ts';
import { Daemon } from './daemon/daemon.ts';
import { KeyRing } from './daemon/key-ring.ts';
import { listen } from './daemon/listen.ts';
import { WindowModels } from './daemon/window-models.ts';
import { createDiskStore } from './disk-store.ts';
import { findPlaces } from './link/places.ts';
import { currentProtocol } from './link/shapes.ts';
import { occupiedExitCode, readinessLine } from './link/spawn.ts';
import { surroundingsOf } from './link/surroundings.ts';
import { createApplication } from './main.ts';
import { defaultConfig, type NetworkSettings } from './protocol/index.ts';
import {
  createRedactor,
  environmentSecrets,
  exitCodes,
  reportUnhandledRejections,
  stderrLog,
  systemClock,
  systemRandom,
  watchInterruption,
} from './system/index.ts';
import { build } from './version.ts';

/** What the background process is started with. */
export interface DaemonProcessOptions {
  readonly transport: DaemonTransport;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs the background process until it ends. Says nothing on standard output but the readiness line. */
export async function runDaemonProcess({ transport, environment }: DaemonProcessOptions): Promise<number> {
  const redactor = createRedactor();
  const log = stderrLog('info', { redactor });
  const stopReporting = reportUnhandledRejections(log);
  const interruption = watchInterruption();
  const clock = systemClock();
  const random = systemRandom();
  const keys = new KeyRing({
    environment: environmentSecrets(environment, { redactor, log }),
    register: (key) => redactor.register(key),
  });
  const windowModels = new WindowModels();
  const outside = { environment, clock, random, log, redactor };
  const shared = createApplication({
    ...outside,
    config: defaultConfig,
    models: 'configured',
    secrets: keys,
    store: createDiskStore({ program: process, log }),
    editor: windowModels,
    // A variable that names no usable proxy must not keep the process from starting: it is told to the window instead.
    network: { useProxy: false },
  });
  const network = shared.configureNetwork(undefined, defaultConfig);
  if (!network.ok) log.warn(network.error.message);
  let retire = async () => {};
  let giveBack = async () => {};
  let finished = () => {};
  const ended = new Promise<void>((resolve) => {
    finished = resolve;
  });
  let toldNetwork: NetworkSettings | undefined;
  const daemon = new Daemon({
    mode: transport.kind === 'shared' ? 'shared' : 'perWindow',
    build,
    shared,
    createSimulated: (config) => createApplication({ ...outside, config, models: 'demo' }),
    keys,
    windowModels,
    configureNetwork(network, config, locale) {
      // Whoever says nothing about the network leaves it as the others have it.
      toldNetwork = network ?? toldNetwork;
      const configured = shared.configureNetwork(toldNetwork, config);
      if (configured.ok || network === undefined) return [];
      const message = describeProxyProblem(configured.error, textsFor(locale));
      return [{ severity: 'error', setting: 'http.proxy', path: [], message }];
    },
    clock,
    random,
    log,
    process: {
      id: process.pid,
      nodeVersion: process.versions.node,
      residentBytes: () => process.memoryUsage.rss(),
    },
    onEnding: () => void retire(),
    onEnd: () => void giveBack().then(finished),
  });
  const stop = () => void daemon.end('stopped');
  interruption.signal.addEventListener('abort', stop, { once: true });

  const begun = await begin();
  if (begun === 'serving') {
    daemon.ready();
    log.info('The background process is ready.', { version: build.version, transport: transport.kind });
    await ended;
    // The editor may keep its end open for ever, and with it this process.
    if (transport.kind === 'stdio') process.stdin.destroy();
  } else await shared.close();
  stopReporting();
  interruption.dispose();
  if (begun === 'occupied') return occupiedExitCode;
  return begun === 'serving' ? exitCodes.success : exitCodes.failed;

  async function begin(): Promise<'serving' | 'occupied' | 'failed'> {
    if (transport.kind === 'stdio') {
      daemon.attachStreams(process.stdin, process.stdout);
      return 'serving';
    }
    if (transport.kind === 'pipe') {
      const socket = await reach(transport.name);
      if (socket === undefined) {
        log.error('Nobody listens on the pipe.');
        return 'failed';
      }
      socket.once('close', stop);
      daemon.attachSocket(socket);
      return 'serving';
    }
    const surroundings = surroundingsOf(process);
    const places = await findPlaces(surroundings);
    const listener = places.ok
      ? await listen({
          places: places.value,
          build,
          protocol: currentProtocol,
          clock,
          random,
          holder: surroundings,
          onClient: (socket) => daemon.attachSocket(socket),
          // Only a window starts the newer build in place of this one.
          decide: ({ client }) => (client.kind === 'window' ? daemon.decide() : 'accept'),
          onRetired: () => daemon.makeRoom(),
        })
      : places;
    if (!listener.ok) {
      if (listener.error.code === 'occupied') return 'occupied';
      log.error(listener.error.message.en);
      return 'failed';
    }
    retire = () => listener.value.retire();
    giveBack = () => listener.value.close();
    // The starter waits for this line and then closes its end: nothing is written there afterwards.
    process.stdout.on('error', () => {});
    process.stdout.write(`${readinessLine}\n`);
    return 'serving';
  }
}

/** A connection to the editor that listens there. */
function reach(name: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}
