import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StateSource } from '../api/event-stream.ts';
import { newToken, startStatusServer } from '../api/http.ts';
import type { Clock, Random } from '../ports/index.ts';
import { type ExitCode, exitCodes } from '../system/process.ts';

/** The port of the status page when nothing else is said; not registered for anything else. */
export const defaultStatusPort = 4180;

export interface ServeOptions {
  /** The engine, or anything else that has a state. */
  readonly source: StateSource;
  readonly clock: Clock;
  readonly random: Random;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where panel.js and panel.css are; found beside the program if left out. */
  readonly assetsDirectory?: string;
  /** Firing it ends the server. */
  readonly signal: AbortSignal;
  /** Gets the address to open, token included, once the server listens. */
  readonly announce: (url: string) => void;
}

/**
 * `videogenius serve`: shows the status page on loopback until `signal` fires. Rejects with an Error in plain words when
 * the port is taken or the panel was not built.
 */
export async function runServe(options: ServeOptions): Promise<ExitCode> {
  const { source, clock, random, port, signal } = options;
  if (signal.aborted) return exitCodes.success;
  const server = await startStatusServer({
    snapshot: () => source.snapshot(),
    subscribe: (listener) => source.subscribe(listener),
    port,
    token: newToken(random),
    assetsDirectory: options.assetsDirectory ?? panelDirectory(),
    clock,
    random,
  });
  options.announce(server.url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  return exitCodes.success;
}

/** dist/webview, seen from the bundled program (dist/server) or from the sources (server/cli). */
function panelDirectory(): string {
  const bundled = join(import.meta.dirname, '..', 'webview');
  return existsSync(join(bundled, 'panel.js')) ? bundled : join(import.meta.dirname, '..', '..', 'dist', 'webview');
}
