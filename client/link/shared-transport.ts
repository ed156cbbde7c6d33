import { SocketMessageReader, SocketMessageWriter } from 'vscode-languageclient/node';
import {
  compareBuilds,
  connectOrStart,
  currentProtocol,
  findPlaces,
  type LinkFailure,
  type LinkResult,
  spawnDaemon,
  surroundingsOf,
} from '../../server/link/index.ts';
import type { StartPhase } from './session.ts';
import { systemClock } from './system-clock.ts';
import type { DaemonProgram, Transport } from './transport.ts';

/** Reaches the daemon that all windows of this person share, and starts it where there is none. */
export async function openShared(
  { path, build }: DaemonProgram,
  onPhase: (phase: StartPhase) => void,
): Promise<LinkResult<Transport>> {
  const surroundings = surroundingsOf(process);
  const found = await findPlaces(surroundings);
  if (!found.ok) return found;
  const places = found.value;
  const connected = await connectOrStart({
    places,
    build,
    protocol: currentProtocol,
    client: { kind: 'window', name: 'VS Code' },
    clock: systemClock,
    holder: surroundings,
    spawn: () => spawnDaemon({ program: path, execPath: process.execPath, environment: process.env, places }),
    onPhase(phase) {
      if (phase === 'starting' || phase === 'greeting') onPhase(phase);
    },
  });
  if (!connected.ok) return connected;
  const { socket, greeting } = connected.value;
  const { processId, protocol } = greeting;
  return {
    ok: true,
    value: {
      messages: { reader: new SocketMessageReader(socket), writer: new SocketMessageWriter(socket) },
      description: `shared, process ${processId}, version ${greeting.build.version}, protocol ${protocol}`,
      newerVersion: greeting.newer ? greeting.build.version : undefined,
      isOlder: compareBuilds(build, greeting.build) > 0,
      close: () => void socket.destroy(),
      kill: () => endProcess(processId),
    },
  };
}

/** Whether the window should rather have a daemon of its own: the shared one speaks otherwise, or has no safe place to be. */
export function needsOwnDaemon({ code }: LinkFailure): boolean {
  return code === 'protocol' || code === 'folder';
}

/** Only while the connection stands: as long as it does, the number cannot belong to another process. */
function endProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
